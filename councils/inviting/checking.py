"""What would become of each line of a list, asked without writing anything: the dry run, and what is sent after it."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from common import clock
from common.finding import plain
from common.words import Moment
from councils.mandates.actions.members import MOST_INVITATIONS
from councils.mandates.models import Council, Seat, Standing
from councils.mandates.queries import in_force, seats_now
from councils.movements.models import Invitation, Membership, Movement
from councils.wellformed import Fields

from .models import InvitationLine
from .reading import FORMULA, LONGEST_CELL, Line

Key = tuple[int, str]


@dataclass
class Checked:
    """A line, whom it invites to what, and everything that is wrong with it."""

    line: Line
    email: str = ""
    movement: Movement | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """The movement and the address: what must not come twice."""
        return (self.movement.pk if self.movement else 0, self.email)


@dataclass(frozen=True)
class Known:
    """What is there already, read at once for the whole list."""

    here: Mapping[str, Movement]
    elsewhere: Collection[str]
    suspended: Collection[int]
    members: Collection[Key]
    invited: Mapping[Key, datetime]
    listed: Collection[Key]
    waiting: Mapping[int, int]


def check_lines(council: Council, lines: Sequence[Line]) -> list[Checked]:
    """Each line with its problems, in a constant number of questions to the database."""
    checked = [_alone(line) for line in lines]
    known = _known(council, {one.email for one in checked} - {""}, lines)
    first: dict[Key, int] = {}
    room = Counter({pk: MOST_INVITATIONS - number for pk, number in known.waiting.items()})
    for one in checked:
        _place(one, known)
        if one.movement is None or not one.email:
            continue
        _compare(one, known, first)
        if not one.problems:
            taken = room.setdefault(one.movement.pk, MOST_INVITATIONS)
            room[one.movement.pk] = taken - 1
            if taken <= 0:
                words = _("%(movement)s has %(most)s invitations waiting with those above: no more can wait at once.")
                one.problems.append(words % {"movement": one.movement.name, "most": MOST_INVITATIONS})
    return checked


def _alone(line: Line) -> Checked:
    """What is wrong with the cells whatever is known here."""
    fields, email = Fields(), line.email[:LONGEST_CELL]
    if email.startswith(FORMULA):
        fields.note("email", _("This cell holds a formula or a sign before the address, and no address."))
    if any(unicodedata.category(sign) == "Cf" for sign in email):
        fields.note("email", _("This address holds signs that nobody sees."))
    address = fields.email("email", line.email)
    problems = [] if "email" not in fields.problems else [fields.problems["email"]]
    if line.role is None:
        problems.append(_("There is no such role: write “member” or “coordinator”."))
    return Checked(line, "" if problems and "email" in fields.problems else address, problems=problems)


def _place(one: Checked, known: Known) -> None:
    """Find the movement among those of this council."""
    word = plain(one.line.movement[:LONGEST_CELL])
    one.movement = known.here.get(word)
    if one.movement is not None:
        if one.movement.pk in known.suspended:
            one.problems.append(_("%(movement)s is suspended and cannot act.") % {"movement": one.movement.name})
    elif not word:
        one.problems.append(_("The movement is missing."))
    elif word in known.elsewhere:
        one.problems.append(_("This movement has no seat in this council."))
    else:
        one.problems.append(_("No movement is called so. Write its name as it stands on its page."))


def _compare(one: Checked, known: Known, first: dict[Key, int]) -> None:
    """What the line has in common with others, and with what is there."""
    number = first.setdefault(one.key, one.line.number)
    if number != one.line.number:
        one.problems.append(_("The same as line %(number)s.") % {"number": number})
    elif one.key in known.members:
        one.problems.append(_("This person belongs to the movement already."))
    elif one.key in known.listed:
        one.problems.append(_("Another list that is being sent holds this line already."))
    elif expires_at := known.invited.get(one.key):
        one.problems.append(_("Invited already: the link works until %(at)s.") % {"at": Moment(expires_at)})


def _known(council: Council, emails: Collection[str], lines: Sequence[Line]) -> Known:
    at = clock.now()
    standing = Seat.objects.filter(council=council)
    seats = seats_now().filter(pk__in=standing).exclude(status=None).exclude(status=Standing.Status.LEFT)
    movements = [seat.movement for seat in seats]
    asked = {plain(line.movement[:LONGEST_CELL]) for line in lines}
    here = {word: movement for movement in movements for word in (plain(movement.name), movement.slug)}
    ids = [movement.pk for movement in movements if {plain(movement.name), movement.slug} & asked]
    live = Invitation.objects.filter(movement__in=ids, accepted_at__isnull=True, expires_at__gt=at)
    invited = {(pk, email): until for pk, email, until in live.values_list("movement", "email", "expires_at")}
    members = Membership.objects.filter(in_force(at), movement__in=ids, person__email__in=emails)
    listed = InvitationLine.objects.filter(state=InvitationLine.State.WAITING, movement__in=ids)
    waiting = set(listed.values_list("movement", "email"))
    return Known(
        here=here,
        elsewhere=_elsewhere(asked - here.keys()),
        suspended=_suspended([seat.movement_id for seat in seats if seat.status == Standing.Status.SUSPENDED]),
        members=set(members.values_list("movement", "person__email")),
        invited=invited,
        listed=waiting,
        waiting=Counter(pk for pk, _email in {*invited, *waiting}),
    )


def _elsewhere(words: Collection[str]) -> set[str]:
    """Which of the words are movements that have no seat here."""
    return set(Movement.objects.filter(slug__in=words).values_list("slug", flat=True))


def _suspended(ids: Collection[int]) -> set[int]:
    """Which of them are admitted nowhere else: these cannot act at all."""
    if not ids:
        return set()
    admitted = seats_now().filter(movement__in=ids, status=Standing.Status.ADMITTED)
    return set(ids) - set(admitted.values_list("movement_id", flat=True))
