"""Making codes on paper for people without e-mail, taking them back, and signing in by one."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import NO_LINE, User
from common import clock
from common.clock import CouncilNow
from common.errors import Conflict, DomainError, Invalid, refuse
from common.locks import Lock, exclude
from councils.mandates.permissions import why_not_act, why_not_instruct
from councils.mandates.queries import in_force, mandates_at
from councils.models import Council, Membership, Seat
from ledger.record import record
from proposals.consulting.models import Consultation
from proposals.voting.models import Ballot

from .code_models import AccessCode, CodeBatch
from .permissions import why_not_assist

# Without the signs that are taken for one another, and without vowels: no code is a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
GROUPS, LENGTH = 4, 4
MOST_CODES = 200
STILL = (Ballot.State.OPEN, Ballot.State.PROVISIONAL)


@dataclass(frozen=True)
class Made:
    """A batch with the codes as they are printed, which are known to nobody after this."""

    batch: CodeBatch
    codes: tuple[tuple[User, str], ...]


def new_code() -> str:
    """Sixteen signs of twenty-eight, at random: 76 bits, in groups that can be read aloud."""
    signs = [secrets.choice(ALPHABET) for _place in range(GROUPS * LENGTH)]
    return "-".join("".join(signs[at : at + LENGTH]) for at in range(0, len(signs), LENGTH))


def hash_of(code: str) -> str:
    """What is kept of a code; however somebody types it, with or without its hyphens, it is the same."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"minga code {plain}".encode()).hexdigest()


def people_for(seat: Seat, ballot: Ballot, consultation: Consultation | None, at: datetime) -> QuerySet[User]:
    """Those without e-mail for whom codes can be made: who holds a mandate of the seat; in a consultation, the members
    of the movement who are on its roll.
    """
    people = User.objects.filter(email__endswith=NO_LINE, is_active=True).order_by("name", "pk")
    if consultation is None:
        return people.filter(pk__in=mandates_at(at).filter(seat=seat).order_by().values("person"))
    opened = consultation.opens_at
    here = Membership.objects.filter(in_force(opened), movement=seat.movement_id, starts_at__lt=opened)
    return people.filter(pk__in=here.values("person"))


def why_not_make(person: User, seat: Seat, at: datetime) -> DomainError | None:
    """A movement's codes are made by its own coordinators: whoever makes a code could use it, and they answer to the
    movement. The secretariat makes none.
    """
    return why_not_instruct(person, seat, at) or why_not_act(seat, at)


def why_not_open(ballot: Ballot, consultation: Consultation | None, at: datetime) -> DomainError | None:
    """Codes are for what can still be voted on or answered."""
    if consultation is not None and (consultation.state != Consultation.State.OPEN or at >= consultation.closes_at):
        return Conflict("closed", _("This consultation is over."))
    if ballot.state not in STILL or at >= ballot.window.closes_at:
        return Conflict("closed", _("This vote is over."))
    if ballot.is_secret:
        return Conflict("ballot_secret", _("On a secret ballot nobody signs in by a code that somebody else has seen."))
    return None


def make_codes(
    *, person: User, seat: Seat, ballot: Ballot, consultation: Consultation | None = None, people: Collection[int]
) -> Made:
    """Make a code for each of these people (ids), good once and until the close. It is returned, and kept as a hash.

    Earlier codes stay good until their batch is taken back. Refused: to all but the movement's coordinators (403);
    where nothing can be voted on any more, on a secret ballot, to a movement that may not act (409); for nobody, for
    more than 200 at once, and for anybody who has an e-mail address or is not on the roll (422).
    """
    with transaction.atomic():
        exclude(Lock.CODES, seat.pk)
        now = clock.now(ballot.round.council_id)
        refuse(why_not_make(person, seat, now), why_not_open(ballot, consultation, now))
        found = list(people_for(seat, ballot, consultation, now).filter(pk__in=list(people)[: MOST_CODES + 1]))
        refuse(_why_not_these(people, found))
        scope = {"seat": seat, "ballot": ballot, "consultation": consultation}
        batch = CodeBatch.objects.create(council=ballot.round.council, made_by=person, made_at=now, **scope)
        codes = tuple((one, new_code()) for one in found)
        rows = [AccessCode(batch=batch, person=one, code_hash=hash_of(code)) for one, code in codes]
        AccessCode.objects.bulk_create(rows)
        _record("make_codes", batch, person, now, {"codes": len(codes)})
    return Made(batch, codes)


