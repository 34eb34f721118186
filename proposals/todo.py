"""What the first page says of rounds, ballots and positions: what waits for one person, what is open to all eyes."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common import todo
from common.clock import CouncilNow
from common.languages import say
from common.published import published
from common.todo import Item, Kind
from councils.models import Window
from proposals.amending.waiting import undecided_for
from proposals.answering.waiting import silent, transmittals
from proposals.assisting.queries import papers_waiting_for
from proposals.consulting import waiting as consulting
from proposals.deliberation.waiting import mentions_of
from proposals.drafting.models import Proposal
from proposals.drafting.veiling import listed
from proposals.drafting.waiting import invitations_to, unfinished_by
from proposals.letters.waiting import letters
from proposals.moderation.models import Case
from proposals.moderation.queries import appealable_by, cases_for
from proposals.moderation.reading import read_case
from proposals.positions.models import Position
from proposals.positions.queries import as_listed, positions_to_list
from proposals.positions.words import outcome_word
from proposals.reshaping.queries import unanswered_by as reshapings_for
from proposals.voting.asking import challenges, nominations, votes, votes_against_instructions
from proposals.voting.waiting import title_of

for asked in (
    *(votes, nominations, votes_against_instructions, challenges),
    *(consulting.consultations, consulting.said, transmittals, silent, letters),
):
    todo.register(asked)
MOST = 5
KINDS = {
    Window.Kind.VOTING: Kind.VOTE,
    Window.Kind.DISCUSSION: Kind.DISCUSSION,
    Window.Kind.DRAFTING: Kind.CALL,
}


@todo.register
def invitations(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Invitations to sponsor a proposal that the person may answer for their movement."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("Answer the invitation to sponsor: %(title)s") % {"title": asked.proposal.revision.title},
            url=asked.proposal.get_absolute_url(),
            kind=Kind.WAITS,
            until=asked.until,  # type: ignore[attr-defined] # annotated
            detail=_("For %(movement)s") % {"movement": asked.seat.movement.name},
        )
        for asked in invitations_to(person)
        if asked.proposal.revision
    ]


@todo.register
def mentions(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Comments that mention the person or their movements, to which they can still answer."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("%(who)s: mentioned in the discussion of %(title)s")
            % {
                "who": found.seat.movement.name if found.seat else _("You"),
                "title": listed(found.comment.proposal, now).revision.title,  # type: ignore[union-attr] # asked below
            },
            url=found.comment.get_absolute_url(),
            kind=Kind.WAITS,
            until=found.until,  # type: ignore[attr-defined] # annotated
            detail=_("By %(movement)s") % {"movement": found.comment.seat.movement.name} if found.comment.seat else "",
        )
        for found in mentions_of(person)
        if found.comment.proposal.revision
    ]


@todo.register
def reshapings(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Merges and splits on which the person may answer for their movement."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("Answer the plan to reshape: %(title)s") % {"title": asked.reshaping.base.title},
            url=asked.reshaping.get_absolute_url(),
            kind=Kind.WAITS,
            until=asked.until,  # type: ignore[attr-defined] # annotated
            detail=_("For %(movement)s") % {"movement": asked.seat.movement.name},
        )
        for asked in reshapings_for(person)
    ]


@todo.register
def cases(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Cases that the person, as a secretary or moderator, has to decide or to hear."""
    if not isinstance(person, User):
        return []
    told = {
        Case.State.OPEN.value: _("Moderation: decide case %(number)s"),
        Case.State.APPEALED.value: _("Moderation: hear the appeal in case %(number)s"),
    }
    return [
        Item(
            title=told[case.state] % {"number": case.number},
            url=case.get_absolute_url(),
            kind=Kind.WAITS,
            until=case.due_at if case.state == Case.State.OPEN else None,
            detail=say(case.council.name),
        )
        for case in cases_for(person, now)
    ]


