"""What waits for one person at ballots: votes, nominations, votes against an instruction, challenges."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.languages import say
from common.todo import Item, Kind

from .instructing.queries import votes_against
from .models import Ballot
from .nominating import nominations_of
from .waiting import title_of, unanswered_by, votes_missing


def votes(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Open ballots on which a seat of the person's has not voted."""
    if not isinstance(person, User):
        return []
    found = list(votes_missing(person))
    alone = [_vote(ballot) for ballot in found if ballot.amendment_id is None]
    plenaries: dict[tuple[int, str], list[Ballot]] = {}
    for ballot in found:
        if ballot.amendment_id is not None:
            plenaries.setdefault((ballot.round_id, ballot.movement), []).append(ballot)  # type: ignore[attr-defined] # annotated
    return [*alone, *(_plenary(ballots) for ballots in plenaries.values())]


def _vote(ballot: Ballot) -> Item:
    return Item(
        title=_("Vote: %(title)s") % {"title": title_of(ballot)},
        url=f"{ballot.get_absolute_url()}?acting_for={ballot.movement}",  # type: ignore[attr-defined] # annotated
        kind=Kind.WAITS,
        until=ballot.window.closes_at,
        detail=_("For %(movement)s") % {"movement": ballot.movement_name},  # type: ignore[attr-defined] # annotated
    )


def _plenary(ballots: list[Ballot]) -> Item:
    """A plenary is one thing to do, however many amendments it decides on."""
    first = ballots[0]
    words = ngettext("Plenary: %(n)d amendment to vote on", "Plenary: %(n)d amendments to vote on", len(ballots))
    place = reverse("plenary", args=[first.round.council.slug, first.round.number])
    return Item(
        title=words % {"n": len(ballots)},
        url=f"{place}?acting_for={first.movement}",  # type: ignore[attr-defined] # annotated
        kind=Kind.WAITS,
        until=first.window.closes_at,
        detail=_("For %(movement)s") % {"movement": first.movement_name},  # type: ignore[attr-defined] # annotated
    )


def nominations(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Nominations that the person has to accept or decline before the vote opens."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("You were nominated: %(title)s") % {"title": title_of(option.ballot)},
            url=reverse("candidacy", args=[*_place(option.ballot), option.code]),
            kind=Kind.WAITS,
            until=option.ballot.window.opens_at,
            detail=_("By %(movement)s") % {"movement": option.nominated_for.movement.name},
        )
        for option in nominations_of(person)
        if option.nominated_for
    ]


def votes_against_instructions(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Votes that go against what a movement instructed, which the person as its coordinator may replace."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("A vote goes against your instruction: %(title)s") % {"title": title_of(vote.ballot)},
            url=f"{vote.ballot.get_absolute_url()}?acting_for={vote.roll_entry.movement}",
            kind=Kind.WAITS,
            until=vote.ballot.window.closes_at,
            detail=_("For %(movement)s") % {"movement": vote.roll_entry.name},
        )
        for vote in votes_against(person)
    ]


def challenges(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Challenges to a roll that the person, as a secretary, has to answer before the vote opens."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("Answer the challenge of %(movement)s") % {"movement": asked.seat.movement.name},
            url=reverse("answer_challenge", args=[*_place(asked.ballot), asked.pk]),
            kind=Kind.WAITS,
            until=asked.ballot.window.opens_at,
            detail=say(asked.ballot.round.council.name),
        )
        for asked in unanswered_by(person, now)
    ]


def _place(ballot: Ballot) -> tuple[str, int, int]:
    return ballot.round.council.slug, ballot.round.number, ballot.number
