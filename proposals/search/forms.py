"""The form of a search: it only asks, and what is well-formed is said where the question is read."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.deliberation.models import Comment
from proposals.drafting.forms import TONGUES

from .asking import LONGEST_KEY, LONGEST_QUERY
from .models import SearchEntry

ANY = ("", _("any"))
Choices = Iterable[tuple[str, str]]


class SearchForm(forms.Form):
    """Words, and by what they are narrowed."""

    q = forms.CharField(
        label=_("Words"),
        help_text=_('Accents do not matter. "In quotation marks": exactly so. A hyphen before a word: without it.'),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST_QUERY, "autocomplete": "off"}),
        strip=False,
    )
    council = forms.ChoiceField(label=_("Council"), required=False)
    kind = forms.ChoiceField(label=_("What"), choices=[ANY, *SearchEntry.Kind.choices], required=False)
    language = forms.ChoiceField(label=_("Language of the text"), choices=[ANY, *TONGUES], required=False)
    stance = forms.ChoiceField(label=_("Stance of a comment"), choices=[ANY, *Comment.Stance.choices], required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    movement = forms.CharField(
        label=_("Movement"),
        help_text=_("The last part of its address here."),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_KEY}),
        required=False,
    )
    round = forms.CharField(
        label=_("Number of the round"), widget=forms.TextInput(attrs={"inputmode": "numeric"}), required=False
    )
    since = forms.CharField(label=_("From the day"), widget=forms.TextInput(attrs={"type": "date"}), required=False)
    until = forms.CharField(label=_("Before the day"), widget=forms.TextInput(attrs={"type": "date"}), required=False)

    def __init__(self, *args: object, councils: Choices, countries: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        self.fields["council"].choices = [ANY, *councils]  # type: ignore[attr-defined] # a field with choices
        self.fields["country"].choices = [ANY, *countries]  # type: ignore[attr-defined] # as above

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """Every field but the words."""
        return [self[name] for name in self.fields if name != "q"]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was asked for."""
        return any(field.data for field in self.narrowing)
