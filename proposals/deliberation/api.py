"""Comments on public proposals in the public API, who supports and who endorses: movements, never persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Instant, Keys, Listed, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView, ReadView
from proposals.amending.api import without_assembly
from proposals.drafting.hiding import masked
from proposals.drafting.hiding_api import COLUMNS, HidingShape, moderated, told, veil_in, veil_instant
from proposals.drafting.models import Proposal

from .models import CHANGES, Comment, Endorsement, Mention
from .stances import Standing, stances_of

PLACE = {"council": "round__council__slug", "round": "round__number", "proposal": "number"}


class CommentShape(Shape):
    """A contribution to a proposal or one of its paragraphs."""

    url = Address("comment", "id")
    html_url = Page()
    id = Number()
    council = Text(source="proposal.round.council.slug")
    round = Number(source="proposal.round.number")
    proposal = Number(source="proposal.number")
    proposal_url = Address("proposal", "proposal.round.council.slug", "proposal.round.number", "proposal.number")
    revision = Number(source="revision.number", help_text="The revision that was commented on.")
    paragraph = Text(
        help_text="The id of the paragraph, or the anchor of an evaluation; empty when it speaks of the whole."
    )
    parent = Number(  # type: ignore[assignment] # a field, which the framework takes off the class
        source="parent_id", allow_null=True, help_text="The comment that it answers."
    )
    parent_url = Address("comment", "parent_id", allow_null=True)
    amendment = Number(
        source="amendment.number",
        allow_null=True,
        help_text="The amendment that it speaks of, if any.",
    )
    stance = Word(Comment.Stance.values)
    support_count = Number(help_text="How many movements support it.")
    answer = Number(
        source="answer_id",
        allow_null=True,
        help_text="Where the sponsors answered it, if it is a question.",
    )
    answer_url = Address("comment", "answer_id", allow_null=True)
    mentions = Keys(source="mentioned", help_text="The movements that it mentions.")
    text = Text()
    language = Text()
    on_behalf_of = Text(source="seat.movement.slug", allow_null=True, help_text="The movement; null for an observer.")
    on_behalf_of_url = Address("movement", "seat.movement.slug", allow_null=True)
    assembly = Text(
        source="assembly.name",
        allow_null=True,
        help_text="The assembly of the movement whose words they are; null where none was named.",
    )
    assembly_place = Text(source="assembly.place", allow_null=True)
    assembly_held_on = Text(source="assembly.held_on", allow_null=True, help_text="The day, `YYYY-MM-DD`.")
    assembly_people = Number(source="assembly.people", allow_null=True, help_text="How many people it was of.")
    created_at = Instant()
    edited_at = Instant(allow_null=True)
    retracted_at = Instant(allow_null=True)
    retraction_note = Text()
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Comment) -> dict[str, Any]:
        return without_assembly(super().to_representation(_left(instance)), veil_in(instance))


def _left(comment: Any) -> Any:
    """The comment with what the moderation left of it to everybody."""
    veil = veil_in(comment)
    comment.told_hiding = told(veil, comment.proposal.round.council.slug)
    comment.text = masked(comment.text, veil)
    if veil is not None and veil.is_whole:
        comment.retraction_note = ""
    return comment


class CommentFilter(filters.FilterSet):
    """By council, round and proposal (its number), by stance and movement, and since when it changed."""

    council = Key("proposal__round__council__slug")
    round = WholeNumber("proposal__round__number")
    proposal = WholeNumber("proposal__number")
    stance = filters.ChoiceFilter(choices=Comment.Stance.choices)
    on_behalf_of = Key("seat__movement__slug")
    modified_since = ModifiedSince(*CHANGES)

    def filter_queryset(self, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        """One proposal is found first, or none: by its id the planner knows how many comments it has and reads those of
        a page in their order. Joined by its address, all of them were sorted for every page.
        """
        asked = self.form.cleaned_data
        place = {column: asked[name] for name, column in PLACE.items()}
        if all(value not in (None, "") for value in place.values()):
            queryset = queryset.filter(proposal=Proposal.objects.filter(**place).values_list("pk", flat=True).first())
            asked.update(dict.fromkeys(PLACE))
        return super().filter_queryset(queryset)


def public_comments() -> QuerySet[Comment]:
    """The comments on public proposals, in one query, without a column of their authors, nor what waits for review."""
    mentioned = Mention.objects.filter(comment=OuterRef("pk"), seat__isnull=False).order_by("seat__movement__slug")
    return (
        Comment.objects.filter(proposal__admitted_at__isnull=False, held_at__isnull=True)
        .select_related("proposal__round__council", "revision", "seat__movement", "amendment", "assembly")
        .annotate(mentioned=ArraySubquery(mentioned.values("seat__movement__slug")))
        .only(
            *("id", "parent_id", "paragraph", "stance", "text", "language", "retraction_note"),
            *("support_count", "answer_id", "counted_at", "amendment__number"),
            *("created_at", "edited_at", "retracted_at", *COLUMNS),
            *("proposal__number", "proposal__round__number", "proposal__round__council__slug"),
            *("revision__number", "seat__movement__slug"),
            *("assembly__name", "assembly__place", "assembly__held_on", "assembly__people"),
        )
        .annotate(veil_instant=veil_instant("proposal__round__council_id"))
    )


class Reading(ReadView):
    """Everything that is shown of a comment and can change are its text, who supports it and its answer, and these
    instants say when they did.
    """

    def modified(self, row: Comment) -> datetime:
        instants = (row.created_at, row.edited_at, row.retracted_at, row.counted_at, *moderated(row))
        return max(filter(None, instants))

    def fingerprint(self, row: Comment) -> Sequence:
        return (row.pk, row.edited_at, row.retracted_at, row.support_count, row.counted_at, *moderated(row))


class Comments(Reading, ListView):
    """The comments of all councils, the earliest first."""

    queryset = public_comments()
    serializer_class = CommentShape
    filterset_class = CommentFilter
    moving_filters = frozenset({"stance"})


class OneComment(Reading, DetailView):
    """One comment."""

    queryset, serializer_class = public_comments(), CommentShape
    keys: ClassVar = {"id": "pk"}


class StancesShape(Shape):
    """How countries and movements stand to a proposal, counted by comments that were not retracted."""

    url = Address("proposal_stances", "proposal.round.council.slug", "proposal.round.number", "proposal.number")
    html_url = Page()
    proposal_url = Address("proposal", "proposal.round.council.slug", "proposal.round.number", "proposal.number")
    countries = Listed(help_text="`country` (null for regional ones and observers), `kind`, and a number by stance.")
    movements = Listed(help_text="`on_behalf_of` (null for observers), `kind`, and a number by stance.")


@dataclass(frozen=True)
class Summary:
    """What is told of the stances, at the address where people read the same."""

    proposal: Proposal
    countries: list[dict[str, Any]]
    movements: list[dict[str, Any]]

    def get_absolute_url(self) -> str:
        return f"{self.proposal.get_absolute_url()}stances/"


class ProposalStances(DetailView):
    """The summary of the stances on a proposal."""

    queryset = Proposal.objects.filter(admitted_at__isnull=False).select_related("round__council")
    serializer_class = StancesShape
    keys: ClassVar = {"council": "round__council__slug", "round": "round__number", "number": "number"}

    def get_object(self) -> Any:
        proposal = super().get_object()
        counted = stances_of(proposal)
        return Summary(
            proposal,
            [_counted("country", row) for row in counted.countries],
            [_counted("on_behalf_of", row) for row in counted.movements],
        )


def _counted(name: str, row: Standing) -> dict[str, Any]:
    kind = row.kind or ("country" if name == "country" else "movement")
    return {name: row.key or None, "kind": kind, **row.numbers}


class EndorsementShape(Shape):
    """A movement stands publicly behind a proposal that it did not write."""

    url = Address("endorsement", "id")
    html_url = Page("proposal")
    id = Number()
    council = Text(source="proposal.round.council.slug")
    round = Number(source="proposal.round.number")
    proposal = Number(source="proposal.number")
    proposal_url = Address("proposal", "proposal.round.council.slug", "proposal.round.number", "proposal.number")
    on_behalf_of = Text(source="seat.movement.slug")
    on_behalf_of_url = Address("movement", "seat.movement.slug")
    country = Text(source="seat.movement.country_id", allow_null=True, help_text="Null for a regional movement.")
    endorsed_at = Instant()
    withdrawn_at = Instant(allow_null=True)


class EndorsementFilter(filters.FilterSet):
    """By council, round and proposal (its number), by movement and country, and since when it changed."""

    council = Key("proposal__round__council__slug")
    round = WholeNumber("proposal__round__number")
    proposal = WholeNumber("proposal__number")
    on_behalf_of = Key("seat__movement__slug")
    country = Key("seat__movement__country")
    modified_since = ModifiedSince("endorsed_at", "withdrawn_at")


def public_endorsements() -> QuerySet[Endorsement]:
    """The endorsements of public proposals, withdrawn ones too, without a column of persons."""
    return (
        Endorsement.objects.filter(proposal__admitted_at__isnull=False)
        .select_related("proposal__round__council", "seat__movement")
        .only(
            *("id", "endorsed_at", "withdrawn_at", "proposal__number", "proposal__round__number"),
            *("proposal__round__council__slug", "seat__movement__slug", "seat__movement__country_id"),
        )
    )


class Endorsing(ReadView):
    """An endorsement changes once, when it is withdrawn."""

    def modified(self, row: Endorsement) -> datetime:
        return row.withdrawn_at or row.endorsed_at

    def fingerprint(self, row: Endorsement) -> Sequence:
        return (row.pk, row.withdrawn_at)


class Endorsements(Endorsing, ListView):
    """The endorsements of all councils, the earliest first; those that stand have no `withdrawn_at`."""

    queryset, serializer_class = public_endorsements(), EndorsementShape
    filterset_class = EndorsementFilter


class OneEndorsement(Endorsing, DetailView):
    """One endorsement."""

    queryset, serializer_class = public_endorsements(), EndorsementShape
    keys: ClassVar = {"id": "pk"}


PROPOSAL = "proposals/<slug:council>/<int:round>/<int:number>/"
urlpatterns = [
    path(f"{PROPOSAL}stances/", ProposalStances.as_view(), name="proposal_stances"),
    path("endorsements/", Endorsements.as_view(), name="endorsements"),
    path("endorsements/<int:id>/", OneEndorsement.as_view(), name="endorsement"),
    path("comments/", Comments.as_view(), name="comments"),
    path("comments/<int:id>/", OneComment.as_view(), name="comment"),
]
