"""Amendments of public proposals in the public API: of which movement, never of which person."""

from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Instant, Keys, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView
from proposals.drafting.hiding import Veil, plain_block
from proposals.drafting.hiding_api import COLUMNS, HidingShape, told, veil_in, veil_instant

from .changes import OPS
from .models import Amendment, AmendmentSponsorship, AmendmentText, PlenaryCall
from .veiling import left_of_text
from .words import reason_words


class StateReason(Text):
    """Why it is in its state, in words."""

    def to_representation(self, value: Amendment) -> str:
        return reason_words(value)


class Part(Text):
    """What not every change has."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.part = name
        super().__init__(source="*", allow_null=True, **kwargs)

    def to_representation(self, value: dict[str, str]) -> str | None:
        return value.get(self.part)


class ChangeShape(Shape):
    """A part of an amendment: `replace` a paragraph, `insert` one behind it (empty: at the beginning), `delete` it, or
    `move` it behind another.
    """

    op = Word(OPS)
    paragraph = Text()
    text = Part("text", help_text="What is to stand there, where it replaces or inserts.")
    language = Part("language", help_text="Where it is not that of the revision.")
    after = Part("after", help_text="Behind which it is moved; empty for the beginning.")


class AmendmentShape(Shape):
    """A movement's change to paragraphs of one revision of a proposal, with reasons."""

    url = Address("amendment", "proposal.round.council.slug", "proposal.round.number", "proposal.number", "number")
    html_url = Page()
    council = Text(source="proposal.round.council.slug")
    round = Number(source="proposal.round.number")
    proposal = Number(source="proposal.number")
    proposal_url = Address("proposal", "proposal.round.council.slug", "proposal.round.number", "proposal.number")
    number = Number()
    on_behalf_of = Text(source="seat.movement.slug", help_text="The movement that proposed it.")
    on_behalf_of_url = Address("movement", "seat.movement.slug")
    assembly = Text(
        source="assembly.name",
        allow_null=True,
        help_text="The assembly of the movement whose words they are; null where none was named.",
    )
    assembly_place = Text(source="assembly.place", allow_null=True)
    assembly_held_on = Text(source="assembly.held_on", allow_null=True, help_text="The day, `YYYY-MM-DD`.")
    assembly_people = Number(source="assembly.people", allow_null=True, help_text="How many people it was of.")
    sponsors = Keys(source="sponsor_slugs", help_text="The movements that stand behind it besides.")
    state = Word(Amendment.State.values)
    state_reason = StateReason(source="*", help_text="Why, in words; empty where nobody had to say.")
    revision = Number(source="text.revision.number", help_text="The revision that it speaks of.")
    changes = ChangeShape(many=True, source="text.changes")
    reasons = Text(source="text.reasons")
    language = Text(source="text.language", help_text="Of the reasons.")
    plenary_calls = Keys(source="caller_slugs", help_text="The movements whose seats called for the plenary.")
    plenary_order = Number(allow_null=True, help_text="In which place the plenary counts it.")
    ballot = Number(source="ballot_number", allow_null=True, help_text="The ballot of the plenary on it.")
    ballot_url = Address(
        "ballot", "proposal.round.council.slug", "proposal.round.number", "ballot_number", allow_null=True
    )
    sha256 = Text(source="text.sha256")
    proposed_at = Instant()
    decided_at = Instant(allow_null=True)
    changed_at = Instant()
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Amendment) -> dict[str, Any]:
        return without_assembly(super().to_representation(_left(instance)), veil_in(instance))


def without_assembly(told: dict[str, Any], veil: Veil | None) -> dict[str, Any]:
    """Of words that nobody may read is not told whose they are either."""
    if veil is None or not veil.is_whole:
        return told
    return {**told, **dict.fromkeys(("assembly", "assembly_place", "assembly_held_on", "assembly_people"))}


