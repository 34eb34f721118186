"""Sending a letter that enough movements signed: like a position, once to each addressee, with a date."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from common import clock
from common.locks import Lock, exclude
from councils.mandates.queries import rulebook_at
from councils.models import Council
from councils.rulebook.rules import default_rulebook, read_rulebook
from ledger.record import record
from proposals.letters.models import Letter

from .models import Transmittal


def send_letter(*, letter: Letter, addressee: Council) -> Transmittal | None:
    """Send a letter to one addressee. None when it was sent already: twice does nothing more."""
    with transaction.atomic():
        exclude(Lock.LETTER, letter.pk)
        if Transmittal.objects.filter(letter=letter, addressee=addressee).exists():
            return None
        at = clock.now(letter.council_id)
        made = Transmittal.objects.create(
            letter=letter, addressee=addressee, sent_at=at, due_at=due_at(letter.council, at), changed_at=at
        )
        record(
            "send_letter",
            council=letter.council,
            actor=None,
            subject=made.get_absolute_url(),
            data={"reference": letter.reference, "addressee": addressee.slug, "due_at": made.due_at.isoformat()},
            at=at,
        )
    return made


def due_at(council: Council, at: datetime) -> datetime:
    """A letter belongs to no round: the days are those of the rulebook that is in force when it is sent."""
    rulebook = rulebook_at(council, at)
    return at + timedelta(days=(read_rulebook(rulebook.data) if rulebook else default_rulebook()).response_days)


def unsent() -> QuerySet[Letter]:
    """What was signed by enough, once for each addressee (`to`) that has still to be sent it."""
    sent = Transmittal.objects.filter(letter=OuterRef("pk"), addressee=OuterRef("to"))
    closed = Letter.objects.filter(state=Letter.State.SENT).annotate(to=F("addressees"))
    return closed.filter(~Exists(sent), to__isnull=False).select_related("council").order_by("id", "to")


def send(letter: Letter) -> bool:
    """The step of the conductor."""
    to = letter.to  # type: ignore[attr-defined] # annotated by unsent
    return send_letter(letter=letter, addressee=Council.objects.get(pk=to)) is not None
