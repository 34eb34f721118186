"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "import_ballot": _(
        "A vote that was held elsewhere was brought in from the file {file} (SHA-256 {sha256}): {voters} voters, to be "
        "counted by the rule {rule}."
    ),
}
