"""Ballots in the public API: the roll always, what was voted only once the vote is over."""

from typing import Any, ClassVar

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Data, Flag, Instant, Keys, Listed, Number, Page, Shape, Text, Texts, Word
from common.api.views import DetailView, ListView
from common.clock import CouncilNow

from .disclosure import disclose, is_over
from .models import Ballot
from .shapes import (
    ChallengeShape,
    CountShape,
    GroupResultShape,
    InstructionShape,
    RecusalShape,
    ResultShape,
    RollShape,
    StatementShape,
    VoteShape,
)

PLACE = ("round.council.slug", "round.number", "number")
STEPS = ("prepared_at", "opened_at", "closed_at", "tallied_at", "published_at", "cancelled_at")


class Counted(Text):
    """A column of the binding tally, once the vote is over."""

    def __init__(self, column: str, **kwargs: Any) -> None:
        self.column = column
        super().__init__(source="*", allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> str | None:
        return getattr(value, self.column) if is_over(value, value.now) else None


class PositionAddress(Address):
    """The address of the row's position, or of the one at `path`, in its series."""

    def __init__(self, path: str = "", **kwargs: Any) -> None:
        at = f"{path}." if path else ""
        super().__init__("position", "council.slug", f"{at}year", f"{at}number", **kwargs)
        place = ("council.slug", f"{at}series", f"{at}year", f"{at}number")
        self.in_series = Address("series_position", *place, allow_null=True)

    def bind(self, field_name: str, parent: Any) -> None:
        super().bind(field_name, parent)
        self.in_series.bind(field_name, parent)

    def to_representation(self, value: Any) -> str | None:
        return self.in_series.to_representation(value) or super().to_representation(value)


class BallotShape(Shape):
    """A question put to the vote. `outcome` is that of the binding rule, once it is counted."""

    url = Address("ballot", "round.council.slug", "round.number", "number")
    html_url = Page()
    council = Text(source="round.council.slug")
    round = Number(source="round.number")
    round_url = Address("round", "round.council.slug", "round.number")
    number = Number()
    kind = Word(Ballot.Kind.values)
    is_imported = Flag(help_text="Whether the vote was held elsewhere and brought in from a file.")
    title = Texts(help_text="What is asked, by language; empty of a motion on a proposal.")
    terms = Data(
        help_text="The terms on which a ballot was called that is no motion; of one on an answer, which; else empty."
    )
    proposal = Number(
        source="proposal.number", allow_null=True, help_text="The proposal that a motion is on; else null."
    )
    proposal_url = Address("proposal", "round.council.slug", "round.number", "proposal.number", allow_null=True)
    amendment = Number(
        source="amendment.number", allow_null=True, help_text="The amendment, where the plenary votes on one."
    )
    amendment_url = Address(
        "amendment",
        *("round.council.slug", "round.number", "proposal.number", "amendment.number"),
        allow_null=True,
    )
    revision = Number(source="revision.number", allow_null=True, help_text="The text voted on, once it is open.")
    second_call_of = Number(source="second_call_of.number", allow_null=True)
    state = Word(Ballot.State.values)
    opens_at = Instant(source="window.opens_at")
    closes_at = Instant(source="window.closes_at")
    outcome = Counted("counted_outcome")
    binding_rule = Counted("counted_rule")
    rulebook = Number(source="rulebook.version", allow_null=True)
    rulebook_url = Address("rulebook", "round.council.slug", "rulebook.version", allow_null=True)
    roll_sha256 = Text()
    prepared_at = Instant()
    opened_at = Instant(allow_null=True)
    closed_at = Instant(allow_null=True)
    tallied_at = Instant(allow_null=True)
    published_at = Instant(allow_null=True)
    cancelled_at = Instant(allow_null=True)
    cancellation_reason = Text()


class PositionLinkShape(Shape):
    """A position in which the outcome was published."""

    reference = Text()
    url = PositionAddress()


class IfPackaged(Address):
    """An address at which there is something once the tally package is written."""

    def to_representation(self, value: Any) -> str | None:
        return super().to_representation(value) if value.public_package else None


class OneBallotShape(BallotShape):
    """A ballot with rules, roll and votes from which anybody can recount it. What is null is not public yet."""

    options = Listed(
        source="public.options", allow_null=True, help_text="What can be chosen, in order; null for a motion."
    )
    rules = Data(source="public.rules", allow_null=True)
    roll = RollShape(source="public.roll")
    source = Data(  # type: ignore[assignment] # a field of a serializer has an attribute of this name
        source="public.source", allow_null=True, default=None, help_text="The file of an import."
    )
    votes = VoteShape(many=True, source="public.votes", allow_null=True)
    package_url = IfPackaged(
        "ballot_package", *PLACE, allow_null=True, help_text="The tally package (zip), once it is published."
    )
    votes_file_url = Address(
        "ballot_votes",
        *PLACE,
        "public_package.votes_file",
        allow_null=True,
        help_text="The votes in the format of their field: .pb, PrefLib or BLT; null where none can hold them.",
    )
    participants = Keys(
        source="public.participants", allow_null=True, help_text="Who took part in a secret ballot; null for any other."
    )
    public_key = Text(
        source="public.public_key", allow_null=True, help_text="To which the envelopes of a secret ballot were sealed."
    )
    delegations = Listed(
        source="public.delegations",
        help_text="`from`, `to`, `via` the seats between, and whether it `counts`, which is null until the close.",
    )
    instructions = InstructionShape(many=True, source="public.instructions")
    counts = CountShape(many=True, source="public.counts", allow_null=True)
    group_results = GroupResultShape(many=True, source="public.group_results", allow_null=True)
    results = ResultShape(many=True, source="public.results", allow_null=True)
    statements = StatementShape(many=True, source="public.statements", allow_null=True)
    recusals = RecusalShape(many=True, source="public_recusals")
    challenges = ChallengeShape(many=True, source="public_challenges")
    positions = PositionLinkShape(many=True, source="public_positions")


class BallotFilter(filters.FilterSet):
    """By council, round, kind, proposal (its number) and state, and since when it took a step."""

    council = Key("round__council__slug")
    round = WholeNumber("round__number")
    kind = filters.ChoiceFilter(choices=Ballot.Kind.choices)
    proposal = WholeNumber("proposal__number")
    state = filters.ChoiceFilter(choices=Ballot.State.choices)
    modified_since = ModifiedSince(*STEPS)


def public_ballots() -> QuerySet[Ballot]:
    """The ballots with all that a list shows, in one query, and `now`, the clock of their council."""
    related = ("round__council", "proposal", "amendment", "revision", "second_call_of", "window", "rulebook")
    return (
        Ballot.objects.select_related(*related)
        .defer("rules", "contributions", "options", "failure", "revision__paragraphs", "rulebook__data", "round__call")
        .annotate(
            now=CouncilNow(F("round__council_id")),
            binding=FilteredRelation("tallies", condition=Q(tallies__is_binding=True)),
            counted_outcome=F("binding__outcome"),
            counted_rule=F("binding__rule"),
        )
    )


def whole_ballots() -> QuerySet[Ballot]:
    """The ballots with what their rolls, rules and options are told from."""
    return public_ballots().defer(None).defer("failure", "rulebook__data", "round__call")


def disclosed(ballot: Any) -> Any:
    """One of `whole_ballots` with everything that is public of it now."""
    ballot.public = disclose(ballot, ballot.now)
    ballot.public_recusals = list(ballot.recusals.select_related("seat__movement").order_by("id"))
    ballot.public_challenges = list(ballot.challenges.select_related("seat__movement").order_by("id"))
    related = ballot.positions.select_related("council", "package").defer("document", "package__content")
    ballot.public_positions = list(related.order_by("id"))
    packages = [getattr(position, "package", None) for position in ballot.public_positions]
    ballot.public_package = next((package for package in packages if package), None)
    return ballot


class Ballots(ListView):
    """The ballots of all councils, the latest first."""

    ordering = ("-id",)
    queryset = public_ballots()
    serializer_class = BallotShape
    filterset_class = BallotFilter


class OneBallot(DetailView):
    """One ballot with its roll and, once the vote is over, its votes and results."""

    queryset = whole_ballots()
    serializer_class = OneBallotShape
    keys: ClassVar = {"council": "round__council__slug", "round": "round__number", "number": "number"}

    def get_object(self) -> Any:
        return disclosed(super().get_object())


urlpatterns = [
    path("ballots/", Ballots.as_view(), name="ballots"),
    path("ballots/<slug:council>/<int:round>/<int:number>/", OneBallot.as_view(), name="ballot"),
]
