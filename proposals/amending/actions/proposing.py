"""An amendment is proposed, carried over to the text as it is by now, and withdrawn, by its own movement."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import Conflict, DomainError, refuse
from common.proof.canonical import fingerprint
from councils.mandates.permissions import why_not_act
from councils.models import Seat
from councils.wellformed import LANGUAGES, Fields
from proposals.drafting.actions.holding import hold as hold_proposal
from proposals.drafting.actions.text import why_not_on
from proposals.drafting.models import Proposal, Revision
from proposals.drafting.wording import read_reason

from ..changes import Change, write
from ..models import Amendment, AmendmentText
from ..permissions import (
    why_not_amendable,
    why_not_carry,
    why_not_now,
    why_not_propose,
    why_not_take_back,
)
from ..wording import read_changes, read_reasons
from .holding import hold, tell
from .moving import move_amendment

MOST_AMENDMENTS = 500
Given = Sequence[Mapping[str, object]]


def propose_amendment(
    *, person: User, seat: Seat, proposal: Proposal, changes: Given, reasons: str, language: str, expected: int
) -> Amendment:
    """Propose changes to named paragraphs of the proposal's current revision, which is `expected`.

    `changes` is a list of `{"op", "paragraph"}` with `"text"`, `"language"` and `"after"` as the op needs it. Refused:
    to who may not speak for the seat (403); outside the discussion, before the admission, or when the text was revised
    meanwhile (409); changes of unknown paragraphs, more than 20, two of one paragraph, changes that change nothing, a
    text that is not well-formed, or no reasons (422).
    """
    with transaction.atomic():
        proposal, entrance = hold_proposal(proposal, "propose_amendment")
        at = entrance.instant
        refuse(why_not_propose(person, seat, proposal, at))
        refuse(why_not_amendable(proposal, entrance), why_not_act(seat, at), why_not_more(proposal))
        refuse(why_not_on(expected, proposal.revision))
        words = _read(proposal, changes, reasons, language)
        last = proposal.amendments.aggregate(last=Max("number"))["last"] or 0
        amendment = Amendment.objects.create(
            proposal=proposal, number=last + 1, seat=seat, proposed_by=person, proposed_at=at, changed_at=at
        )
        text = _write_text(amendment, person, words, at)
        data = {"sha256": text.sha256, "revision": text.revision.number}
        tell("propose_amendment", amendment=amendment, person=person, seat=seat, at=at, data=data)
    return amendment


def carry_over_amendment(
    *,
    person: User,
    seat: Seat,
    amendment: Amendment,
    changes: Given,
    expected: int,
    reasons: str | None = None,
) -> AmendmentText:
    """What the amendment says against the current revision, which is `expected`, as its movement confirms it.

    The reasons stay unless others are given. Refused: to any other movement (403); outside discussion and settlement,
    once it is decided, when it speaks of the current revision already, or when the text moved again (409); changes that
    are not well-formed (422).
    """
    with transaction.atomic():
        amendment, entrance = hold(amendment, "carry_over_amendment")
        at, proposal = entrance.instant, amendment.proposal
        refuse(why_not_carry(person, seat, amendment, at))
        refuse(why_not_now("carry_over_amendment", amendment, entrance), why_not_act(seat, at))
        refuse(why_not_on(expected, proposal.revision), why_not_behind(amendment))
        before = _text_of(amendment)
        words = _read(proposal, changes, before.reasons if reasons is None else reasons, before.language)
        text = _write_text(amendment, person, words, at)
        data = {"sha256": text.sha256, "revision": text.revision.number}
        tell("carry_over_amendment", amendment=amendment, person=person, seat=seat, at=at, data=data)
    return text


def withdraw_amendment(*, person: User, seat: Seat, amendment: Amendment, reason: str) -> Amendment:
    """Take it back before it is decided, with a reason that everybody reads.

    Refused: to all but who proposed it and who may bind its movement (403); after settlement, once it is accepted or
    sent to the plenary (409); without a reason (422).
    """
    with transaction.atomic():
        amendment, entrance = hold(amendment, "withdraw_amendment")
        at = entrance.instant
        refuse(why_not_take_back(person, seat, amendment, at))
        refuse(why_not_now("withdraw_amendment", amendment, entrance), why_not_act(seat, at))
        fields = Fields()
        words = read_reason(fields, reason)
        fields.refuse()
        move_amendment(amendment, "withdraw_amendment", at, reason=words, person=person)
        tell("withdraw_amendment", amendment=amendment, person=person, seat=seat, at=at)
    return amendment


def why_not_more(proposal: Proposal) -> DomainError | None:
    """A plenary can decide on many amendments, and not on any number."""
    if proposal.amendments.count() < MOST_AMENDMENTS:
        return None
    return Conflict(
        "too_many_amendments",
        _("There are %(most)s amendments to this proposal already, which is the most there can be."),
        data={"most": MOST_AMENDMENTS},
    )


def why_not_behind(amendment: Amendment) -> DomainError | None:
    """Only what speaks of an older text is carried over."""
    current = amendment.proposal.revision
    if current is None or _text_of(amendment).revision_id != current.pk:
        return None
    return Conflict("not_behind", _("This amendment speaks of the text as it is now."))


def _text_of(amendment: Amendment) -> AmendmentText:
    assert amendment.text is not None  # noqa: S101 - written in the transaction that makes the amendment
    return amendment.text


Words = tuple[Revision, tuple[Change, ...], str, str]


def _read(proposal: Proposal, changes: Given, reasons: object, language: object) -> Words:
    fields = Fields()
    revision = fields.needed(proposal.revision)
    words = (
        revision,
        read_changes(fields, changes, revision),
        read_reasons(fields, reasons),
        fields.one_of("language", language, LANGUAGES),
    )
    fields.refuse()
    return words


def _write_text(amendment: Amendment, person: User, words: Words, at: datetime) -> AmendmentText:
    revision, changes, reasons, language = words
    stored = write(changes)
    told = {"changes": stored, "language": language, "reasons": reasons, "revision": revision.sha256}
    amendment.text = AmendmentText.objects.create(
        amendment=amendment,
        number=amendment.text.number + 1 if amendment.text else 1,
        revision=revision,
        changes=stored,
        reasons=reasons,
        language=language,
        author=person,
        created_at=at,
        sha256=fingerprint(told),
    )
    amendment.changed_at = at
    amendment.save(update_fields=["text", "changed_at"])
    return amendment.text
