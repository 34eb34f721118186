"""A proposal of the story: begun, described, revised, submitted, admitted or returned, and talked about."""

from datetime import timedelta

from councils.rounds.calendar import Stretch
from proposals.deliberation.actions import comment_proposal, edit_comment, retract_comment
from proposals.deliberation.endorsing import endorse_proposal
from proposals.deliberation.supporting import support_comment
from proposals.drafting.actions import (
    admit_proposal,
    answer_sponsorship,
    begin_proposal,
    describe_proposal,
    invite_sponsor,
    return_proposal,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)

from . import cast, plans
from .agenda import Agenda
from .moderating import plan_case
from .places import Place, comment_of, proposal_of


def plan_writing(agenda: Agenda, windows: dict[str, Stretch], motion: plans.Motion, place: Place) -> None:
    """From the first draft to the last word of the discussion."""
    drafting, discussion = windows["drafting"], windows["discussion"]
    lag = timedelta(minutes=11 * place[1])

    def at(stage: Stretch, share: float) -> dict:
        return {"at": agenda.within(stage.opens_at, stage.closes_at, share) + lag}

    agenda.add(**at(drafting, 0.1), act=begin, motion=motion, place=place)
    agenda.add(**at(drafting, 0.2), act=describe, motion=motion, place=place)
    for number, (ref, answer) in enumerate(motion.sponsors.items()):
        agenda.add(**at(drafting, 0.3 + number / 100), act=invite, motion=motion, place=place, ref=ref)
        if answer != "waits":
            agenda.add(**at(drafting, 0.5 + number / 50), act=respond, ref=ref, place=place, accept=bool(answer))
    if motion.ends != "draft":
        agenda.add(**at(drafting, 0.7), act=submit, motion=motion, place=place)
    if motion.ends == "admitted":
        agenda.add(**at(drafting, 0.85), act=admit, motion=motion, place=place)
    if motion.ends == "returned":
        agenda.add(**at(drafting, 0.85), act=give_back, motion=motion, place=place)
    plan_discussion(agenda, discussion, motion, place)


def plan_discussion(agenda: Agenda, discussion: Stretch, motion: plans.Motion, place: Place) -> None:
    """Comments and revisions, turn by turn. Whoever answers a comment in the text does so after it."""
    lag = timedelta(minutes=13 * place[1])
    for number, comment in enumerate(motion.comments, 1):
        share = 0.1 + 0.8 * number / (len(motion.comments) + 1)
        instant = agenda.within(discussion.opens_at, discussion.closes_at, share) + lag
        agenda.add(instant, speak, comment, place)
        if comment.edited:
            agenda.add(instant + timedelta(minutes=4), correct, comment, place, number)
        if comment.retracted:
            agenda.add(instant + timedelta(hours=3), retract, comment, place, number)
        for turn, ref in enumerate(comment.supported_by, 1):
            agenda.add(instant + timedelta(minutes=47 * turn), support, ref, place, number)
        if comment.case:
            plan_case(agenda, instant, comment, place, number)
    for turn, ref in enumerate(motion.endorsed_by, 1):
        share = 0.3 + 0.6 * turn / (len(motion.endorsed_by) + 1)
        agenda.add(agenda.within(discussion.opens_at, discussion.closes_at, share) + lag, endorse, ref, place)
    for number in range(1, len(motion.texts)):
        share = 0.1 + 0.85 * number / len(motion.texts)
        instant = agenda.within(discussion.opens_at, discussion.closes_at, share) + lag + timedelta(minutes=5)
        agenda.add(instant, revise, motion, place, number)
    if motion.withdrawn:
        agenda.add(agenda.within(discussion.opens_at, discussion.closes_at, 0.9), withdraw, motion, place)


def begin(motion: plans.Motion, place: Place) -> None:
    """The first draft."""
    begin_proposal(
        person=cast.person(motion.by),
        seat=cast.seat(motion.by),
        round_=cast.council().rounds.get(number=place[0]),
        language=motion.language,
        title=motion.title,
        summary=motion.summary,
        text=motion.texts[0],
    )


