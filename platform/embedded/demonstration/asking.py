"""What goes between movements and those who decide besides positions: letters, evaluations and referrals."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from councils.models import Council, Country
from proposals.answering.actions import answer_transmittal
from proposals.deliberation.actions import comment_proposal
from proposals.evaluating.actions import evaluate_proposal
from proposals.letters.actions import sign_letter, withdraw_signature, write_letter
from proposals.models import Letter, Referral, Transmittal
from proposals.referring.actions import refer_to_council

from . import cast, plans
from .agenda import Agenda
from .places import proposal_of

Told = Mapping[str, Any]


def plan_asking(agenda: Agenda) -> None:
    """All of it, each on its day."""
    for letter in plans.asking()["letters"]:
        plan_letter(agenda, letter)
    for told in plans.asking()["evaluations"]:
        agenda.add(agenda.day(told["day"], 10), evaluate, told)
        # The last thing that is said there: what the story counts among the comments came before.
        agenda.add(agenda.until - timedelta(minutes=2), comment, told)
    for told in plans.asking()["referrals"]:
        agenda.add(agenda.day(told["day"], 9), refer, told, agenda.day(told["due"], 12))


def plan_letter(agenda: Agenda, letter: Told) -> None:
    """Written at nine, signed day by day, closed at noon, and perhaps answered."""
    written, closes_at = agenda.day(letter["day"], 9), agenda.day(letter["closes"], 12)
    agenda.add(written, write, letter, closes_at)
    for number, by in enumerate(letter["signed_by"], 1):
        agenda.add(written + timedelta(hours=11 * number), sign, letter, by)
    for by in letter.get("taken_back_by", ()):
        agenda.add(closes_at - timedelta(days=2), take_back, letter, by)
    agenda.tick(closes_at)
    if "answer" in letter:
        agenda.add(agenda.day(letter["answer"]["day"], 15), answer, letter)


def letter_of(told: Told) -> Letter:
    """A letter of the advisory council."""
    return Letter.objects.select_related("council").get(council=cast.council(), title=told["title"])


def write(told: Told, closes_at: datetime) -> None:
    """The movement that writes has signed."""
    write_letter(
        person=cast.person(told["by"]),
        seat=cast.seat(told["by"]),
        council=cast.council(),
        title=told["title"],
        language="es",
        text=told["text"],
        addressees=list(Council.objects.filter(slug__in=told["addressees"])),
        goal=told["goal"],
        closes_at=closes_at,
    )


def sign(told: Told, by: str) -> None:
    """Another movement signs."""
    sign_letter(person=cast.person(by), seat=cast.seat(by), letter=letter_of(told))


def take_back(told: Told, by: str) -> None:
    """It no longer does."""
    withdraw_signature(person=cast.person(by), seat=cast.seat(by), letter=letter_of(told))


def answer(told: Told) -> None:
    """One of the bodies answers."""
    said = told["answer"]
    sent = Transmittal.objects.get(letter=letter_of(told), addressee__slug=said["by"])
    answer_transmittal(
        person=cast.person(said["by"]),
        transmittal=sent,
        kind=said["kind"],
        reasons=said["reasons"],
        language="es",
        paragraphs=said["parts"],
    )


def evaluate(told: Told) -> None:
    """Before the vote, with name and office."""
    evaluate_proposal(
        person=cast.person(told["by"]),
        body=Council.objects.get(slug=told["by"]),
        proposal=proposal_of((told["round"], told["proposal"])),
        technical=told["technical"],
        risks=told["risks"],
        cost=told["cost"],
        currency=plans.facts()["currency"],
        office=told["office"],
    )


def comment(told: Told) -> None:
    """A movement answers the evaluation."""
    said = told["comment"]
    comment_proposal(
        person=cast.person(said["by"]),
        seat=cast.seat(said["by"]),
        proposal=proposal_of((told["round"], told["proposal"])),
        stance=said["stance"],
        text=said["text"],
        language="es",
        paragraph="e1",
    )


def refer(told: Told, due_at: datetime) -> None:
    """A body asks."""
    refer_to_council(
        person=cast.person(told["by"]),
        body=Council.objects.get(slug=told["by"]),
        council=cast.council(),
        kind=told["kind"],
        title=told["title"],
        text=told["text"],
        language="es",
        due_at=due_at,
        amount=told.get("amount"),
        currency=plans.facts()["currency"],
        countries=list(Country.objects.filter(code__in=told.get("countries", ()))),
        category=told.get("category", ""),
    )


def asked_for(number: int) -> Referral | None:
    """The referral from which the round of that number is opened, if the story has one."""
    for told in plans.asking()["referrals"]:
        if told.get("round") == number:
            return Referral.objects.filter(council=cast.council(), title=told["title"], state="waiting").first()
    return None
