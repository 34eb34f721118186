"""The pages of what else is done at a ballot: each a form, and then the act. A refusal is said before the form is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.signed_in import signed_in
from common.errors import DomainError, Forbidden, Invalid, refuse
from councils.mandates.acting import FIELD, chosen_here
from councils.mandates.permissions import why_not_hold
from councils.models import Office
from councils.rounds.moving import open_second_call_window
from councils.rulebook.rules import read_rulebook

from .booth import Booth, booth_of
from .casting import state_vote
from .closing import call_again, cancel_ballot, why_not_call_again, why_not_cancel
from .disclosure import provisional_document
from .forms import AnswerForm, CallAgainForm, CancelForm, ChallengeForm, RecusalForm, StatementForm, WaiverForm
from .gate import missing_now, required_languages
from .models import Ballot
from .pages import acting_for, frame_of
from .settling import answer_challenge, challenge_roll, recuse_seat, why_not_answer
from .settling_models import RollChallenge
from .views import arrived
from .waiving import waive_languages, why_not_waive

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Words:
    """What the page of an act says: its title, what the act means, the button, and what is said once it is done."""

    title: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise
    is_final: bool = False


STATE = Words(
    _("Statement of vote"),
    _("Say why your movement dissents, has a reservation or stands aside. A later statement replaces an earlier one."),
    _("Make this statement"),
    _("The statement was made. It is published after the close."),
)
RECUSE = Words(
    _("Stand aside from this ballot"),
    _("For a conflict of interest. Your movement then casts no vote on this ballot. It cannot be taken back."),
    _("Stand aside"),
    _("Your movement stands aside from this ballot."),
    is_final=True,
)
CHALLENGE = Words(
    _("Challenge the roll"),
    _("Until the vote opens the roll can be put right. The secretariat answers with reasons."),
    _("Challenge the roll"),
    _("The challenge was made. The secretariat answers it before the vote opens."),
)
ANSWER = Words(
    _("Answer a challenge"),
    _("Before the vote opens, with reasons that everybody reads. Seats and countries are put right by their own acts."),
    _("Give this answer"),
    _("The challenge was answered."),
)
CANCEL = Words(
    _("Cancel this ballot"),
    _("The ballot ends uncounted, and the votes cast stay sealed. It cannot be taken back."),
    _("Cancel the ballot"),
    _("The ballot was cancelled."),
    is_final=True,
)
WAIVE = Words(
    _("Open it without translations"),
    _("The vote then opens although its text is not reviewed in these languages. Everybody reads the reason."),
    _("Let it open"),
    _("The vote opens without these translations, as soon as its window is open."),
    is_final=True,
)
CALL_AGAIN = Words(
    _("Call the vote a second time"),
    _("The quorum was lacking. The same question is put to the vote once more, in a window of its own."),
    _("Call the second vote"),
    _("The second vote was called."),
)


def act_page(
    request: HttpRequest,
    ballot: Ballot,
    form: forms.Form,
    words: Words,
    act: Callable[[Mapping[str, Any]], object],
    **told: object,
) -> HttpResponse:
    """The form; sent, the act with what it says, and back to the ballot. What is not well-formed goes to its field."""
    if form.is_valid() and _is_done(form, act):
        messages.success(request, str(words.done))
        return redirect(ballot)
    context = {**frame_of(ballot, ballot.instant), "form": form, "words": words, **told}  # type: ignore[attr-defined]
    return render(request, "proposals/voting/act.html", context, status=422 if form.errors else 200)


def by_person(
    request: HttpRequest, ballot: Ballot, form: forms.Form, words: Words, act: Callable[..., object], **told: object
) -> HttpResponse:
    """The page of an act that the person does at the ballot by an office, with what the form says."""

    def done(facts: Mapping[str, Any]) -> object:
        return act(person=signed_in(request), ballot=ballot, **facts)

    return act_page(request, ballot, form, words, done, **told)


def _is_done(form: forms.Form, act: Callable[[Mapping[str, Any]], object]) -> bool:
    try:
        act(form.cleaned_data)
    except Invalid as refusal:
        for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
        return False
    return True


def _booth(request: HttpRequest, ballot: Ballot) -> Booth:
    """The booth of the movement that was asked for, and of no other: some acts cannot be taken back."""
    asked = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    wanted = asked or chosen_here(request, ballot.round.council)
    booth = booth_of(signed_in(request), ballot, ballot.instant, wanted)  # type: ignore[attr-defined]
    if booth is None or (asked and booth.seat.movement.slug != asked):
        raise Forbidden("no_mandate", _("This is for those who hold the mandate of a movement with a seat here."))
    return booth


def for_seat(
    request: HttpRequest,
    ballot: Ballot,
    form_class: Callable[..., forms.Form],
    words: Words,
    act: Callable[..., object],
    refusal: Callable[[Booth], DomainError | None],
) -> HttpResponse:
    """The page of an act for a seat whose mandate the person holds."""
    booth = _booth(request, ballot)
    refuse(refusal(booth))
    form = form_class(request.POST or None, initial={FIELD: booth.seat.movement.slug})
    return act_page(
        request,
        ballot,
        form,
        words,
        lambda facts: act(person=signed_in(request), seat=booth.seat, ballot=ballot, **_without_seat(facts)),
        acting=acting_for(booth.mandate),
    )


def _without_seat(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != FIELD}


@login_required
@form_page
def state(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Make a statement of vote, in the language in which one reads the page."""

    def act(**facts: Any) -> object:
        return state_vote(language=request.LANGUAGE_CODE, **facts)

    ballot = arrived(council, round_number, number)
    return for_seat(request, ballot, StatementForm, STATE, act, lambda booth: booth.vote)


