"""Whom the acts on proposals concern, and how they are told of them; and what is remembered before a deadline."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.models import User
from councils.announcements import everybody, secretaries, stage, until, when
from councils.mandates.reaching import officers_of, speakers_of
from councils.models import Office, Seat, Window
from ledger.models import Entry
from notices import reminding
from notices.registry import ANSWERS, DEADLINES, DESK, MODERATION, RESULTS, TEXTS, Announcement, register

from .amending.models import Amendment, AmendmentSponsorship
from .answering.models import Transmittal
from .answering.reminders import TRANSMITTAL, why_nobody
from .drafting.models import Proposal, Sponsorship
from .moderation.models import Case
from .moderation.reminders import APPEAL, HEARING, who_can_appeal, who_can_hear
from .voting.waiting import voters_missing

NOBODY = User.objects.none
OFFICES = (Office.Kind.SECRETARY, Office.Kind.MODERATOR)


def _place(entry: Entry) -> dict[str, Any]:
    """What the address of the entry's subject names: the round, the proposal, the amendment, the case."""
    try:
        return dict(resolve(entry.subject.partition("#")[0]).kwargs)
    except Resolver404:
        return {}


def _proposals(entry: Entry) -> QuerySet[Proposal]:
    """The proposal that the entry is about, or to which belongs what it is about."""
    place = _place(entry)
    here = Q(round__council=entry.council_id, round__number=place.get("round_number") or place.get("round"))
    return Proposal.objects.filter(here, number=place.get("number", 0))


def _amendments(entry: Entry) -> QuerySet[Amendment]:
    number = _place(entry).get("amendment")
    return Amendment.objects.filter(proposal__in=_proposals(entry), number=number)


def _sponsors(proposals: QuerySet[Proposal]) -> Q:
    accepted = Sponsorship.objects.filter(proposal__in=proposals, state=Sponsorship.State.ACCEPTED)
    return Q(pk__in=proposals.order_by().values("seat")) | Q(pk__in=accepted.values("seat"))


def proposers(entry: Entry) -> QuerySet[User]:
    """Those who may speak for a sponsor of the proposal."""
    return speakers_of(Seat.objects.filter(_sponsors(_proposals(entry))), entry.council_id)


def authors(entry: Entry) -> QuerySet[User]:
    """Those who may speak for the movement whose proposal it is."""
    return speakers_of(Seat.objects.filter(pk__in=_proposals(entry).values("seat")), entry.council_id)


def invited(entry: Entry) -> QuerySet[User]:
    """Those who may speak for the movement that was invited."""
    seats = Seat.objects.filter(council=entry.council_id, movement__slug=str(entry.data.get("invited", "")))
    return speakers_of(seats, entry.council_id)


def amenders(entry: Entry) -> QuerySet[User]:
    """Those who may speak for a sponsor of the amendment."""
    found = _amendments(entry)
    joined = AmendmentSponsorship.objects.filter(amendment__in=found, withdrawn_at__isnull=True)
    seats = Seat.objects.filter(Q(pk__in=found.values("seat")) | Q(pk__in=joined.values("seat")))
    return speakers_of(seats, entry.council_id)


def _case(entry: Entry) -> Case | None:
    number = _place(entry).get("number")
    return Case.objects.filter(council=entry.council_id, number=number).first() if number else None


def written_by(entry: Entry) -> QuerySet[User]:
    """Who wrote what the case is about."""
    case = _case(entry)
    return User.objects.filter(pk=case.author_id) if case else NOBODY()


def moderators(entry: Entry) -> QuerySet[User]:
    """Who may decide the case: its council's secretaries and moderators, but for whoever wrote the text."""
    case = _case(entry)
    return officers_of(case.council_id, *OFFICES).exclude(pk=case.author_id) if case else NOBODY()


def _transmittals(entry: Entry) -> QuerySet[Transmittal]:
    place = _place(entry)
    if "year" not in place:  # a letter's
        return Transmittal.objects.filter(
            letter__council=entry.council_id,
            letter__number=place.get("number", 0),
            addressee__slug=place.get("addressee"),
        )
    return Transmittal.objects.filter(
        position__council=entry.council_id,
        position__year=place.get("year", 0),
        position__number=place.get("number", 0),
        addressee__slug=place.get("addressee"),
    )


def respondents(entry: Entry) -> QuerySet[User]:
    """The respondents of the addressee."""
    found = _transmittals(entry).first()
    return officers_of(found.addressee_id, Office.Kind.RESPONDENT) if found else NOBODY()


def late_respondents(entry: Entry) -> QuerySet[User]:
    """The same, while the answer is missing."""
    found = _transmittals(entry).first()
    return respondents(entry) if found and not why_nobody(found) else NOBODY()


