"""What is sent: an entry as the public API gives it, and beside it what whoever keeps copies wants at once."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from common.proof.canonical import canonical, instant_text
from councils.mandates.queries import slugs_of
from ledger.models import Entry, Seal
from ledger.sealing.queries import sealed_form, signatures_of
from proposals.positions.models import Position


def body_of(entry: Entry) -> bytes:
    """The body: type, instant and data, as Standard Webhooks recommends, in canonical JSON.

    Every fact but the place in the sealed tree, which an entry gets later. Nothing here is anything but public.
    """
    slugs = slugs_of([entry.council_id] if entry.council_id else [])
    facts = sealed_form(entry, slugs)
    council = facts["council"]
    data = {
        **facts,
        "url": _at(reverse("api:entry", args=[entry.pk])),
        "html_url": _at(entry.subject) if entry.subject.startswith("/") else None,
        "council_url": _at(reverse("api:council", args=[council])) if council else None,
        **_beside(entry),
    }
    return canonical({"type": entry.verb, "timestamp": instant_text(entry.at), "data": data})


def _beside(entry: Entry) -> dict[str, Any]:
    """Of a position its address and hash; of a head that goes out, the head: whoever keeps it holds us to our past."""
    if entry.verb == "publish_position":
        position = Position.objects.select_related("council").filter(sha256=entry.data.get("sha256")).first()
        return {"position": {"url": _at(position.data_url), "sha256": position.sha256}} if position else {}
    if entry.verb == "send_heads":
        seal = Seal.objects.select_related("key").filter(size=entry.data.get("size")).first()
        return {"seal": _head(seal)} if seal else {}
    return {}


def _head(seal: Seal) -> dict[str, Any]:
    return {"head": json.loads(bytes(seal.document)), "sha256": seal.sha256, "signatures": signatures_of(seal)}


def _at(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
