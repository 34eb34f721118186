"""Two-person control: roll, mandates, offices and rulebook change by an act that a second officer confirms.

Each such act is written once, as a function of an `Act`, and declared with `@controlled(verb)`. Where the council has
switched the control off it is carried out at once; where it is on, it is tried out, undone, and kept as a `PendingAct`
until a second officer confirms it. A confirmation carries out the same function again, so it asks every question anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import clock
from common.errors import Conflict, DomainError, Forbidden, refuse
from common.locks import share_facts
from councils.wellformed import Fields
from ledger.models import Entry
from ledger.record import record

from .models import Council, Office, PendingAct
from .permissions import why_not_hold

T = TypeVar("T")


@dataclass(frozen=True)
class Act:
    """An officer's act at the instant at which it takes effect: who does it, on whose proposal, with which facts.

    `facts` went through JSON, so objects are ids and instants are text. `author` is who wanted it.
    """

    verb: str
    council: Council
    actor: User
    now: datetime
    facts: Mapping[str, Any]
    reason: str = ""
    proposer: User | None = None
    told: list[Entry] = field(default_factory=list)

    @property
    def author(self) -> User:
        return self.proposer or self.actor

    def record(self, *, subject: str, data: Mapping[str, object]) -> None:
        """The act's one entry. Where two persons did it, it names the mark of the other one too."""
        told = {**data, "reason": self.reason} if self.reason else dict(data)
        if self.proposer:
            told["proposed_by"] = self.proposer.mark(self.council.code)
        entry = record(self.verb, council=self.council, actor=self.actor, subject=subject, data=told, at=self.now)
        self.told.append(entry)


class _Undo(Exception):
    """Takes a trial back."""


@dataclass(frozen=True)
class Controlled(Generic[T]):
    """An act under two-person control: how it is carried out, and what is cleared away when it is refused."""

    verb: str
    perform: Callable[[Act], T]
    discard: Callable[[Mapping[str, Any]], None] | None = None

    def act_or_propose(
        self, *, council: Council, actor: User, reason: object = "", facts: Mapping[str, object]
    ) -> T | PendingAct:
        """Carry it out, or keep it for a second officer. Refused: all but secretaries, and what `perform` refuses."""
        with transaction.atomic():
            council, now = hold_council(council)
            refuse(why_not_hold(actor, council, Office.Kind.SECRETARY, at=now))
            fields = Fields()
            told = fields.reason(reason, required=False)
            fields.refuse()
            act = Act(self.verb, council, actor, now, {name: _plain(value) for name, value in facts.items()}, told)
            return self._propose(act) if council.is_two_person else self.perform(act)

    def _propose(self, act: Act) -> PendingAct:
        entry = self._try(act)
        waiting = PendingAct.objects.filter(council=act.council, state=PendingAct.State.WAITING)
        if waiting.filter(verb=act.verb, payload=act.facts).exists():
            raise Conflict("already_proposed", _("This is proposed already and waits for a second officer."))
        pending = PendingAct.objects.create(
            council=act.council,
            verb=act.verb,
            payload=act.facts,
            reason=act.reason,
            proposed_by=act.actor,
            proposed_at=act.now,
        )
        data = {**entry.data, "act": pending.pk}
        record(
            f"propose_{act.verb}", council=act.council, actor=act.actor, subject=entry.subject, data=data, at=act.now
        )
        return pending

    def _try(self, act: Act) -> Entry:
        """What could not be carried out now is refused now, and not when the second officer looks at it."""
        try:
            with transaction.atomic():
                self.perform(act)
                raise _Undo
        except _Undo:
            return act.told[-1]


CONTROLLED: dict[str, Controlled[Any]] = {}


