"""The tally package of a ballot, and its votes in the format of their field, at addresses that stay."""

from django.db.models import BinaryField, Case, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from common.api.conditional import FOR_GOOD
from proposals.tally.exporting import votes_file
from proposals.voting.models import Ballot

from .models import Package, Position
from .queries import read_document
from .serving import known_tags
from .shelf import SHELF, Kept

LARGEST_NUMBER = 2**31 - 1
CHECKED = "public, no-cache"
PLAIN, ZIP = "text/plain; charset=utf-8", "application/zip"


def package(request: HttpRequest, council: str, round: int, number: int) -> HttpResponse:
    """The package of the ballot's position in force, as it was written with it; until one is published, none (404).

    A later position, such as one that a lot decided, brings a package of its own: readers ask again whether theirs is
    still the one. Each stands for good at the address of its position.
    """
    rows = Package.objects.filter(position__in=_positions(council, round, number)).order_by("-position_id")
    return _package(request, rows, f"{council}-{round}-{number}.zip", CHECKED)


def package_of_position(request: HttpRequest, council: str, year: int, number: int, series: str = "") -> HttpResponse:
    """The package of one position, whether it is still in force or not: the next one of its chain holds its hash."""
    if max(year, number) > LARGEST_NUMBER:
        raise Http404
    place = {"council__slug": council, "series": series, "year": year, "number": number}
    rows = Package.objects.filter(position__in=Position.objects.filter(**place))
    return _package(request, rows, "-".join(filter(None, (council, series, f"{year}", f"{number}.zip"))), FOR_GOOD)


def _package(request: HttpRequest, rows: QuerySet[Package], name: str, lasts: str) -> HttpResponse:
    known = known_tags(request)
    wanted = Case(When(manifest_sha256__in=known, then=Value(None)), default=F("content"), output_field=BinaryField())
    row = rows.values_list("manifest_sha256", wanted if known else "content").first()
    if row is None:
        raise Http404
    return _answer(row[0], None if row[1] is None else bytes(row[1]), ZIP, name, lasts)


def votes(request: HttpRequest, council: str, round: int, number: int, name: str) -> HttpResponse:
    """The votes under the one name that their format gives them: from memory once somebody asked for them, since those
    of a city take seconds to write.
    """
    rows = Package.objects.filter(position__in=_positions(council, round, number), votes_file=name)
    row = rows.order_by("position_id").values_list("manifest_sha256", "position").first()
    if row is None:
        raise Http404
    tag = f"{row[0]}-{name}"
    if tag in known_tags(request):
        return _answer(tag, None, PLAIN, name)
    kept = SHELF.find((name, "", 0, row[1])) or _written(name, row[1], tag)
    return _answer(tag, kept.body, PLAIN, f"{council}-{round}-{number}{name.removeprefix('votes')}")


def _written(name: str, position: int, tag: str) -> Kept:
    exported = votes_file(read_document(Position.objects.get(pk=position)))
    if exported is None:
        raise Http404
    # No council is called as a file is: the dot in the name keeps these places apart from those of positions.
    return SHELF.keep((name, "", 0, position), Kept(tag, exported[1]))


def _positions(council: str, round: int, number: int) -> list[int]:
    """The positions of the ballot at the address."""
    if max(round, number) > LARGEST_NUMBER:
        return []
    ballots = Ballot.objects.filter(round__council__slug=council, round__number=round, number=number)
    return list(Position.objects.filter(ballot__in=ballots).values_list("pk", flat=True))


def _answer(tag: str, content: bytes | None, kind: str, name: str, lasts: str = FOR_GOOD) -> HttpResponse:
    headers = {"ETag": f'"{tag}"', "Cache-Control": lasts}
    if content is None:
        return HttpResponse(status=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers=headers)


POSITION = "<int:year>/<int:number>/package.zip"
urlpatterns = [
    path(f"positions/<slug:council>/{POSITION}", package_of_position, name="position_package"),
    path(f"positions/<slug:council>/<slug:series>/{POSITION}", package_of_position, name="series_package"),
    path("ballots/<slug:council>/<int:round>/<int:number>/package.zip", package, name="ballot_package"),
    path("ballots/<slug:council>/<int:round>/<int:number>/<str:name>", votes, name="ballot_votes"),
]
