"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "plan_merge": _("{seat} planned to merge proposal {other} into proposal {proposal} (plan {reshaping})."),
    "plan_split": _("{seat} planned to split proposal {proposal} in two (plan {reshaping})."),
    "answer_reshaping": _("{seat} answered plan {reshaping} for proposal {proposal}: {answer}."),
    "withdraw_reshaping": _("{seat} took back plan {reshaping} for proposal {proposal}."),
    "merge_proposal": _("Proposal {other} was merged into proposal {proposal}, as all had agreed (plan {reshaping})."),
    "split_proposal": _("Proposal {other} was split from proposal {proposal}, as all had agreed (plan {reshaping})."),
}