def those_missing(entry: Entry) -> QuerySet[User]:
    """Those who can still act in the window that the entry tells of, and have not."""
    told = entry.data
    windows = Window.objects.filter(
        round__council=entry.council_id,
        round__number=told["round"],
        kind=told["window"],
        closes_at=datetime.fromisoformat(told["closes_at"]),
    )
    window = windows.first()
    return MISSING[window.kind](window) if window else NOBODY()


def _undrafted(window: Window) -> QuerySet[User]:
    """Whose proposal is not submitted: a draft is its author's to finish, what was returned their movement's."""
    mine = Proposal.objects.filter(round=window.round_id)
    returned = Seat.objects.filter(pk__in=mine.filter(stage=Proposal.Stage.RETURNED).values("seat"))
    drafting = mine.filter(stage=Proposal.Stage.DRAFT).values("begun_by")
    speaking = speakers_of(returned, window.round.council_id).values("pk")
    return User.objects.filter(Q(pk__in=drafting) | Q(pk__in=speaking))


def _undecided(window: Window) -> QuerySet[User]:
    """Whose movement sponsors a proposal with an amendment that nobody has decided on."""
    waiting = Amendment.objects.filter(proposal=OuterRef("pk"), state=Amendment.State.OPEN)
    found = Proposal.objects.filter(Exists(waiting), round=window.round_id, stage=Proposal.Stage.ADMITTED)
    return speakers_of(Seat.objects.filter(_sponsors(found)), window.round.council_id)


MISSING = {
    Window.Kind.DRAFTING.value: _undrafted,
    Window.Kind.SETTLEMENT.value: _undecided,
    Window.Kind.PLENARY.value: voters_missing,
    Window.Kind.VOTING.value: voters_missing,
    Window.Kind.ADEQUACY.value: voters_missing,
}


def _reminded(entry: Entry) -> str:
    asked = {
        "drafting": _("A proposal of yours is not submitted yet; drafting closes on %(at)s."),
        "settlement": _("Amendments to your proposal are not decided yet; settlement closes on %(at)s."),
        "plenary": _("Your movement has not voted on all amendments yet; the plenary closes on %(at)s."),
        "adequacy": _("Your movement has not said yet whether an answer is adequate; the vote closes on %(at)s."),
        "voting": _("Your movement has not voted on everything yet; the vote closes on %(at)s."),
    }
    words = asked.get(str(entry.data.get("window")), stage(entry))
    return words % {"at": when(entry, "closes_at")}


def _to_answer(entry: Entry) -> str:
    words = _("%(reference)s is not answered yet; the answer is due on %(at)s.")
    return words % {"reference": entry.data.get("reference"), "at": when(entry, "due_at")}


def _to_appeal(entry: Entry) -> str:
    words = _("You can appeal what was decided on a text of yours (case %(case)s) until %(at)s.")
    return words % {"case": entry.data.get("case"), "at": when(entry, "appeal_until")}


def _to_hear(entry: Entry) -> str:
    words = _("The appeal in case %(case)s waits for you; it is to be answered by %(at)s.")
    return words % {"case": entry.data.get("case"), "at": when(entry, "due_at")}


register(
    {
        "submit_proposal": Announcement(DESK, secretaries),
        "admit_proposal": Announcement(TEXTS, authors),
        "return_proposal": Announcement(TEXTS, authors),
        "invite_sponsor": Announcement(TEXTS, invited),
        "propose_amendment": Announcement(TEXTS, proposers),
        **{
            verb: Announcement(TEXTS, amenders)
            for verb in ("accept_amendment", "decline_amendment", "adopt_amendment", "reject_amendment")
        },
        "publish_position": Announcement(RESULTS, everybody),
        "send_transmittal": Announcement(ANSWERS, respondents),
        "send_letter": Announcement(ANSWERS, respondents),
        "acknowledge_transmittal": Announcement(ANSWERS, everybody),
        "answer_transmittal": Announcement(ANSWERS, everybody),
        "report_text": Announcement(MODERATION, moderators),
        "hold_text": Announcement(MODERATION, moderators),
        "appeal_decision": Announcement(MODERATION, moderators),
        "decide_case": Announcement(MODERATION, written_by),
        "hear_appeal": Announcement(MODERATION, written_by),
        "remind_close": Announcement(
            DEADLINES, those_missing, until=until("closes_at"), is_asked_again=True, sentence=_reminded
        ),
        "remind_answer": Announcement(
            DEADLINES, late_respondents, until=until("due_at"), is_asked_again=True, sentence=_to_answer
        ),
        "remind_appeal": Announcement(
            DEADLINES, who_can_appeal, until=until("appeal_until"), is_asked_again=True, sentence=_to_appeal
        ),
        "remind_hearing": Announcement(
            DEADLINES, who_can_hear, until=until("due_at"), is_asked_again=True, sentence=_to_hear
        ),
    }
)
for deadline in (TRANSMITTAL, APPEAL, HEARING):
    reminding.register(deadline)
