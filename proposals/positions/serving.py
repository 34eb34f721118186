"""What is published, handed out as it is stored: the position as data, and the files that the worker printed of it."""

from collections.abc import Sequence

from django.db.models import BinaryField, Case, Exists, F, OuterRef, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from common import clock
from common.api.conditional import ASK_AGAIN, FOR_GOOD
from common.published import published

from .models import CARD, Position, Rendition, Signature
from .queries import cards, handed_out
from .shelf import SHELF, Kept, Place
from .signing import published_body, signatures_of
from .waiting import print_job

MOST_TAGS = 20
# How long a reader waits before asking again for what is not printed yet.
SOON_SECONDS = 60


def one_position(request: HttpRequest, council: str, year: int, number: int, series: str = "") -> HttpResponse:
    """The stored bytes between two lines of their own, before any framework of views is entered: from memory once
    somebody asked for them, else by one query.

    A reader who has them already is not even sent the document from the database: the query leaves it there. Until
    the worker has signed the position, nobody is told to keep it.
    """
    known, place = known_tags(request), (council, series, year, number)
    found = SHELF.find(place) or _keep(place, read_stored(place, known))
    headers = {"ETag": f'"{found.tag}"', "Cache-Control": FOR_GOOD if found.is_final else ASK_AGAIN}
    if found.tag in known:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(found.body, content_type="application/json", headers=headers)


def known_tags(request: HttpRequest) -> list[str]:
    """What the reader says that it has already."""
    tags = parse_etags(request.headers.get("If-None-Match", ""))[:MOST_TAGS]
    return [tag.removeprefix("W/").strip('"') for tag in tags]


def read_stored(place: Place, known: Sequence[str] = ()) -> Kept:
    """The answer as the database has it; without its body for a reader who knows it. Where nothing is: 404."""
    council, series, year, number = place
    is_known = Q(Exists(Signature.objects.filter(position=OuterRef("pk"))), sha256__in=known)
    wanted = Case(When(is_known, then=Value(None)), default=F("document"), output_field=BinaryField())
    rows = Position.objects.filter(council__slug=council, series=series, year=year, number=number)
    row = rows.values_list("sha256", wanted if known else "document", signatures_of(OuterRef("pk"))).first()
    if row is None:
        raise Http404
    sha256, stored, signatures = row
    if stored is None:
        return Kept(sha256, b"")
    return Kept(sha256, published_body(bytes(stored), sha256, signatures), is_final=bool(signatures))


def _keep(place: Place, found: Kept) -> Kept:
    return SHELF.keep(place, found) if found.body and found.is_final else found


@require_safe
def data(request: HttpRequest, council: str, year: int, number: int, series: str = "") -> HttpResponse:
    """The same at the suffix of the page: byte for byte what the API gives."""
    return one_position(request, council, year, number, series)


@require_safe
def printed(
    request: HttpRequest, council: str, year: int, number: int, series: str = "", language: str = ""
) -> HttpResponse:
    """The file in a language of the text, the original if none is named. Nothing is rendered here: until the worker has
    printed it there is none yet, and none is handed out of a text that was hidden since. So, unlike the data, nobody is
    told to keep it for good.
    """
    position = _to_print(council, series, year, number)
    known = known_tags(request)
    wanted = Case(When(sha256__in=known, then=Value(None)), default=F("content"), output_field=BinaryField())
    original = Rendition.objects.filter(position=position).exclude(language=CARD).order_by("id").values("pk")[:1]
    rows = handed_out().filter(position=position, **({"language": language} if language else {"pk": original}))
    row = rows.values_list("language", "media_type", "sha256", wanted if known else "content").first()
    if row is None:
        return _why_not(request, position, language)
    headers = {"ETag": f'"{row[2]}"', "Cache-Control": ASK_AGAIN}
    if row[3] is None:
        return HttpResponse(status=304, headers=headers)
    name = "-".join(filter(None, (council, series, f"{year}", f"{number}.{row[0]}.pdf")))
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return HttpResponse(bytes(row[3]), content_type=row[1], headers=headers)


@require_safe
def card(request: HttpRequest, council: str, year: int, number: int, series: str = "") -> HttpResponse:
    """The picture by which other sites show the result. As with the files nothing is made here, and it is not handed
    out where the text was hidden since; then, and before it is made, there is none (404).
    """
    rows = cards().filter(position=_to_print(council, series, year, number))
    row = rows.values_list("media_type", "sha256", "content").first()
    if row is None:
        raise Http404
    headers = {"ETag": f'"{row[1]}"', "Cache-Control": ASK_AGAIN}
    if row[1] in known_tags(request):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(bytes(row[2]), content_type=row[0], headers=headers)


def _to_print(council: str, series: str, year: int, number: int) -> Position:
    rows = published(Position.objects.filter(council__slug=council, series=series, year=year, number=number))
    found = rows.select_related("council").defer("document").annotate(is_printed=F("rendering__is_done")).first()
    if found is None:
        raise Http404
    return found


def _why_not(request: HttpRequest, position: Position, language: str) -> HttpResponse:
    """Hidden since, still to be printed, or in a language that the text does not have (404 all of them)."""
    printed = set(position.renditions.exclude(language=CARD).values_list("language", flat=True))
    if printed and (not language or language in printed):
        return _not_there(request, position, is_hidden=True)
    if position.is_printed:  # type: ignore[attr-defined] # annotated
        raise Http404
    return _not_there(request, position, is_hidden=False)


def _not_there(request: HttpRequest, position: Position, *, is_hidden: bool) -> HttpResponse:
    """A page that says why: no framework's 404, which would say that nothing was ever here."""
    job = None if is_hidden else print_job(position, clock.now())
    page = {"position": position, "is_hidden": is_hidden, "job": job, "section": "positions"}
    response = render(request, "proposals/positions/not_printed.html", page, status=404)
    response["Cache-Control"] = ASK_AGAIN
    if not is_hidden:
        response["Retry-After"] = str(SOON_SECONDS)
    return response
