"""One object of every kind that has an address, beside those of the demonstration: rows, each with its keys."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model

from accounts.models import User
from common import clock
from councils.models import Invitation, InvitationList, Mandate, Office
from embedded.demonstration import cast
from ledger.models import Entry
from notices.models import Device, Notice
from proposals.calendars.keys import make_calendar_key
from proposals.models import (
    AssemblyWord,
    Attachment,
    Ballot,
    CodeBatch,
    Consultation,
    ConsultedMovement,
    Endorsement,
    Evaluation,
    MinutesFile,
    Option,
    PaperReading,
    Proposal,
    Referral,
    ReferralDocument,
    Response,
    ResponseFile,
    RollEntry,
    Sponsorship,
    Translation,
)
from tests.browser.walks import COUNCIL, PLACES, SLUG, Keys
from tests.factories.webhooks import WebhookFactory

PDF = b"%PDF-1.4\n%%EOF\n"


def _kept(**facts: Any) -> dict[str, Any]:
    return {
        "name": "a.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": "0" * 64,
        **facts,
        "file": _file(),
    }


def _file() -> ContentFile:
    return ContentFile(PDF, name="a.pdf")


def _delegate() -> User:
    return cast.person("ve1")


def _secretary() -> User:
    return cast.person("secretary")


def _attachment() -> Keys:
    keys = PLACES["draft"]()
    draft = Proposal.objects.get(round__council__slug=SLUG, round__number=keys["round_number"], number=keys["number"])
    made = Attachment.objects.create(proposal=draft, attached_by=_delegate(), attached_at=clock.now(), **_kept())
    return {**keys, "public_id": made.public_id}


def _document() -> Keys:
    referral = Referral.objects.get(number=2)
    facts = _kept(attached_by=cast.person("directorio"), attached_at=clock.now())
    return {**COUNCIL, "number": 2, "public_id": ReferralDocument.objects.create(referral=referral, **facts).public_id}


def _answer_file() -> Keys:
    response = Response.objects.order_by("id").first()
    return {"public_id": ResponseFile.objects.create(response=response, **_kept()).public_id}


def _minutes() -> Keys:
    scan = MinutesFile.objects.select_related("minutes__meeting").get()
    return {**COUNCIL, "number": scan.minutes.meeting.number, "public_id": scan.public_id}


def _mandate() -> Keys:
    keys = PLACES["mandate"]()
    found = Mandate.objects.get(pk=keys["pk"])
    found.evidence.save("a.pdf", _file(), save=False)
    Mandate.objects.filter(pk=found.pk).update(evidence=found.evidence.name)
    return keys


def _spoken() -> Keys:
    keys = PLACES["spoken"]()
    word = AssemblyWord.objects.create(
        comment_id=keys["pk"],
        name="Asamblea",
        place="Plaza",
        held_on=clock.now().date(),
        people=9,
        minutes=_file(),
        credited_by=_delegate(),
        credited_at=clock.now(),
    )
    return {"pk": word.pk}


def _calendar() -> Keys:
    key, token = make_calendar_key(person=_delegate())
    return {"token": token, "number": key.pk}


def _webhook() -> Keys:
    made = WebhookFactory(council=cast.council(), asked_by=_secretary())
    return {**COUNCIL, "number": made.pk, "entry": 1}


def _ballot() -> Ballot:
    return Ballot.objects.select_related("round", "revision").get(round__council__slug=SLUG, round__number=5, number=1)


def _consultation() -> Keys:
    ballot, seat, now = _ballot(), cast.seat("ve1"), clock.now()
    made = Consultation.objects.create(
        round=ballot.round,
        ballot=ballot,
        number=1,
        seat=seat,
        purpose="instruct",
        revision=ballot.revision,
        opened_by=_delegate(),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(minutes=2),
    )
    ConsultedMovement.objects.create(consultation=made, seat=seat, movement=seat.movement.slug, name=seat.movement.name)
    return {**PLACES["motion"](), "consultation": made.number}


def _codes() -> Keys:
    now = clock.now()
    made = CodeBatch.objects.create(
        council=cast.council(), seat=cast.seat("ve1"), ballot=_ballot(), made_by=_delegate(), made_at=now
    )
    return {"batch": made.pk}


def _paper() -> Keys:
    entry = RollEntry.objects.get(ballot=_ballot(), seat=cast.seat("ve1"))
    mandate = Mandate.objects.filter(seat=entry.seat).earliest("id")
    made = PaperReading.objects.create(
        ballot=_ballot(),
        roll_entry=entry,
        mandate=mandate,
        answer={"yes": "1"},
        scan=_file(),
        reference="1",
        entered_by=_secretary(),
        entered_at=clock.now(),
    )
    return {**PLACES["motion"](), "reading": made.pk}


def _list() -> Keys:
    made = InvitationList.objects.create(
        council=cast.council(), sent_by=_secretary(), sent_at=clock.now(), language="es"
    )
    return {**COUNCIL, "pk": made.pk}


def _candidacy() -> Keys:
    option = Option.objects.filter(ballot__round__number=6, ballot__number=3).order_by("id").first()
    return {**PLACES["election"](), "code": option.code if option else "none"}


def _evaluation() -> Keys:
    found = Evaluation.objects.select_related("proposal__round").get()
    return {
        **COUNCIL,
        "round_number": found.proposal.round.number,
        "number": found.proposal.number,
        "evaluation": found.number,
    }


def _office() -> Keys:
    return {**COUNCIL, "pk": Office.objects.get(council=cast.council(), person=cast.person("moderator")).pk}


def _membership() -> Keys:
    seat = cast.seat("ve1")
    invitation = seat.movement.invitations.order_by("id").last()
    return {
        "slug": seat.movement.slug,
        "pk": seat.movement.memberships.get(person=cast.person("ve1.member")).pk,
        "invitation": invitation.pk if invitation else 0,
    }


def _receipt() -> Keys:
    return {**PLACES["motion"](), "movement": cast.seat("br1").movement.slug}


def _invited() -> Keys:
    asked = Sponsorship.objects.get(state="invited", proposal__round__number=7)
    return {**PLACES["discussed"](), "pk": asked.pk}


def _invitation() -> Keys:
    letter = Invitation.objects.filter(movement=cast.seat("ve1").movement).latest("id")
    return {"slug": letter.movement.slug, "pk": letter.pk}


def _notice() -> Keys:
    made = Notice.objects.create(
        person=_delegate(),
        entry=Entry.objects.filter(council_id=cast.council().pk).latest("id"),
        channel="inbox",
        kind="act",
        made_at=clock.now(),
    )
    return {"number": made.pk}


def _device() -> Keys:
    device = Device.objects.create(
        person=_delegate(), endpoint="https://push.example/1", p256dh="k", auth="a", made_at=clock.now()
    )
    return {"number": device.pk}


def _first(kind: type[Model]) -> Keys:
    return {"id": kind._default_manager.earliest("pk").pk}


# What an address names where the place does not say: the story has none of it.
NOTHING: Keys = {
    "token": "none",
    "series": "imports",
    "year": 2026,
    "number": 1,
    "asked": 1,
    "archive": 1,
    "section": "councils",
    "name": "none",
    "language": "es",
    "id": 1,
    "size": 1,
    "entry": 1,
    "first": 1,
    "ballot": 1,
    "pk": 0,
}
MADE: dict[str, Callable[[], Keys]] = {
    "attachment": _attachment,
    "document": _document,
    "answer-file": _answer_file,
    "minutes": _minutes,
    "mandate": _mandate,
    "assembly": _spoken,
    "calendar": _calendar,
    "webhook": _webhook,
    "consultation": _consultation,
    "codes": _codes,
    "paper": _paper,
    "list": _list,
    "candidacy": _candidacy,
    "evaluation": _evaluation,
    "office": _office,
    "membership": _membership,
    "receipt": _receipt,
    "invited": _invited,
    "invitation": _invitation,
    "notice": _notice,
    "device": _device,
    "country": lambda: {"code": "BO"},
    "amended": lambda: {**PLACES["discussed"](), "proposal": 1, "number": 2},
    "votes": lambda: {**PLACES["counted"](), "name": "ballots.csv"},
    "dump": lambda: {"day": "latest", "name": "minga.zip"},
    "decided": lambda: {**COUNCIL, "number": 3},
    "step": lambda: {"name": "council"},
    "spoken": lambda: {**PLACES["spoken"](), "id": PLACES["spoken"]()["pk"]},
    "translated": lambda: _first(Translation),
    "endorsed": lambda: _first(Endorsement),
    "evaluated": lambda: _first(Evaluation),
    "recorded": lambda: _first(Entry),
}
