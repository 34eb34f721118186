"""How the public log tells the acts of this room. Of a draft nothing of what it says is told."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "translate_passage": _(
        "{seat} translated passage {passage} of proposal {proposal} into “{language}” (version {serial}, SHA-256: "
        "{sha256})."
    ),
    "review_translation": _(
        "Version {serial} of passage {passage} of proposal {proposal} in “{language}” was reviewed (by {by})."
    ),
    "request_machine_translation": _("A machine was asked to translate proposal {proposal} into “{language}”."),
    "translate_by_machine": _("A machine translated {passages} passages of proposal {proposal} into “{language}”."),
}