def _left(amendment: Any) -> Any:
    """The amendment with what the moderation left of it to everybody."""
    veil = veil_in(amendment)
    amendment.told_hiding = told(veil, amendment.proposal.round.council.slug)
    if veil is None:
        return amendment
    amendment.text = left_of_text(amendment.text, veil, block=plain_block)
    texts = getattr(amendment, "public_texts", [])
    amendment.public_texts = [left_of_text(text, veil, block=plain_block) for text in texts]
    if veil.is_whole and amendment.state == Amendment.State.WITHDRAWN:
        amendment.state_reason = ""
    return amendment


class AmendmentTextShape(Shape):
    """What an amendment said against one revision."""

    number = Number()
    revision = Number(source="revision.number")
    changes = ChangeShape(many=True)
    reasons = Text()
    language = Text()
    created_at = Instant()
    sha256 = Text()


class OneAmendmentShape(AmendmentShape):
    """An amendment with all its texts: each later one carried it over."""

    texts = AmendmentTextShape(many=True, source="public_texts")


class AmendmentFilter(filters.FilterSet):
    """By council, round and proposal (its number), state, movement, and since when it changed."""

    council = Key("proposal__round__council__slug")
    round = WholeNumber("proposal__round__number")
    proposal = WholeNumber("proposal__number")
    state = filters.ChoiceFilter(choices=Amendment.State.choices)
    on_behalf_of = Key("seat__movement__slug")
    modified_since = ModifiedSince("changed_at", "hidden_until")


def public_amendments() -> QuerySet[Amendment]:
    """The amendments of public proposals with all that a list shows, in one query."""
    amendment = OuterRef("pk")
    sponsors = AmendmentSponsorship.objects.filter(amendment=amendment, withdrawn_at__isnull=True)
    callers = PlenaryCall.objects.filter(amendment=amendment)
    slug = "seat__movement__slug"
    ballots = Amendment.objects.filter(pk=amendment).values("ballots__number")
    return (
        Amendment.objects.filter(proposal__admitted_at__isnull=False, text__isnull=False)
        .select_related("proposal__round__council", "seat__movement", "text__revision", "assembly")
        .only(
            *("number", "state", "state_reason", "plenary_order", "proposed_at", "decided_at", "changed_at"),
            *COLUMNS,
            *("proposal__number", "proposal__round__number", "proposal__round__council__slug"),
            *("seat__movement__slug", "text__number", "text__changes", "text__reasons", "text__language"),
            *("text__sha256", "text__revision__number"),
            *("assembly__name", "assembly__place", "assembly__held_on", "assembly__people"),
        )
        .annotate(
            sponsor_slugs=ArraySubquery(sponsors.order_by(slug).values(slug)),
            caller_slugs=ArraySubquery(callers.order_by(slug).values(slug)),
            ballot_number=Subquery(ballots[:1]),
            veil_instant=veil_instant("proposal__round__council_id"),
        )
    )


def public_texts(amendment: Amendment) -> list[AmendmentText]:
    """All that an amendment has said, the first first."""
    texts = amendment.texts.select_related("revision").defer("revision__paragraphs", "revision__provenance")
    return list(texts.order_by("number"))


class Amendments(ListView):
    """The amendments of all councils, the earliest first."""

    queryset = public_amendments()
    serializer_class = AmendmentShape
    filterset_class = AmendmentFilter


class OneAmendment(DetailView):
    """One amendment."""

    queryset = public_amendments()
    serializer_class = OneAmendmentShape
    keys: ClassVar = {
        "council": "proposal__round__council__slug",
        "round": "proposal__round__number",
        "proposal": "proposal__number",
        "number": "number",
    }

    def get_object(self) -> Any:
        amendment = super().get_object()
        amendment.public_texts = public_texts(amendment)
        return amendment


urlpatterns = [
    path("amendments/", Amendments.as_view(), name="amendments"),
    path(
        "amendments/<slug:council>/<int:round>/<int:proposal>/<int:number>/", OneAmendment.as_view(), name="amendment"
    ),
]
