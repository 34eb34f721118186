"""Comments on public proposals in the public API: of which movement, never of which person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Instant, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView, ReadView
from proposals.drafting.hiding import masked
from proposals.drafting.hiding_api import COLUMNS, HidingShape, moderated, told, veil_in, veil_instant

from .models import Comment


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
    paragraph = Text(help_text="The id of the paragraph; empty when it speaks of the whole.")
    parent = Number(  # type: ignore[assignment] # a field, which the framework takes off the class
        source="parent_id", allow_null=True, help_text="The comment that it answers."
    )
    parent_url = Address("comment", "parent_id", allow_null=True)
    stance = Word(Comment.Stance.values)
    text = Text()
    language = Text()
    on_behalf_of = Text(source="seat.movement.slug", allow_null=True, help_text="The movement; null for an observer.")
    on_behalf_of_url = Address("movement", "seat.movement.slug", allow_null=True)
    created_at = Instant()
    edited_at = Instant(allow_null=True)
    retracted_at = Instant(allow_null=True)
    retraction_note = Text()
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Comment) -> dict[str, Any]:
        return super().to_representation(_left(instance))


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
    modified_since = ModifiedSince("created_at", "edited_at", "retracted_at", "moderated_at", "hidden_until")


def public_comments() -> QuerySet[Comment]:
    """The comments on public proposals, in one query, without a column of their authors, nor what waits for review."""
    return (
        Comment.objects.filter(proposal__admitted_at__isnull=False, held_at__isnull=True)
        .select_related("proposal__round__council", "revision", "seat__movement")
        .only(
            *("id", "parent_id", "paragraph", "stance", "text", "language", "retraction_note"),
            *("created_at", "edited_at", "retracted_at", *COLUMNS),
            *("proposal__number", "proposal__round__number", "proposal__round__council__slug"),
            *("revision__number", "seat__movement__slug"),
        )
        .annotate(veil_instant=veil_instant("proposal__round__council_id"))
    )


class Reading(ReadView):
    """Everything that is shown of a comment and can change is its text, and these instants say when it did."""

    def modified(self, row: Comment) -> datetime:
        return max(filter(None, (row.created_at, row.edited_at, row.retracted_at, *moderated(row))))

    def fingerprint(self, row: Comment) -> Sequence:
        return (row.pk, row.edited_at, row.retracted_at, *moderated(row))


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


urlpatterns = [
    path("comments/", Comments.as_view(), name="comments"),
    path("comments/<int:id>/", OneComment.as_view(), name="comment"),
]
