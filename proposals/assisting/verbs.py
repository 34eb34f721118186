"""How the public log tells the acts of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "enter_paper": _("One person entered the paper vote of {seat} on ballot {ballot}; a second has yet to agree."),
    "withdraw_paper": _("What one person had entered of the paper vote of {seat} on ballot {ballot} was withdrawn."),
    "credit_assembly": _("{seat} said whose words these are: {assembly}, {place}, {held_on}, {people} people."),
    "make_codes": _("{seat} had {codes} codes on paper made for ballot {ballot}, for people without e-mail."),
    "withdraw_codes": _("{codes} unused codes on paper of {seat} for ballot {ballot} were taken back."),
}