@todo.register
def decisions(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Decisions on what the person wrote, which they can appeal."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("Moderation decided on a text of yours: case %(number)s") % {"number": read.case.number},
            url=read.case.get_absolute_url(),
            kind=Kind.WAITS,
            until=read.decisions[0].decision.appeal_until,
            detail=_("%(does)s You can appeal.") % {"does": read.decisions[0].does},
        )
        for read in map(read_case, appealable_by(person))
    ]


@todo.register
def drafts(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """The person's own drafts, and what was returned to their movements, while it can still be submitted."""
    if not isinstance(person, User):
        return []
    told = {
        Proposal.Stage.DRAFT: _("Finish and submit: %(title)s"),
        Proposal.Stage.RETURNED: _("Returned with reasons: %(title)s"),
    }
    return [
        Item(
            title=told[Proposal.Stage(draft.stage)] % {"title": draft.revision.title},
            url=draft.get_absolute_url(),
            kind=Kind.WAITS,
            until=draft.until,  # type: ignore[attr-defined] # annotated
            detail=_("For %(movement)s") % {"movement": draft.seat.movement.name},
        )
        for draft in unfinished_by(person)
        if draft.revision
    ]


@todo.register
def amendments(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Amendments that the person may accept or decline for the movement whose proposal they are to."""
    if not isinstance(person, User):
        return []
    words = _("Accept or decline amendments (%(n)s): %(title)s")
    return [
        Item(
            title=words % {"n": proposal.waiting, "title": proposal.revision.title},  # type: ignore[attr-defined] # annotated
            url=reverse("amendment_list", args=[proposal.round.council.slug, proposal.round.number, proposal.number]),
            kind=Kind.WAITS,
            until=proposal.until,  # type: ignore[attr-defined] # annotated
            detail=say(proposal.round.council.name),
        )
        for proposal in undecided_for(person)
        if proposal.revision
    ]


@todo.register
def papers(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Open ballots with papers that somebody entered, and that the person may enter as the second one."""
    if not isinstance(person, User):
        return []
    return [
        Item(
            title=_("Enter papers as the second person: %(title)s") % {"title": title_of(ballot)},
            url=reverse("paper_votes", args=[ballot.round.council.slug, ballot.round.number, ballot.number]),
            kind=Kind.WAITS,
            until=ballot.window.closes_at,
            detail=say(ballot.round.council.name),
        )
        for ballot in papers_waiting_for(person, now)
    ]


@todo.register
def rounds(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """Rounds that are drafting, discussing or voting now, the first to close first: one query. No rehearsal's: what
    waits for somebody there is among what waits for them.
    """
    instant = CouncilNow(F("round__council_id"))
    standing = Window.objects.filter(
        kind__in=KINDS, opens_at__lte=instant, closes_at__gt=instant, round__suspended_at__isnull=True
    )
    windows = published(standing)
    found: dict[Kind, list[Item]] = {kind: [] for kind in KINDS.values()}
    for window in windows.select_related("round__council").order_by("closes_at", "pk")[: 10 * MOST]:
        of_kind = found[KINDS[Window.Kind(window.kind)]]
        if len(of_kind) < MOST:
            of_kind.append(_round(window))
    return [item for of_kind in found.values() for item in of_kind]


def _round(window: Window) -> Item:
    return Item(
        title=say(window.round.title),
        url=window.round.get_absolute_url(),
        kind=KINDS[Window.Kind(window.kind)],
        until=window.closes_at,
        detail=say(window.round.council.name),
    )


@todo.register
def positions(person: AbstractBaseUser | None, now: datetime) -> Iterable[Item]:
    """What was decided last."""
    return [
        Item(
            title=_title(position),
            url=position.get_absolute_url(),
            kind=Kind.POSITION,
            at=position.published_at,
            detail=f"{position.reference} · {outcome_word(position.outcome)}",
        )
        for position in map(as_listed, positions_to_list().order_by("-pk")[:MOST])
    ]


def _title(position: Position) -> str:
    """What was decided on: a text, or a question of its own."""
    ballot = position.ballot
    return ballot.revision.title if ballot.revision else say(ballot.title) or position.reference
