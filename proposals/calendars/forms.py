"""The form of a new address of one's calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .keys import LONGEST_NAME


class KeyForm(forms.Form):
    """For what the address is, in the person's own words."""

    name = forms.CharField(
        label=_("For which program or device"),
        help_text=_("For yourself, so that you know later which one to revoke."),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME}),
        required=False,
    )
