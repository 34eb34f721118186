"""What of proposals and ballots waits on the secretariat's desk."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.languages import say
from common.words import Moment
from councils.models import Council, Window
from councils.rehearsing.due import register_due
from councils.secretariat.panels import Group, Panel, PanelRow, register
from proposals import under_way
from proposals.answering.queries import due_of
from proposals.answering.reading import read_transmittal
from proposals.answering.sending import overdue_to_send
from proposals.assisting.coding import batches_of, place_of
from proposals.assisting.queries import papers_waiting
from proposals.consulting import waiting as consulting
from proposals.drafting.waiting import submitted_to
from proposals.letters.queries import letters_set_aside
from proposals.models import Ballot
from proposals.moderation.queries import waiting_cases
from proposals.moderation.reading import CaseRead, read_case
from proposals.positions.queries import unprinted_of
from proposals.referring.queries import waiting_for
from proposals.voting.gate import Listed, untranslated
from proposals.voting.waiting import set_aside, title_of, unanswered
from proposals.webhooks.queries import given_up_by, waiting_for_consent

REASON = 300
FORTNIGHT = timedelta(days=14)
MOST = 20
register(under_way.machines)
register_due(under_way.due_steps)


@register
def failures(council: Council, person: User, now: datetime) -> Panel | None:
    """Ballots a step of which could not be carried out, with the reason; each is tried again by itself."""
    rows = [
        PanelRow(_title(ballot), ballot.get_absolute_url(), _detail(ballot), tone="bad")
        for ballot in set_aside(council)
    ]
    return Panel(gettext_lazy("Ballots that were set aside"), rows, 6, Group.FAILED)


@register
def uncounted(council: Council, person: User, now: datetime) -> Panel | None:
    """Consultations of members that could not be counted, with the reason; each is tried again by itself."""
    rows = [
        PanelRow(consulting.title_of(one.ballot, now), one.get_absolute_url(), one.failure[:REASON], tone="bad")
        for one in consulting.set_aside(council)
    ]
    return Panel(gettext_lazy("Consultations that were set aside"), rows, 7, Group.FAILED)


@register
def unclosed(council: Council, person: User, now: datetime) -> Panel | None:
    """Letters that could not be closed, with the reason; each is tried again by itself."""
    rows = [
        PanelRow(letter.title, letter.get_absolute_url(), letter.failure[:REASON], tone="bad")
        for letter in letters_set_aside(council)
    ]
    return Panel(gettext_lazy("Letters that were set aside"), rows, 8, Group.FAILED)


@register
def unsent(council: Council, person: User, now: datetime) -> Panel | None:
    """Adopted positions that did not go out to a body that is to answer; each is tried again by itself."""
    found = list(overdue_to_send(council, now)[:MOST])
    names = {one.pk: one.name for one in Council.objects.filter(pk__in=[row.to for row in found])}  # type: ignore[attr-defined] # annotated
    rows = [
        PanelRow(
            _("Position %(reference)s, to %(body)s") % {"reference": row.reference, "body": say(names[row.to])},  # type: ignore[attr-defined] # as above
            row.get_absolute_url(),
            _("It was published on %(at)s and could not be sent since. It is tried again by itself; the log says why.")
            % {"at": Moment(row.published_at)},
            tone="bad",
        )
        for row in found
    ]
    return Panel(gettext_lazy("Positions that were not sent"), rows, 8, Group.FAILED)


@register
def unprinted(council: Council, person: User, now: datetime) -> Panel | None:
    """Positions that could not be printed, with the reason; each is tried again by itself."""
    rows = [
        PanelRow(
            _("Position %(reference)s could not be printed") % {"reference": one.position.reference},
            one.position.get_absolute_url(),
            one.failure[:REASON],
            one.next_try_at,
            "bad",
        )
        for one in unprinted_of(council)[:MOST]
    ]
    return Panel(gettext_lazy("Files that were not printed"), rows, 8, Group.FAILED)


@register
def given_up(council: Council, person: User, now: datetime) -> Panel | None:
    """Webhooks that did not take what was sent to them for three days."""
    rows = [
        PanelRow(
            hook.subscriber,
            hook.get_absolute_url(),
            ngettext("%(n)d entry was given up.", "%(n)d entries were given up.", hook.dead) % {"n": hook.dead},
            tone="bad",
        )
        for hook in given_up_by(council)[:MOST]
    ]
    return Panel(gettext_lazy("Webhooks that take nothing"), rows, 9, Group.FAILED)


@register
def answers(council: Council, person: User, now: datetime) -> Panel | None:
    """Answers that are overdue, or due within a fortnight: those that the council waits for, and those it owes."""
    rows = [
        PanelRow(
            _("Answer of %(body)s to %(reference)s") % {"body": say(one.addressee.name), "reference": one.reference},
            one.get_absolute_url(),
            read_transmittal(one, now).clock,
            one.due_at,
            "warn" if one.due_at <= now else "",
        )
        for one in due_of(council, now + FORTNIGHT)[:MOST]
    ]
    return Panel(gettext_lazy("Answers"), rows, 2, Group.DUE)


def _title(ballot: Ballot) -> str:
    return _("Ballot %(number)s: %(title)s") % {"number": ballot.number, "title": title_of(ballot)}


def _detail(ballot: Ballot) -> str:
    """The reason, how often it was tried, and when it is tried next."""
    told = {"reason": ballot.failure[:REASON], "attempts": ballot.attempts, "state": ballot.get_state_display()}
    tried = _("%(reason)s (%(state)s; tries: %(attempts)s)") % told
    if ballot.next_try_at is None:
        return tried
    next_try = _("Next try: %(at)s") % {"at": Moment(ballot.next_try_at)}
    return f"{tried} {next_try}"


@register
def translations(council: Council, person: User, now: datetime) -> Panel | None:
    """Ballots that cannot open before their text is reviewed in other languages, with what each lacks."""
    rows = [
        PanelRow(
            _title(ballot),
            ballot.get_absolute_url(),
            str(Listed(missing)),
            ballot.window.opens_at,
            "bad" if ballot.window.opens_at <= now else "warn",
        )
        for ballot, missing in untranslated(council)
    ]
    return Panel(gettext_lazy("Translations that a vote waits for"), rows, 9)


@register
def questions(council: Council, person: User, now: datetime) -> Panel | None:
    """Rounds whose vote is yet to open, in which a question that is no motion can be put."""
    voting = Window.objects.filter(kind=Window.Kind.VOTING, round__council=council)
    coming = voting.filter(~Exists(voting.filter(round=OuterRef("round"), opens_at__lte=now)), opens_at__gt=now)
    rows = [
        PanelRow(
            str(window.round),
            reverse("call_ballots", args=[council.slug, window.round.number]),
            gettext_lazy("A ranking, an allocation of the budget, or an election."),
            window.opens_at,
        )
        for window in coming.select_related("round").order_by("opens_at")[:MOST]
    ]
    return Panel(gettext_lazy("Put a question to the vote"), rows, 40, Group.OPEN)


@register
def submissions(council: Council, person: User, now: datetime) -> Panel | None:
    """Proposals that were submitted, which the secretariat admits or returns."""
    rows = [
        PanelRow(
            proposal.revision.title,
            reverse("admit_proposal", args=[council.slug, proposal.round.number, proposal.number]),
            proposal.seat.movement.name,
            proposal.until,  # type: ignore[attr-defined] # annotated
            "warn" if proposal.until else "bad",  # type: ignore[attr-defined] # as above
        )
        for proposal in submitted_to(council)
        if proposal.revision
    ]
    return Panel(gettext_lazy("Submitted proposals"), rows, 12)


@register
def challenges(council: Council, person: User, now: datetime) -> Panel | None:
    """Challenges to a roll, which the opening of the vote would leave without an answer."""
    rows = [
        PanelRow(
            asked.seat.movement.name,
            reverse("answer_challenge", args=[council.slug, asked.ballot.round.number, asked.ballot.number, asked.pk]),
            asked.text[:REASON],
            asked.ballot.window.opens_at,
            "warn",
        )
        for asked in unanswered(Q(ballot__round__council=council))
    ]
    return Panel(gettext_lazy("Challenges to a roll"), rows, 15)


@register
def referrals(council: Council, person: User, now: datetime) -> Panel | None:
    """What bodies have referred to the council, and the secretariat has not decided on."""
    rows = [
        PanelRow(asked.title, asked.get_absolute_url(), say(asked.body.name), asked.due_at, "warn")
        for asked in waiting_for(council)[:MOST]
    ]
    return Panel(gettext_lazy("Referrals that wait for a round, or for reasons"), rows, 13)


@register
def webhooks(council: Council, person: User, now: datetime) -> Panel | None:
    """Who asked that the ledger be sent to an address, and has no answer."""
    rows = [
        PanelRow(
            asked.subscriber,
            asked.get_absolute_url(),
            _("Since %(at)s.") % {"at": Moment(asked.asked_at)},
            tone="warn",
        )
        for asked in waiting_for_consent(council)[:MOST]
    ]
    return Panel(gettext_lazy("Webhooks that wait for consent"), rows, 35)


@register
def moderation(council: Council, person: User, now: datetime) -> Panel | None:
    """Cases to be decided, what is held among them, and appeals to be heard, with age and deadline."""
    rows = [_case_row(read_case(case)) for case in waiting_cases(Q(council=council))]
    return Panel(gettext_lazy("Moderation"), rows, 14, Group.REPORTED)


def _case_row(read: CaseRead) -> PanelRow:
    case, appeal = read.case, read.appealed.appeal if read.appealed else None
    title = _("Hear the appeal in case %(number)s") if appeal else _("Decide case %(number)s")
    told = ", ".join(f"{ground} ({count})" for ground, count in read.grounds) or str(case.get_cause_display())
    late = _("Overdue.") if read.is_overdue or read.is_hearing_overdue else ""
    since = _("%(what)s. Since %(at)s.") % {
        "what": told,
        "at": Moment(appeal.appealed_at if appeal else case.opened_at),
    }
    return PanelRow(
        title % {"number": case.number},
        case.get_absolute_url(),
        f"{since} {late}".strip(),
        appeal.due_at if appeal else case.due_at,
        "warn",
    )


@register
def papers(council: Council, person: User, now: datetime) -> Panel | None:
    """Open ballots with papers that one person has entered, and that a second has yet to enter before the close."""
    rows = [
        PanelRow(
            _title(ballot),
            reverse("paper_votes", args=[council.slug, ballot.round.number, ballot.number]),
            _("Papers wait for a second person, or were read differently."),
            ballot.window.closes_at,
            "warn",
        )
        for ballot in papers_waiting(council)
    ]
    return Panel(gettext_lazy("Votes on paper"), rows, 11)


@register
def codes(council: Council, person: User, now: datetime) -> Panel | None:
    """Codes on paper that still open something: whose they are, and how many were used."""
    rows = [
        PanelRow(
            one.seat.movement.name,
            place_of(one)[0],
            _("%(used)s of %(made)s codes used.") % {"used": one.used, "made": one.made},  # type: ignore[attr-defined] # annotated
            one.closes_at,
        )
        for one in batches_of(council, now).select_related("consultation__round__council", "consultation__ballot")[
            :MOST
        ]
    ]
    return Panel(gettext_lazy("Codes on paper"), rows, 45, Group.OPEN)