def controlled(
    verb: str, *, discard: Callable[[Mapping[str, Any]], None] | None = None
) -> Callable[[Callable[[Act], T]], Controlled[T]]:
    """Declare how an act under two-person control is carried out."""

    def declare(perform: Callable[[Act], T]) -> Controlled[T]:
        CONTROLLED[verb] = Controlled(verb, perform, discard)
        return CONTROLLED[verb]

    return declare


def hold_council(council: Council) -> tuple[Council, datetime]:
    """The council, held against other officers until the transaction ends, and the instant read after that.

    An opening that computes a roll meanwhile waits for what is recorded here, or comes before it: `share_facts`.
    """
    share_facts()
    held = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    return held, clock.now(held.pk)


def why_not_decide(pending: PendingAct) -> DomainError | None:
    """An act is decided once."""
    if pending.state == PendingAct.State.WAITING:
        return None
    data = {"state": PendingAct.State(pending.state).label}
    return Conflict("act_decided", _("This act is decided already: %(state)s."), data=data)


def why_not_second(pending: PendingAct, actor: User) -> DomainError | None:
    """Nobody is their own second person."""
    if pending.proposed_by_id != actor.pk:
        return None
    return Forbidden("own_act", _("You proposed this act yourself. Another officer has to confirm it."))


def why_not_stand(pending: PendingAct, at: datetime) -> DomainError | None:
    """A proposal falls with the office of whoever made it: two officers decide, at the confirmation."""
    if why_not_hold(pending.proposed_by, pending.council, Office.Kind.SECRETARY, at=at) is None:
        return None
    return Conflict("proposer_left", _("Whoever proposed this act no longer holds the office. Propose it anew."))


def confirm_act(*, act: PendingAct, actor: User) -> object:
    """Carry out what another officer proposed, and return what that act returns.

    Refused: whoever is no secretary, whoever proposed it, an act decided already, one whose proposer left the office,
    and whatever the act itself is refused for now. A refusal leaves it waiting.
    """
    with transaction.atomic():
        council, now = hold_council(act.council)
        pending = PendingAct.objects.select_related("proposed_by", "council").get(pk=act.pk)
        refuse(
            why_not_hold(actor, council, Office.Kind.SECRETARY, at=now),
            why_not_second(pending, actor),
            why_not_decide(pending),
            why_not_stand(pending, now),
        )
        _decide(pending, PendingAct.State.CONFIRMED, actor, now)
        return CONTROLLED[pending.verb].perform(
            Act(pending.verb, council, actor, now, pending.payload, pending.reason, pending.proposed_by)
        )


def refuse_act(*, act: PendingAct, actor: User, reason: object) -> PendingAct:
    """Refuse what was proposed, or take one's own proposal back. Refused: all but secretaries, and a decided act."""
    with transaction.atomic():
        council, now = hold_council(act.council)
        pending = PendingAct.objects.select_related("proposed_by").get(pk=act.pk)
        refuse(why_not_hold(actor, council, Office.Kind.SECRETARY, at=now), why_not_decide(pending))
        fields = Fields()
        words = fields.reason(reason)
        fields.refuse()
        _decide(pending, PendingAct.State.REFUSED, actor, now)
        proposed = Entry.objects.filter(
            council_id=council.pk, verb=f"propose_{pending.verb}", data__act=pending.pk
        ).get()
        data = {**proposed.data, "reason": words, "proposed_by": pending.proposed_by.mark(council.code)}
        verb = f"refuse_{pending.verb}"
        record(verb, council=council, actor=actor, subject=proposed.subject, data=data, at=now)
        discard = CONTROLLED[pending.verb].discard
        if discard is not None:
            discard(pending.payload)
    return pending


def _decide(pending: PendingAct, state: PendingAct.State, actor: User, now: datetime) -> None:
    pending.state, pending.decided_by, pending.decided_at = state, actor, now
    pending.save(update_fields=["state", "decided_by", "decided_at"])


def _plain(value: object) -> object:
    """A fact as JSON holds it. What JSON cannot hold becomes text, which the act then refuses in words."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
