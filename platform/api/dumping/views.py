"""The dumps at their addresses, where no front server serves the same files (`deploy/Caddyfile`)."""

import json
from functools import lru_cache
from pathlib import Path

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
)
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.views.decorators.http import require_safe

from common.api.conditional import ASK_AGAIN, FOR_GOOD
from proposals.positions.serving import known_tags

from .keeping import LATEST, dated, day_or_none, dumps_root
from .writing import MANIFEST

KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".zip": "application/zip",
}


@require_safe
def dumps(request: HttpRequest) -> HttpResponse:
    """Which dumps there are, the latest first."""
    days = [day.isoformat() for day in reversed(dated(dumps_root()))]
    site = f"{request.scheme}://{request.get_host()}"
    found = [{"date": day, "url": site + reverse("dump", args=[day, MANIFEST])} for day in days]
    return JsonResponse({"results": found}, headers={"Cache-Control": ASK_AGAIN})


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The manifest of the newest dump, at its own address."""
    days = dated(dumps_root())
    if not days:
        raise Http404
    return redirect("dump", days[-1].isoformat(), MANIFEST)


@require_safe
def dump(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """One file: of a day for good, or of the newest dump. The address is made of a day and a name that its manifest
    knows, so it leads nowhere else.
    """
    days = dated(dumps_root())
    found = (days[-1] if days else None) if day == LATEST else day_or_none(day)
    folder = dumps_root() / found.isoformat() if found in days and found else None
    tag = _tags(folder).get(name) if folder else None
    if folder is None or tag is None:
        raise Http404
    headers = {"ETag": f'"{tag}"', "Cache-Control": ASK_AGAIN if day == LATEST else FOR_GOOD}
    if tag in known_tags(request):
        return HttpResponseNotModified(headers=headers)
    return FileResponse((folder / name).open("rb"), content_type=KINDS[Path(name).suffix], headers=headers)


@lru_cache(maxsize=16)
def _tags(folder: Path) -> dict[str, str]:
    """What each file of a dump is called by caches. A dump is never written again, so neither is this read again."""
    manifest = json.loads((folder / MANIFEST).read_text())
    return {**{file["name"]: file["sha256"] for file in manifest["files"]}, MANIFEST: manifest["generated_at"]}


urlpatterns = [
    path("", dumps, name="dumps"),
    path(f"{LATEST}/", newest, name="newest_dump"),
    re_path(r"^(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}|latest)/(?P<name>[a-z]+\.[a-z]+|README\.md)\Z", dump, name="dump"),
]
