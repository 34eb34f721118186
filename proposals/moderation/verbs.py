"""How the public log tells the acts of this room. Reasons stand on the case; who reported is told nowhere."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "report_text": _("Case {case}: a text was reported ({ground})."),
    "hold_text": _("Case {case}: a text waits until a moderator has read it ({cause})."),
    "decide_case": _("Case {case} was decided by {office}: {decision} ({ground}), until {until}."),
    "appeal_decision": _("Case {case}: the author of the text appealed."),
    "hear_appeal": _("Case {case}: the appeal was heard: {appeal}."),
    "remind_appeal": _("{hours} hours before case {case} can be appealed no more, who can appeal was reminded."),
    "remind_hearing": _("{hours} hours before the appeal in case {case} is due, those who can hear it were reminded."),
}
