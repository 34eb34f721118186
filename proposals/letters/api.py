"""Letters in the public API: the text, to whom it goes, and which movements stand behind it. Never which person."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.urls import path
from django_filters import rest_framework as filters

from common.api.filters import Key, ModifiedSince
from common.api.shapes import Address, Data, Instant, Keys, Listed, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView
from councils.models import Council
from proposals.drafting.hiding import plain_block
from proposals.drafting.hiding_api import HidingShape, moderated, told, veil_in, veil_instant

from .models import Letter, LetterSignature
from .queries import counted
from .veiling import left_of


class LetterShape(Shape):
    """A letter. Whether it can be signed now follows from `state` and `closes_at`."""

    url = Address("letter", "council.slug", "number")
    html_url = Page()
    council = Text(source="council.slug")
    council_url = Address("council", "council.slug")
    number = Number()
    reference = Text(help_text="How people cite it.")
    on_behalf_of = Text(source="seat.movement.slug", help_text="The movement that wrote it.")
    on_behalf_of_url = Address("movement", "seat.movement.slug")
    title = Text()
    language = Text()
    sha256 = Text(help_text="Of the canonical JSON of language, paragraphs, summary (empty) and title.")
    state = Word(Letter.State.values)
    goal = Number(help_text="With fewer movements at its close it lapses and is not sent.")
    signed = Number(source="standing", help_text="Movements that stand behind it; from its close on, those that did.")
    opens_at = Instant()
    closes_at = Instant()
    closed_at = Instant(allow_null=True, help_text="When it was sent, lapsed or was withdrawn.")
    reason = Text(help_text="Why it was withdrawn; else empty.")
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Letter) -> dict[str, Any]:
        return super().to_representation(_left(instance))


def _left(letter: Any) -> Any:
    """The letter with what the moderation left of it to everybody."""
    veil = veil_in(letter)
    letter.told_hiding = told(veil, letter.council.slug)
    return left_of(letter, veil, block=plain_block, title="")


class LetterSignatureShape(Shape):
    """A movement behind a letter, as it was called when it signed."""

    movement = Text(source="seat.movement.slug")
    movement_url = Address("movement", "seat.movement.slug")
    name = Text()
    country = Text(help_text="Empty for a regional movement.")
    signed_at = Instant()


class OneLetterShape(LetterShape):
    """A letter with its text, its addressees and the signatures that stand."""

    paragraphs = Listed(help_text="`{id, text}`, with `language` where it is another than that of the whole.")
    addressees = Keys(source="to")
    countries = Data(help_text="How many movements of each country signed; regional ones under an empty code.")
    signatures = LetterSignatureShape(many=True, source="told")


class LetterFilter(filters.FilterSet):
    """By council, addressee, who wrote it and state, and since when it opened or closed."""

    council = Key("council__slug")
    addressee = Key("addressees__slug")
    on_behalf_of = Key("seat__movement__slug")
    state = filters.ChoiceFilter(choices=Letter.State.choices)
    modified_since = ModifiedSince("changed_at", "hidden_until")


def public_letters() -> QuerySet[Letter]:
    """The letters with all that a list shows, in one query."""
    found = counted(Letter.objects.defer("paragraphs", "failure"))
    return found.annotate(veil_instant=veil_instant("council_id"))


def whole_letters() -> QuerySet[Letter]:
    """The same with what belongs to each, in two more queries however many they are."""
    signatures = LetterSignature.objects.filter(withdrawn_at__isnull=True).select_related("seat__movement")
    standing = Prefetch("signatures", signatures.order_by("signed_at", "id"), to_attr="told")
    bodies = Prefetch("addressees", Council.objects.only("slug").order_by("slug"))
    return public_letters().defer(None).defer("failure").prefetch_related(standing, bodies)


def told_whole(letter: Any) -> Any:
    """One of them with what its shape asks of it."""
    codes = [one.country for one in letter.told]
    letter.to = [body.slug for body in letter.addressees.all()]
    letter.countries = {code: codes.count(code) for code in sorted(set(codes))}
    return letter


class Letters(ListView):
    """The letters of all councils, the latest first."""

    ordering = ("-id",)
    queryset = public_letters()
    serializer_class = LetterShape
    filterset_class = LetterFilter
    moving_filters = frozenset({"state"})

    def fingerprint(self, row: Letter) -> Sequence:
        return (row.pk, row.changed_at, row.standing, *moderated(row))  # type: ignore[attr-defined] # annotated by counted


class OneLetter(DetailView):
    """One letter, with its text and every signature."""

    queryset = whole_letters()
    serializer_class = OneLetterShape
    keys: ClassVar = {"council": "council__slug", "number": "number"}

    def get_object(self) -> Letter:
        found: Letter = told_whole(super().get_object())
        return found


urlpatterns = [
    path("letters/", Letters.as_view(), name="letters"),
    path("letters/<slug:council>/<int:number>/", OneLetter.as_view(), name="letter"),
]
