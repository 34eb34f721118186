"""The forms of a proposal. What is well-formed is said by the acts; a form only asks."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import field_of
from councils.mandates.finding import MovementField
from councils.models import Council
from councils.rulebook.words import class_name

from .models import Proposal
from .wording import LONGEST_NOTE, LONGEST_SUMMARY, LONGEST_TITLE

TONGUES = [*settings.LANGUAGES, ("ay", _("Aymara"))]
LARGE = {"rows": 20}


class TextForm(forms.Form):
    """The whole text in one field: paragraphs are parted by blank lines, as in a letter."""

    title = forms.CharField(label=_("Title"), widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE}), strip=False)
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_("What it is about, in a few lines. At most %(most)s characters.") % {"most": LONGEST_SUMMARY},
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=False,
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=TONGUES)
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "A blank line begins a new paragraph. A paragraph keeps its number in the discussion when you edit it. One "
            "in another language begins with its code: [qu] Quechua, [ay] Aymara, [gn] Guarani, [pt-br] Portuguese."
        ),
        widget=forms.Textarea(attrs=LARGE),
        required=False,
        strip=False,
    )


class RevisionForm(TextForm):
    """A new revision on top of the one that was shown."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What you changed, and why"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NOTE}),
        required=False,
        strip=False,
    )


class DescriptionForm(forms.Form):
    """What the proposal asks for, and where."""

    themes = forms.MultipleChoiceField(label=_("Themes"), widget=forms.CheckboxSelectMultiple, required=False)
    countries = forms.MultipleChoiceField(label=_("Countries"), widget=forms.CheckboxSelectMultiple, required=False)
    amount = forms.CharField(
        label=_("Amount asked"), help_text=_("Digits, with a point before the cents."), required=False, strip=False
    )
    currency = forms.CharField(label=_("Currency"), widget=forms.TextInput(attrs={"maxlength": 3, "size": 4}))
    implementing_body = forms.CharField(
        label=_("Implementing body"), help_text=_("Who is to carry it out."), required=False, strip=False
    )

    def __init__(self, *args: object, proposal: Proposal, countries: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        themes = [(theme.slug, str(theme)) for theme in proposal.round.themes.all()]
        self.fields["themes"].choices = themes  # type: ignore[attr-defined] # a field with choices
        self.fields["countries"].choices = countries  # type: ignore[attr-defined] # as above


class SponsorForm(forms.Form):
    """Whom to invite."""

    movement = MovementField(label=_("Movement"))

    def __init__(self, *args: object, council: Council, movements: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        found = field_of(self, "movement", MovementField)
        found.choose_from(council, movements)
        self.is_typed = found.is_typed


class FileForm(forms.Form):
    """A file beside the text."""

    file = forms.FileField(
        label=_("File"), help_text=_("A PDF, an image or an office document. It is only ever offered as a download.")
    )


class NothingForm(forms.Form):
    """A confirmation: there is nothing to fill in."""


class ReasonForm(forms.Form):
    """An act with a reason."""

    reason = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 5}), strip=False)


class AdmissionForm(forms.Form):
    """The secretariat admits, with a decision class, or returns, with reasons."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("admit", _("Admit it: everybody can read it from now on, for good")), ("return", _("Return it"))],
        widget=forms.RadioSelect,
    )
    decision_class = forms.ChoiceField(label=_("Decision class, if it is admitted"), required=False)
    reason = forms.CharField(
        label=_("Reasons, if it is returned"), widget=forms.Textarea(attrs={"rows": 5}), required=False, strip=False
    )

    def __init__(self, *args: object, classes: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature, passed through
        choices = [("", "–"), *((code, class_name(code)) for code in classes)]
        self.fields["decision_class"].choices = choices  # type: ignore[attr-defined] # a field with choices
