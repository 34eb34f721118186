"""Translations of public proposals in the public API: which passage, in which state, of which movement."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar

from django.db.models import BooleanField, Case, CharField, F, Func, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Flag, Instant, Number, Shape, Text, Word
from common.api.views import DetailView, ListView
from proposals.drafting.hiding import REMOVED, WHOLE, Veil, veil_of
from proposals.drafting.hiding_api import COLUMNS, EVER, HidingShape, told, veil_instant
from proposals.drafting.veiling import covered_in

from .choosing import STANDINGS
from .models import Translation


class PassageHash(Func):
    """SHA-256 of a passage as it stands in a revision; NULL where it does not."""

    function = "minga_passage_sha256"
    output_field = CharField()


class IsPublic(Func):
    """Whether the wording that was translated is one that everybody may read."""

    function = "minga_translation_is_public"
    output_field = BooleanField()
    conditional = True


class TranslationShape(Shape):
    """One version of a passage in another language. Of several that are not stale a reviewed one is shown before one by
    a person, that before a machine's, and then the latest.
    """

    url = Address("translation", "id")
    id = Number()
    council = Text(source="proposal.round.council.slug")
    round = Number(source="proposal.round.number")
    proposal = Number(source="proposal.number")
    proposal_url = Address("proposal", "proposal.round.council.slug", "proposal.round.number", "proposal.number")
    passage = Text(help_text="The id of a paragraph, or title, or summary.")
    language = Text()
    serial = Number()
    text = Text()
    state = Word(STANDINGS, source="standing")
    origin = Word(Translation.Origin.values)
    is_stale = Flag(help_text="Whether the original reads otherwise now, or is gone.")
    source_sha256 = Text(help_text="SHA-256 of the original that was translated, in UTF-8.")
    on_behalf_of = Text(source="seat.movement.slug", allow_null=True, help_text="The movement; null for a machine.")
    on_behalf_of_url = Address("movement", "seat.movement.slug", allow_null=True)
    made_at = Instant()
    reviewed_at = Instant(allow_null=True)
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Translation) -> dict[str, Any]:
        return super().to_representation(_left(instance))


def _left(translation: Any) -> Any:
    """The translation with what the moderation left of it to everybody: nothing, where something of its passage is
    hidden, for who knows which of its words say that.
    """
    veil = veil_of(translation.proposal, translation.veil_instant or EVER)
    if veil is not None and not _says_hidden(translation, veil):
        veil = None
    if veil is not None:
        veil = replace(veil, kind=REMOVED if veil.kind == REMOVED else WHOLE, passages=())
        translation.text = ""
    translation.told_hiding = told(veil, translation.proposal.round.council.slug)
    return translation


def _says_hidden(translation: Any, veil: Veil) -> bool:
    named = {passage.passage for passage in veil.passages}
    present = SimpleNamespace(**translation.present) if translation.present else None
    return veil.is_whole or translation.passage in named | (covered_in(present, veil) if present else set())


class TranslationFilter(filters.FilterSet):
    """By council, round and proposal (its number), by passage, language and state, and since when it changed."""

    council = Key("proposal__round__council__slug")
    round = WholeNumber("proposal__round__number")
    proposal = WholeNumber("proposal__number")
    passage = Key("passage")
    language = Key("language")
    state = filters.ChoiceFilter(choices=[(standing, standing) for standing in STANDINGS], method="in_state")
    modified_since = ModifiedSince("made_at", "reviewed_at", "proposal__moderated_at", "proposal__hidden_until")

    def in_state(self, queryset: QuerySet[Translation], name: str, value: str) -> QuerySet[Translation]:
        if value == "reviewed":
            return queryset.filter(reviewed_at__isnull=False)
        return queryset.filter(reviewed_at__isnull=True, origin=value)


def public_translations() -> QuerySet[Translation]:
    """The translations of what everybody may read, in one query, without a column of their authors."""
    lies = Q(proposal__hidden_at__isnull=False) | Q(proposal__removed_at__isnull=False)
    parts = {name: f"proposal__revision__{name}" for name in ("title", "summary", "paragraphs")}
    source: list[Combinable] = [F("proposal"), F("passage"), F("source_sha256"), F("made_at")]
    return (
        Translation.objects.filter(IsPublic(*source), proposal__admitted_at__isnull=False)
        .select_related("proposal__round__council", "seat__movement")
        .annotate(
            original_sha256=PassageHash(F("proposal__revision"), F("passage")),
            veil_instant=veil_instant("proposal__round__council_id", of="proposal__"),
            # The text as it stands, of the few over which something lies.
            present=Case(When(lies, then=JSONObject(**parts))),
        )
        .only(
            *("id", "passage", "language", "serial", "text", "origin", "source_sha256", "made_at", "reviewed_at"),
            *("proposal__number", "proposal__round__number", "proposal__round__council__slug", "seat__movement__slug"),
            *(f"proposal__{column}" for column in COLUMNS),
        )
    )


class Translations(ListView):
    """The translations of all proposals, the earliest first."""

    queryset = public_translations()
    serializer_class = TranslationShape
    filterset_class = TranslationFilter
    moving_filters = frozenset({"state"})


class OneTranslation(DetailView):
    """One version of one passage."""

    queryset, serializer_class = public_translations(), TranslationShape
    keys: ClassVar[dict[str, Any]] = {"id": "pk"}


urlpatterns = [
    path("translations/", Translations.as_view(), name="translations"),
    path("translations/<int:id>/", OneTranslation.as_view(), name="translation"),
]
