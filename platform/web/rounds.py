"""What is in a round, for its page: as many queries for a hundred thousand proposals as for one."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from common.clock import CouncilNow
from councils.models import Council, Round, Theme
from proposals.drafting.veiling import listed
from proposals.models import Ballot, Proposal, Tally
from proposals.positions.words import TONES, outcome_word

PAGE = 20
STATE_TONES = {Ballot.State.OPEN: "warn", Ballot.State.CANCELLED: "bad"}


def round_at(slug: str, number: int) -> Round | None:
    """The round with its council, `instant`, and its themes and addressees as plain facts, in one query."""
    themes = Theme.objects.filter(round=OuterRef("pk")).order_by("pk").values(fact=JSONObject(name="name", slug="slug"))
    links = Round.addressees.through.objects.filter(round=OuterRef(OuterRef("pk")))
    bodies = Council.objects.filter(pk__in=links.values("council")).order_by("slug")
    return (
        Round.objects.filter(council__slug=slug, number=number)
        .select_related("council")
        .annotate(
            instant=CouncilNow(F("council_id")),
            theme_facts=ArraySubquery(themes),
            addressee_facts=ArraySubquery(bodies.values(fact=JSONObject(name="name", slug="slug"))),
        )
        .first()
    )


@dataclass(frozen=True)
class Listed:
    """A proposal with its ballots (the second is a second call): number, label, tone, and whether it is open."""

    proposal: Proposal
    ballots: list[dict[str, object]]


def proposals_of(round_: Round, *, theme: str = "", after: int = 0) -> tuple[list[Listed], int | None]:
    """A page of the round's public proposals by number, with their ballots, and the number to go on after."""
    proposals = _public(round_).filter(number__gt=after)
    if theme:
        proposals = proposals.filter(themes__slug=theme)
    rows = list(proposals[: PAGE + 1])
    for proposal in rows:
        proposal.round = round_
        listed(proposal, round_.instant)  # type: ignore[attr-defined] # annotated by round_at
    shown = [Listed(proposal, [_ballot(facts) for facts in proposal.ballot_facts]) for proposal in rows[:PAGE]]  # type: ignore[attr-defined] # annotated
    return shown, rows[PAGE - 1].number if len(rows) > PAGE else None


def _public(round_: Round) -> QuerySet[Proposal]:
    binding = Tally.objects.filter(ballot=OuterRef("pk"), is_binding=True).values("outcome")
    ballots = Ballot.objects.filter(proposal=OuterRef("pk")).order_by("number")
    facts = JSONObject(number="number", state="state", outcome=Subquery(binding))
    return (
        Proposal.objects.filter(round=round_, admitted_at__isnull=False)
        .select_related("revision", "seat__movement__country")
        .defer("revision__paragraphs", "seat__movement__description", "stage_reason")
        .annotate(ballot_facts=ArraySubquery(ballots.values(fact=facts)))
        .order_by("number")
    )


def _ballot(facts: dict[str, str]) -> dict[str, object]:
    state, outcome = Ballot.State(facts["state"]), facts["outcome"]
    return {
        "number": facts["number"],
        "label": outcome_word(outcome) if outcome else state.label,
        "tone": TONES.get(outcome, "") if outcome else STATE_TONES.get(state, ""),
        "is_open": state == Ballot.State.OPEN,
    }
