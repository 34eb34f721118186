"""What there is to try in the demonstration at this moment: the open vote, the text under discussion, what waits."""

from dataclasses import dataclass, field
from datetime import datetime

from councils.models import Council, PendingAct, Round, Window
from embedded.demonstration import plans
from embedded.demonstration.rehearsing import rehearsal
from embedded.demonstration.rounds import open_votes
from proposals.answering.models import OPEN_STATES
from proposals.models import Ballot, Case, Position, Proposal, Rating, Transmittal

# The body for which the demonstration's respondent answers.
RESPONDENT = "directorio"


@dataclass(frozen=True)
class Scene:
    """Each thing is None when there is none now: the calendar goes on, and visitors change things."""

    council: Council | None = None
    ballots: list[Ballot] = field(default_factory=list)
    drafting: Round | None = None
    discussed: Proposal | None = None
    draft: Proposal | None = None
    submitted: Proposal | None = None
    settled: Ballot | None = None
    reported: Case | None = None
    pending: PendingAct | None = None
    position: Position | None = None
    asked: Transmittal | None = None
    rated: Rating | None = None
    accepted: Position | None = None
    rehearsal: Council | None = None


def look(now: datetime) -> Scene:
    """Fifteen queries, once a visitor: this page is no part of the product."""
    council = Council.objects.filter(slug=plans.council()["slug"]).first()
    if council is None:
        return Scene()
    windows = Window.objects.filter(round__council=council, opens_at__lte=now, closes_at__gt=now)
    rounds = {window.kind: window.round for window in windows.select_related("round__council").order_by("-opens_at")}
    drafting, discussing = rounds.get(Window.Kind.DRAFTING), rounds.get(Window.Kind.DISCUSSION)
    settling = rounds.get(Window.Kind.SETTLEMENT)
    return Scene(
        council=council,
        ballots=open_votes(),
        drafting=drafting,
        discussed=_proposal(discussing, Proposal.Stage.ADMITTED),
        draft=_proposal(drafting, Proposal.Stage.DRAFT, plans.name_of("ve1.member")),
        submitted=_proposal(drafting, Proposal.Stage.SUBMITTED),
        settled=_settled(settling),
        reported=council.cases.filter(state=Case.State.OPEN).select_related("council").first(),
        pending=council.pending_acts.filter(state=PendingAct.State.WAITING).order_by("id").first(),
        position=Position.objects.filter(council=council, outcome="adopted").select_related("council").first(),
        asked=_asked(council),
        rated=_rated(council),
        accepted=_accepted(council),
        rehearsal=rehearsal(),
    )


def _asked(council: Council) -> Transmittal | None:
    """What the body of the respondent has still to answer."""
    waiting = Transmittal.objects.filter(position__council=council, addressee__slug=RESPONDENT, state__in=OPEN_STATES)
    return waiting.select_related("position__council", "addressee").order_by("-id").first()


def _rated(council: Council) -> Rating | None:
    """The answer that is voted on."""
    running = Rating.objects.filter(transmittal__position__council=council, outcome="")
    return running.select_related("ballot__round__council").order_by("-id").first()


def _accepted(council: Council) -> Position | None:
    """A position on which there are reports."""
    told = Position.objects.filter(council=council, follow_ups__isnull=False)
    return told.select_related("council").order_by("id").first()


def _settled(round_: Round | None) -> Ballot | None:
    """The first ballot of the round on a proposal, with that proposal."""
    if round_ is None:
        return None
    motions = Ballot.objects.filter(round=round_, kind=Ballot.Kind.MOTION)
    return motions.select_related("round__council", "proposal__round__council").first()


def _proposal(round_: Round | None, stage: str, author: str = "") -> Proposal | None:
    """The first proposal of the round in this stage, with what its address and its title need."""
    if round_ is None:
        return None
    found = Proposal.objects.filter(round=round_, stage=stage).select_related("round__council", "revision")
    return (found.filter(begun_by__email=plans.email_of(author)) if author else found).first()
