"""The moderation log in the public API, as statements of reasons. Neither author nor reporter is in it."""

from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.urls import path, reverse
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Flag, Instant, Listed, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView
from common.clock import CouncilNow
from councils.models import Council, Office

from .models import TEXTS, Appeal, Case, Decision
from .queries import public_cases, statistics_of
from .texts import kind_of, language_of, proposal_of, text_of

Kind = Decision.Kind
VISIBILITY = {Kind.HIDE: "hidden", Kind.HIDE_PART: "hidden_in_part", Kind.SUSPEND: "hidden", Kind.REMOVE: "removed"}


class AppealShape(Shape):
    """The appeal of a decision, and what became of it."""

    appealed_at = Instant()
    due_at = Instant()
    is_overdue = Flag()
    outcome = Word(["", *Appeal.Outcome.values], help_text="Empty until it is heard.")
    explanation = Text(source="reason")
    heard_at = Instant(allow_null=True)


class DecisionShape(Shape):
    """A statement of reasons."""

    serial = Number()
    decision = Word(Kind.values, source="kind")
    decision_visibility = Word(["visible", *sorted(set(VISIBILITY.values()))])
    decision_account = Word(["none", "warned", "suspended"])
    decision_ground = Word(["rules", "law"])
    category = Text(source="ground", help_text="The ground of the council's rules.")
    explanation = Text(source="reason")
    scope = Word(["none", "part", "whole"])
    application_date = Instant(source="decided_at")
    end_date = Instant(source="until", allow_null=True, help_text="Null: for good.")
    decided_by_role = Word([Office.Kind.SECRETARY, Office.Kind.MODERATOR], source="office")
    automated_decision = Flag(help_text="Always false: programs hold, and people decide.")
    appeal_until = Instant(allow_null=True)
    appeal = AppealShape(allow_null=True, source="told_appeal")


class CountedGrounds(Listed):
    """For what the text was reported, and how often."""


class CaseShape(Shape):
    """A case. `content_html_url` is the page where the text is, or was."""

    url = Address("case", "council.slug", "number")
    html_url = Page()
    puid = Text()
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    number = Number()
    state = Word(Case.State.values)
    content_type = Word(TEXTS, help_text="A `followup` is a report on what a body accepted.")
    content_language = Text(help_text="Empty for a text in several languages.")
    content_html_url = Page("told_text")
    proposal_url = Address(
        "proposal",
        *("told_proposal.round.council.slug", "told_proposal.round.number", "told_proposal.number"),
        allow_null=True,
        help_text="Null for a text that stands under no proposal.",
    )
    comment_url = Address("comment", "told_comment", allow_null=True)
    source_type = Word(["notice", "automated"])
    automated_detection = Flag(source="is_automated")
    is_automated = Flag()
    cause = Word(["", *Case.Cause.values], help_text="Why the program opened it.")
    grounds = CountedGrounds(help_text="`{ground, count}`: for what it was reported, and by how many.")
    opened_at = Instant()
    due_at = Instant(help_text="When it has to be decided.")
    is_overdue = Flag()
    changed_at = Instant()
    decisions = DecisionShape(many=True, source="told_decisions")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(_told(instance))


def _told(case: Any) -> Any:
    """The case with what the shape asks of it."""
    text = text_of(case)
    case.puid = f"{case.council.code}/{case.number}"
    case.content_type, case.content_language = kind_of(text), language_of(text)
    case.told_text, case.told_proposal = text, proposal_of(text)
    # What waits for review has no address yet.
    case.told_comment = text.pk if kind_of(text) == "comment" and text.held_at is None else None
    case.source_type = "automated" if case.is_automated else "notice"
    case.is_overdue = case.state == Case.State.OPEN and case.due_at <= case.instant
    case.told_decisions = [_told_decision(decision, case) for decision in case.decisions.all()]
    return case


def _told_decision(decision: Any, case: Any) -> Any:
    kind = Kind(decision.kind)
    decision.decision_visibility = VISIBILITY.get(kind, "visible")
    decision.decision_account = {Kind.SUSPEND: "suspended", Kind.WARN: "warned"}.get(kind, "none")
    decision.decision_ground = "law" if kind == Kind.REMOVE else "rules"
    is_partly = kind == Kind.HIDE_PART
    decision.scope = "part" if is_partly else "whole" if kind in VISIBILITY else "none"
    decision.automated_decision = False
    appeal = decision.told_appeal = getattr(decision, "appeal", None)
    if appeal is not None:
        appeal.is_overdue = appeal.heard_at is None and appeal.due_at <= case.instant
    return decision


class CaseFilter(filters.FilterSet):
    """By council, state, and since when it changed."""

    council = Key("council__slug")
    number = WholeNumber("number")
    state = filters.ChoiceFilter(choices=Case.State.choices)
    modified_since = ModifiedSince("changed_at")


class Cases(ListView):
    """The cases of all councils, the earliest first."""

    queryset = public_cases()
    serializer_class = CaseShape
    filterset_class = CaseFilter


class OneCase(DetailView):
    """One case."""

    queryset = public_cases()
    serializer_class = CaseShape
    keys: ClassVar = {"council": "council__slug", "number": "number"}


class StatisticsShape(Shape):
    """How a council moderates, in numbers."""

    url = Address("moderation_statistics", "slug")
    html_url = Page("log")
    council = Text(source="slug")
    cases = Number(source="told.cases")
    open = Number(source="told.open")
    overdue = Number(source="told.overdue", help_text="Open, and past the time of the rulebook.")
    decided = Number(source="told.decided")
    kept = Number(source="told.kept", help_text="Decided, and the text was kept.")
    mean_hours = Number(source="told.mean_hours", allow_null=True, help_text="From the opening to the decision.")
    appealed = Number(source="told.appealed")
    heard = Number(source="told.heard")
    hearings_overdue = Number(source="told.hearings_overdue")
    upheld = Number(source="told.upheld")
    reversed = Number(source="told.reversed")
    changed = Number(source="told.changed")
    reversed_share = Text(source="told.reversed_share", allow_null=True, help_text="Of those heard, as a fraction.")


class LogPage:
    """The page of a council's log, for its address."""

    def __init__(self, council: Council) -> None:
        self.council = council

    def get_absolute_url(self) -> str:
        return reverse("moderation_log", args=[self.council.slug])


def _councils() -> QuerySet[Council]:
    return Council.objects.annotate(instant=CouncilNow(F("pk")))


class OneStatistics(DetailView):
    """The numbers of one council."""

    queryset = _councils()
    serializer_class = StatisticsShape
    keys: ClassVar = {"council": "slug"}

    def get_object(self) -> Any:
        council = super().get_object()
        council.told, council.log = statistics_of(council, council.instant), LogPage(council)
        return council


urlpatterns = [
    path("moderation/", Cases.as_view(), name="moderation"),
    path("moderation/<slug:council>/statistics/", OneStatistics.as_view(), name="moderation_statistics"),
    path("moderation/<slug:council>/<int:number>/", OneCase.as_view(), name="case"),
]
