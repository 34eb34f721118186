"""Keys and seals in the public API: with them anybody can tell that nothing in the ledger was changed, taken out or
slipped in.

A head says how many entries there are and the root of their Merkle tree (RFC 6962). That an entry is under a head, and
that a head grew out of one that somebody received before, is proven by some twenty hashes.
"""

import json
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.urls import path
from rest_framework.request import Request

from common.api.conditional import FOR_GOOD
from common.api.shapes import Address, Data, Instant, Listed, Number, Shape, Text, Word
from common.api.views import DetailView, ListView
from common.proof.signatures import ALGORITHM
from ledger.models import Seal, SigningKey
from ledger.sealing.queries import consistency_proof, inclusion_proof, signatures_of

from .ledger import EntryShape, entries


class KeyShape(Shape):
    """A public key: 32 bytes in hexadecimal digits, and when it signs; while `valid_until` is null, it still does."""

    url = Address("key", "name")
    key = Text(source="name", help_text="What signatures call it: the first 16 digits of its SHA-256.")
    public_key = Text(help_text="Of Ed25519 (RFC 8032).")
    valid_from = Instant()
    valid_until = Instant(allow_null=True)


class Keys(ListView):
    """The keys that positions and heads were ever signed with, the latest first."""

    ordering = ("-id",)
    queryset = SigningKey.objects.all()
    serializer_class = KeyShape


class OneKey(DetailView):
    """One key."""

    queryset = SigningKey.objects.all()
    serializer_class = KeyShape
    keys: ClassVar = {"name": "name"}


class SealShape(Shape):
    """A signed head of the ledger, as a list shows it."""

    url = Address("seal", "size")
    size = Number(help_text="How many entries are sealed; the first is leaf 0.")
    root = Text(help_text="Of the Merkle tree (RFC 6962, SHA-256).")  # type: ignore[assignment] # as in EntryShape
    sha256 = Text(help_text="Of the head, which is canonical JSON (RFC 8785).")
    previous_url = Address("seal", "previous.size", allow_null=True)
    key = Text(source="key.name")
    key_url = Address("key", "key.name")
    sealed_at = Instant()


class SignatureOfHeadShape(Shape):
    """A signature (Ed25519) of the canonical JSON of the head, in hexadecimal digits."""

    algorithm = Word([ALGORITHM])
    key = Text()
    public_key = Text()
    signature = Text()


class OneSealShape(Shape):
    """The head whose canonical JSON has this SHA-256, with the signatures that stand beside it."""

    head = Data()
    sha256 = Text()
    signatures = SignatureOfHeadShape(many=True)


def seals() -> QuerySet[Seal]:
    """Heads with their keys, and the sizes of those before them."""
    return Seal.objects.select_related("key", "previous").defer("document", "previous__document")


class Seals(ListView):
    """The heads, the latest first."""

    ordering = ("-size",)
    queryset = seals()
    serializer_class = SealShape


class OneSeal(DetailView):
    """One head with its signature. It is never changed."""

    queryset = Seal.objects.select_related("key")
    serializer_class = OneSealShape
    keys: ClassVar = {"size": "size"}

    def get_object(self) -> dict[str, Any]:
        seal = super().get_object()
        return {"head": json.loads(bytes(seal.document)), "sha256": seal.sha256, "signatures": signatures_of(seal)}

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = FOR_GOOD
        return response


class InclusionShape(Shape):
    """That the entry is leaf `index` of the tree of `size` leaves: its hash and the hashes up to the root."""

    size = Number()
    root = Text()  # type: ignore[assignment] # a field, which the framework takes off the class
    index = Number()
    entry = EntryShape()
    path = Listed()


class Inclusion(DetailView):
    """The proof that an entry of the ledger is under a head (RFC 6962 §2.1.1).

    The leaf is SHA-256(0x00 ‖ canonical JSON of the entry's `id`, `council`, `verb`, `actor`, `on_behalf_of`,
    `subject`, `data` and `at`).
    """

    queryset = Seal.objects.none()
    serializer_class = InclusionShape

    def get_object(self) -> dict[str, Any]:
        size, entry_id = self.kwargs["size"], self.kwargs["entry"]
        seal = Seal.objects.filter(size=size).values("root").first()
        entry = entries().filter(pk=entry_id, sealed__index__lt=size).first()
        if seal is None or entry is None:
            raise Http404
        index = entry.sealed.index
        return {"size": size, **seal, "index": index, "entry": entry, "path": inclusion_proof(index, size)}


class ConsistencyShape(Shape):
    """That the tree of `second` leaves begins with the tree of `first`: the hashes that prove it."""

    first = Number()
    first_root = Text()
    second = Number()
    second_root = Text()
    path = Listed()


class Consistency(DetailView):
    """The proof that one head grew out of another (RFC 6962 §2.1.2)."""

    queryset = Seal.objects.none()
    serializer_class = ConsistencyShape

    def get_object(self) -> dict[str, Any]:
        first, second = self.kwargs["first"], self.kwargs["size"]
        roots = dict(Seal.objects.filter(size__in=[first, second]).values_list("size", "root"))
        if first not in roots or second not in roots or first > second:
            raise Http404
        told = {"first": first, "first_root": roots[first], "second": second, "second_root": roots[second]}
        return {**told, "path": consistency_proof(first, second)}


urlpatterns = [
    path("keys/", Keys.as_view(), name="keys"),
    path("keys/<slug:name>/", OneKey.as_view(), name="key"),
    path("seals/", Seals.as_view(), name="seals"),
    path("seals/<int:size>/", OneSeal.as_view(), name="seal"),
    path("seals/<int:size>/inclusion/<int:entry>/", Inclusion.as_view(), name="inclusion"),
    path("seals/<int:size>/consistency/<int:first>/", Consistency.as_view(), name="consistency"),
]
