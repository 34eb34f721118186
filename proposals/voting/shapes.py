"""What the public API tells of a roll, of votes and of what came of them."""

from typing import Any

from common.api.shapes import Data, Flag, Instant, Number, Shape, Text, Word

from .models import Vote
from .settling_models import RollChallenge
from .statement_models import Statement


class RollSeatShape(Shape):
    """One seat. Its id in everything that is published is its movement's slug."""

    id = Text()
    movement = Text()
    name = Text()
    country = Text(allow_null=True)
    kind = Text()


class WeightShape(Shape):
    """What weighs for a country under the rules of capital, in the rulebook's currency."""

    country = Text()
    amount = Text()


class RollShape(Shape):
    """Who votes: provisional until the opening, then frozen."""

    seats = RollSeatShape(many=True)
    contributions = WeightShape(many=True)
    decision_class = Text(allow_null=True)


class VoteShape(Shape):
    """The vote of a seat that counts, with what opens its commitment. Of a secret ballot it is an answer alone, with
    its `code` where the rulebook has codes.
    """

    seat = Text()
    answer = Data(
        help_text="Of a motion the parts of the vote by choice, as fractions that sum to 1; else a `ranking` (a list "
        "of places, the best first), what is `approved`, or `points` by option."
    )
    delegate = Text(
        allow_null=True, help_text="The seat whose answer this is, where the vote counts by delegation; it has no more."
    )
    serial = Number(allow_null=True)
    capacity = Word(Vote.Capacity.values, allow_null=True)
    cast_at = Text(allow_null=True)
    salt = Text(allow_null=True)
    commitment = Text(allow_null=True)
    is_on_paper = Flag(
        allow_null=True,
        required=False,
        help_text="Whether it was signed on paper and entered by two people; null where it counts by delegation.",
    )

    def to_representation(self, instance: Any) -> Any:
        """What nobody knows of a vote is left out, and not null."""
        return super().to_representation(instance) if "seat" in instance else dict(instance)


class InstructionShape(Shape):
    """That a movement instructed its seat; what it said, once the vote is over."""

    seat = Text()
    answer = Data(allow_null=True)
    text = Text(allow_null=True)
    language = Text(allow_null=True)
    is_of_members = Flag(help_text="Whether the members said so in a consultation; else a coordinator did.")
    instructed_at = Text()
    is_followed = Flag(allow_null=True, help_text="Whether the vote that counts says the same; null without a vote.")
    salt = Text(allow_null=True)
    commitment = Text(help_text="SHA-256 of the canonical JSON of answer, ballot, salt, seat and text.")


class CountShape(Shape):
    """How many seats gave an answer, as a fraction. Of a ballot that is no motion: how much was said for an option, as
    first preferences, approvals or points.
    """

    option = Text()
    value = Text()


class GroupResultShape(Shape):
    """What a country says by its seats: yes, no, abstain, or absent."""

    group = Text()
    value = Text()


class ResultShape(Shape):
    """The outcome under one rule, with its working."""

    rule = Text()
    is_binding = Flag()
    outcome = Text()
    result = Data()


class StatementShape(Shape):
    """Why a seat voted as it did."""

    on_behalf_of = Text(source="roll_entry.movement")
    kind = Word(Statement.Kind.values)
    language = Text()
    text = Text()
    made_at = Instant()


class RecusalShape(Shape):
    """A seat that stands aside."""

    on_behalf_of = Text(source="seat.movement.slug")
    reason = Text()
    recused_at = Instant()


class ChallengeShape(Shape):
    """A challenge of the provisional roll, and its answer."""

    on_behalf_of = Text(source="seat.movement.slug")
    text = Text()
    raised_at = Instant()
    outcome = Word(["", *RollChallenge.Outcome.values])
    answer = Text()
    answered_at = Instant(allow_null=True)
