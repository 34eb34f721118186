"""The forms on which papers are entered: one seat's paper, or those of many seats on a sheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from councils.models import Mandate
from proposals.voting.choosing.forms import PaperForm
from proposals.voting.choosing.options import Shown
from proposals.voting.forms import VoteForm
from proposals.voting.models import Ballot
from proposals.voting.words import CHOICES

from .queries import PaperSeat

CHOICE, MANDATE = "choice-", "mandate-"
WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def evidence_fields() -> dict[str, forms.Field]:
    """By what a paper is found again, and when it was signed."""
    return {
        "reference": forms.CharField(
            label=_("Where the paper is kept"),
            help_text=_("Its number, or the folder or minutes in which it lies. It is never published."),
            required=False,
            max_length=200,
        ),
        "signed_at": forms.DateTimeField(
            label=_("When it was signed"),
            help_text=_("As the paper says. It is needed where the movement has voted itself meanwhile."),
            required=False,
            widget=WHEN,
        ),
    }


def signers(mandates: Sequence[Mandate]) -> list[tuple[str, str]]:
    """Who could have signed, by the id of their mandate."""
    return [
        (str(one.pk), f"{one.person.get_full_name() or one.person_id} ({one.get_role_display()})") for one in mandates
    ]


def paper_form(
    ballot: Ballot, seat: PaperSeat, options: Sequence[Shown], *sent: Any, initial: Mapping[str, Any]
) -> VoteForm | PaperForm:
    """The paper of one seat: its answer, who signed, when, and where it is kept or a scan of it."""
    form: VoteForm | PaperForm
    if ballot.kind == Ballot.Kind.MOTION:
        form = VoteForm(*sent, initial=dict(initial), divides=True, of_answer=ballot.asks_adequacy)
        form.fields["choice"].label = _("What does the paper say?")
    else:
        form = PaperForm(*sent, initial=dict(initial), ballot=ballot, options=options)
    form.fields["mandate"] = forms.ChoiceField(
        label=_("Who signed it?"), choices=signers(seat.mandates), widget=forms.RadioSelect, required=False
    )
    form.fields |= evidence_fields()
    form.fields["scan"] = forms.FileField(
        label=_("A scan of it"), required=False, help_text=_("PDF or picture, at most 10 MB. It is never published.")
    )
    return form


class SheetForm(forms.Form):
    """The papers of many seats on one motion: a choice and a signature for each; those left empty are not entered."""

    use_required_attribute = False

    def __init__(self, *args: Any, seats: Sequence[PaperSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        self.fields |= evidence_fields()
        self.fields["reference"].required = True  # a sheet has no scans
        for seat in seats:
            name, slug = seat.entry.name, seat.entry.movement
            self.fields[f"{CHOICE}{slug}"] = forms.ChoiceField(
                label=_("Vote of %(movement)s") % {"movement": name},
                choices=[("", "–"), *CHOICES.items()],
                required=False,
            )
            self.fields[f"{MANDATE}{slug}"] = forms.ChoiceField(
                label=_("Signed for %(movement)s by") % {"movement": name},
                choices=signers(seat.mandates),
                required=False,
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each seat with its two fields."""
        for seat in self.seats:
            slug = seat.entry.movement
            yield {"seat": seat, "choice": self[f"{CHOICE}{slug}"], "mandate": self[f"{MANDATE}{slug}"]}

    def common(self) -> Iterator[Any]:
        """What holds for all of them."""
        return (self[name] for name in ("reference", "signed_at"))

    def filled_in(self) -> list[PaperSeat]:
        """The seats whose paper was filled in."""
        return [seat for seat in self.seats if self.cleaned_data.get(f"{CHOICE}{seat.entry.movement}")]

    def facts_of(self, seat: PaperSeat) -> dict[str, Any]:
        """What was filled in for a seat, as the act takes it."""
        told, slug = self.cleaned_data, seat.entry.movement
        mandate = told.get(f"{MANDATE}{slug}") or next((str(one.pk) for one in seat.mandates), "")
        return {
            "mandate": mandate,
            "answer": {told[f"{CHOICE}{slug}"]: "1"},
            "signed_at": told.get("signed_at"),
            "reference": told.get("reference", ""),
        }

    def say(self, seat: PaperSeat, sentence: str, problems: Mapping[str, str | Promise]) -> None:
        """Why a paper was not entered: beside the seat, or at what holds for all of them."""
        for name in ("reference", "signed_at"):
            if name in problems and not self.has_error(name):
                self.add_error(name, str(problems[name]))
        told = str(problems.get("mandate", sentence))
        self.add_error(f"{CHOICE}{seat.entry.movement}", told)