def withdraw_codes(*, person: User, batch: CodeBatch) -> CodeBatch:
    """Take back a whole batch: none of its codes opens anything any more. Refused: all but the movement's coordinators
    and the council's secretaries and moderators (403), and a batch that was taken back (409).
    """
    with transaction.atomic():
        exclude(Lock.CODES, batch.seat_id)
        related = ("council", "seat__movement", "seat__council", "ballot__round__council")
        found = CodeBatch.objects.select_related(*related, "consultation").get(pk=batch.pk)
        now = clock.now(found.council_id)
        if why_not_assist(person, found.council, now) is not None:
            refuse(why_not_instruct(person, found.seat, now))
        if found.withdrawn_at is not None:
            raise Conflict("codes_withdrawn", _("These codes were taken back already."))
        found.withdrawn_at, found.withdrawn_by = now, person
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
        unused = found.codes.filter(used_at__isnull=True).count()
        _record("withdraw_codes", found, person, now, {"codes": unused})
    return found


def batches_of(council: Council, at: datetime) -> QuerySet[CodeBatch]:
    """The batches of a council that still open something, with how many codes each has and how many were used."""
    standing = CodeBatch.objects.filter(council=council, withdrawn_at__isnull=True)
    live = standing.annotate(until=Coalesce("consultation__closes_at", "ballot__window__closes_at")).filter(
        until__gt=at
    )
    return counted(live).select_related("seat__movement", "ballot__round__council", "ballot__window", "consultation")


def counted(batches: QuerySet[CodeBatch]) -> QuerySet[CodeBatch]:
    """The same with `made` and `used`."""
    return batches.annotate(made=Count("codes"), used=Count("codes", filter=Q(codes__used_at__isnull=False)))


@sensitive_variables("code")
def use_code(*, code: object) -> AccessCode:
    """Use a code up, and say whose it is and for what. By one statement of the database, so that of two at once one has
    it.

    Nothing is recorded: that somebody came to answer a consultation stands in no ledger. Refused in one sentence,
    whatever is wrong with it (422).
    """
    until = Coalesce("batch__consultation__closes_at", "batch__ballot__window__closes_at")
    live = Q(batch__withdrawn_at__isnull=True, used_at__isnull=True, until__gt=CouncilNow(F("batch__council")))
    good = AccessCode.objects.annotate(until=until).filter(live)
    mine = good.filter(code_hash=hash_of(code if isinstance(code, str) else ""))
    found = mine.select_related("person", "batch__ballot__round__council", "batch__consultation").first()
    if found is not None and found.person.is_active:
        now = clock.now(found.batch.council_id)
        # Conditions on the row's own columns: of two at once the second reads them again when the first has committed,
        # which PostgreSQL does not do for what another table was joined to find.
        kept = CodeBatch.objects.filter(withdrawn_at__isnull=True)
        if AccessCode.objects.filter(pk=found.pk, used_at__isnull=True, batch__in=kept).update(used_at=now):
            return found
    sentence = _("This code opens nothing: look at each sign again. A code works once, and until the vote closes.")
    raise Invalid("unknown_code", sentence, fields={"code": sentence})


def place_of(batch: CodeBatch) -> tuple[str, str]:
    """Where a code leads, and below which address alone its session can do anything."""
    if batch.consultation is not None:
        batch.consultation.round, batch.consultation.ballot = batch.ballot.round, batch.ballot
        address = batch.consultation.get_absolute_url()
        return address, f"{address}answer/"
    address = batch.ballot.get_absolute_url()
    return address, f"{address}vote/"


def _why_not_these(people: Collection[int], found: Collection[User]) -> DomainError | None:
    if not people:
        sentence = _("Choose for whom.")
    elif len(people) > MOST_CODES:
        sentence = _("At most 200 codes are made at once.")
    elif len(found) < len(set(people)):
        sentence = _("Codes are made for people without e-mail who may vote or answer here, and for nobody else.")
    else:
        return None
    return Invalid("not_these_people", sentence, fields={"people": sentence})


def _record(verb: str, batch: CodeBatch, person: User, at: datetime, data: dict[str, object]) -> None:
    movement = batch.seat.movement.slug
    record(
        verb,
        council=batch.council,
        actor=person,
        on_behalf_of=movement,
        subject=place_of(batch)[0],
        data={"seat": movement, "ballot": batch.ballot.number, **data},
        at=at,
    )