@login_required
@form_page
def recuse(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Let a seat stand aside."""
    ballot = arrived(council, round_number, number)
    return for_seat(request, ballot, RecusalForm, RECUSE, recuse_seat, lambda booth: booth.recuse)


@login_required
@form_page
def challenge(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Challenge a provisional roll."""
    ballot = arrived(council, round_number, number)
    return for_seat(request, ballot, ChallengeForm, CHALLENGE, challenge_roll, lambda booth: booth.challenge)


def why_not_secretary(request: HttpRequest, ballot: Ballot) -> DomainError | None:
    return why_not_hold(signed_in(request), ballot.round.council, Office.Kind.SECRETARY, at=ballot.instant)  # type: ignore[attr-defined]


@login_required
@form_page
def answer(request: HttpRequest, council: str, round_number: int, number: int, challenge_id: int) -> HttpResponse:
    """Answer a challenge."""
    ballot = arrived(council, round_number, number)
    asked = RollChallenge.objects.filter(pk=challenge_id, ballot=ballot).select_related("seat__movement").first()
    if asked is None:
        raise Http404
    asked.ballot = ballot
    refuse(why_not_secretary(request, ballot), why_not_answer(asked, ballot.instant))  # type: ignore[attr-defined]
    rules = provisional_document(ballot)["rules"] if ballot.proposal_id else None
    form = AnswerForm(request.POST or None, classes=read_rulebook(rules).decision_classes if rules else ())
    return act_page(
        request,
        ballot,
        form,
        ANSWER,
        lambda facts: answer_challenge(person=signed_in(request), challenge=asked, **facts),
        challenge=asked,
    )


@login_required
@form_page
def cancel(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """End a ballot before its close."""
    ballot = arrived(council, round_number, number)
    refuse(why_not_secretary(request, ballot), why_not_cancel(ballot, ballot.instant))  # type: ignore[attr-defined]
    return by_person(request, ballot, CancelForm(request.POST or None), CANCEL, cancel_ballot)


@login_required
@form_page
def waive(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Let a ballot open without the translations that it lacks."""
    ballot = arrived(council, round_number, number)
    refuse(why_not_secretary(request, ballot), why_not_waive(ballot, ballot.instant))  # type: ignore[attr-defined]
    form = WaiverForm(request.POST or None, missing=missing_now(ballot, required_languages(ballot)))
    return by_person(request, ballot, form, WAIVE, waive_languages)


@login_required
@form_page
def again(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """Call a ballot that lacked its quorum a second time: its window and its ballot, both or neither."""

    def act(facts: Mapping[str, Any]) -> object:
        with transaction.atomic():
            window = open_second_call_window(round_=ballot.round, actor=signed_in(request), **facts)
            return call_again(person=signed_in(request), ballot=ballot, window=window)

    ballot = arrived(council, round_number, number)
    refuse(why_not_secretary(request, ballot), why_not_call_again(ballot))
    return act_page(request, ballot, CallAgainForm(request.POST or None), CALL_AGAIN, act, shows_zone=True)
