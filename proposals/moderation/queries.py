"""Cases as everybody may read them, and what of them waits for whom. Of reports, only how many there are is read."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, Count, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from common.clock import CouncilNow
from councils.mandates.queries import offices_at
from councils.models import Council
from proposals.answering.following.models import FollowUp
from proposals.evaluating.models import Evaluation
from proposals.letters.models import Letter
from proposals.referring.models import Referral

from .models import Appeal, Case, Decision, Report
from .permissions import OFFICERS

State, Outcome = Case.State, Appeal.Outcome
MOST = 50
DEFERRED = (
    *("comment__text", "comment__proposal__stage_reason", "amendment__state_reason", "proposal__stage_reason"),
    *("proposal__revision__paragraphs", "proposal__revision__summary", "amendment__text__changes"),
    *("amendment__text__reasons", "comment__hidden_passages", "amendment__hidden_passages"),
    *("proposal__hidden_passages", "comment__hidden_reason", "amendment__hidden_reason", "proposal__hidden_reason"),
)
PLACES = (
    *("council", "comment__proposal__round__council", "amendment__proposal__round__council"),
    "proposal__round__council",
    "proposal__revision",
    "amendment__text",
)
# Few cases are about these. Joined to each other as well, a query took the database longer to plan than to answer.
ELSEWHERE = (
    Prefetch("letter", Letter.objects.select_related("council").defer("paragraphs")),
    Prefetch(
        "evaluation",
        Evaluation.objects.select_related("proposal__round__council").defer(
            "technical", "risks", "proposal__stage_reason"
        ),
    ),
    Prefetch("referral", Referral.objects.select_related("council").defer("text")),
    Prefetch("followup", FollowUp.objects.select_related("position__council").defer("text", "position__document")),
)


def public_cases() -> QuerySet[Case]:
    """Cases with their decisions and appeals, `grounds` counted, and `instant`, the council's clock: two queries, and
    one more for each kind of text that cases are seldom about and one is.
    """
    of_case = Report.objects.filter(case=OuterRef("pk")).order_by().values("ground").annotate(count=Count("pk"))
    counted = of_case.order_by("ground").values(fact=JSONObject(ground="ground", count="count"))
    decisions = Decision.objects.select_related("appeal").order_by("serial")
    return (
        Case.objects.select_related(*PLACES)
        .defer(*DEFERRED)
        .annotate(grounds=ArraySubquery(counted), instant=CouncilNow(F("council_id")))
        .prefetch_related(Prefetch("decisions", decisions), *ELSEWHERE)
    )


def _whole(found: QuerySet[Case], *order: str) -> QuerySet[Case]:
    """The first of the cases that a plain query finds, with all that is shown of them. Most often there is none, and
    nothing more is asked.
    """
    keys = list(found.order_by(*order).values_list("pk", flat=True)[:MOST])
    return public_cases().filter(pk__in=keys).order_by(*order)


def case_at(council: str, number: int) -> Case | None:
    """The case at an address."""
    return public_cases().filter(council__slug=council, number=number).first()


@dataclass(frozen=True)
class Statistics:
    """How a council moderates, in numbers; `reversed_share` of the appeals that were heard."""

    cases: int
    open: int
    overdue: int
    kept: int
    decided: int
    appealed: int
    heard: int
    upheld: int
    reversed: int
    changed: int
    hearings_overdue: int
    mean_hours: int | None

    @property
    def reversed_share(self) -> str | None:
        """Reversed and changed, of those that were heard; an exact fraction."""
        return f"{self.reversed + self.changed}/{self.heard}" if self.heard else None


def statistics_of(council: Council, at: datetime) -> Statistics:
    """Two queries, however many cases there are."""
    first = Q(decisions__serial=1)
    cases = Case.objects.filter(council=council).aggregate(
        cases=Count("pk", distinct=True),
        open=Count("pk", filter=Q(state=State.OPEN), distinct=True),
        overdue=Count("pk", filter=Q(state=State.OPEN, due_at__lte=at), distinct=True),
        kept=Count("pk", filter=first & Q(decisions__kind=Decision.Kind.KEEP), distinct=True),
        decided=Count("pk", filter=first, distinct=True),
        mean=Avg(F("decisions__decided_at") - F("opened_at"), filter=first),
    )
    mean = cases.pop("mean")
    appeals = Appeal.objects.filter(decision__case__council=council).aggregate(
        appealed=Count("pk"),
        heard=Count("pk", filter=Q(heard_at__isnull=False)),
        hearings_overdue=Count("pk", filter=Q(heard_at__isnull=True, due_at__lte=at)),
        **{outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome.values},
    )
    return Statistics(**cases, **appeals, mean_hours=None if mean is None else int(mean.total_seconds() // 3600))


def waiting_cases(councils: Q) -> QuerySet[Case]:
    """What is to be decided or heard in the councils that `councils` (on `council…`) selects, oldest deadline first."""
    return _whole(Case.objects.filter(councils, state__in=[State.OPEN, State.APPEALED]), "due_at", "pk")


def cases_for(person: User, at: datetime) -> QuerySet[Case]:
    """What waits for the person as a secretary or moderator."""
    offices = offices_at(at).filter(person=person, kind__in=OFFICERS).order_by().values("council")
    return waiting_cases(Q(council__in=offices))


def cases_about(person: User) -> QuerySet[Case]:
    """Cases about what the person wrote that are decided or hold it back, the latest first."""
    told = Q(state__in=[State.DECIDED, State.APPEALED, State.CLOSED]) | Q(is_automated=True)
    return _whole(Case.objects.filter(told, author=person), "-changed_at", "-pk")


def appealable_by(person: User) -> QuerySet[Case]:
    """Decisions that the person can still appeal."""
    mine = Case.objects.annotate(instant=CouncilNow(F("council_id"))).filter(author=person, state=State.DECIDED)
    return _whole(mine.filter(decisions__appeal_until__gt=F("instant")).distinct(), "pk")