def describe(motion: plans.Motion, place: Place) -> None:
    """Themes, countries, amount and who carries it out."""
    proposal = proposal_of(place)
    slugs = list(proposal.round.themes.order_by("id").values_list("slug", flat=True))
    describe_proposal(
        person=cast.person(motion.by),
        seat=cast.seat(motion.by),
        proposal=proposal,
        themes=[slugs[number - 1] for number in motion.themes],
        countries=motion.countries,
        amount=motion.amount or None,
        implementing_body=motion.body,
    )


def invite(motion: plans.Motion, place: Place, ref: str) -> None:
    """Another movement is asked to stand behind it."""
    person, seat = cast.person(motion.by), cast.seat(motion.by)
    invite_sponsor(person=person, seat=seat, proposal=proposal_of(place), invited=cast.seat(ref))


def respond(ref: str, place: Place, accept: bool) -> None:
    """It accepts, or declines."""
    asked = proposal_of(place).sponsorships.get(seat=cast.seat(ref))
    answer_sponsorship(person=cast.person(ref), sponsorship=asked, accept=accept)


def submit(motion: plans.Motion, place: Place) -> None:
    """To the secretariat."""
    submit_proposal(person=cast.person(motion.by), seat=cast.seat(motion.by), proposal=proposal_of(place))


def admit(motion: plans.Motion, place: Place) -> None:
    """By the secretary, with its class."""
    secretary = cast.person("secretary")
    admit_proposal(person=secretary, proposal=proposal_of(place), decision_class=motion.decision_class)


def give_back(motion: plans.Motion, place: Place) -> None:
    """By the secretary, with reasons."""
    return_proposal(person=cast.person("secretary"), proposal=proposal_of(place), reason=motion.reason)


def withdraw(motion: plans.Motion, place: Place) -> None:
    """By its authors, with a reason."""
    person, seat = cast.person(motion.by), cast.seat(motion.by)
    withdraw_proposal(person=person, seat=seat, proposal=proposal_of(place), reason=motion.withdrawn)


def revise(motion: plans.Motion, place: Place, number: int) -> None:
    """The next revision, with a note on what changed."""
    proposal = proposal_of(place)
    revise_proposal(
        person=cast.person(motion.by),
        seat=cast.seat(motion.by),
        proposal=proposal,
        base=proposal.revision.number if proposal.revision else 0,
        language=motion.language,
        title=motion.title,
        summary=motion.summary,
        text=motion.texts[number],
        note=motion.notes[number - 1] if number <= len(motion.notes) else "",
    )


def speak(comment: plans.Comment, place: Place) -> None:
    """A comment, on a paragraph if it names one."""
    proposal = proposal_of(place)
    said = list(proposal.comments.order_by("id"))
    paragraphs = proposal.revision.paragraphs if proposal.revision else []
    comment_proposal(
        person=cast.person(comment.by),
        seat=cast.seat_or_none(comment.by),
        proposal=proposal,
        stance=comment.stance,
        text=comment.text,
        language=comment.language or cast.language_of(comment.by),
        paragraph=paragraphs[comment.paragraph - 1]["id"] if comment.paragraph else "",
        parent=said[comment.reply_to - 1] if comment.reply_to else None,
        amendment=proposal.amendments.get(number=comment.amendment) if comment.amendment else None,
    )


def correct(comment: plans.Comment, place: Place, number: int) -> None:
    """Corrected within the minutes in which one may."""
    edit_comment(person=cast.person(comment.by), comment=comment_of(place, number), text=comment.edited)


def retract(comment: plans.Comment, place: Place, number: int) -> None:
    """Marked as retracted."""
    said = comment_of(place, number)
    retract_comment(person=cast.person(comment.by), comment=said, note=comment.retracted)


def support(ref: str, place: Place, number: int) -> None:
    """A movement supports a comment of another."""
    support_comment(person=cast.person(ref), seat=cast.seat(ref), comment=comment_of(place, number))


def endorse(ref: str, place: Place) -> None:
    """A movement endorses the proposal."""
    endorse_proposal(person=cast.person(ref), seat=cast.seat(ref), proposal=proposal_of(place))
