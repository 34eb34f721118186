"""The tally package of a ballot, and its votes in the format of their field, at addresses that stay."""

from django.db.models import BinaryField, Case, F, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from common.api.conditional import FOR_GOOD
from proposals.tally.exporting import votes_file
from proposals.voting.models import Ballot

from .api import known_tags
from .models import Package, Position
from .queries import read_document

LARGEST_NUMBER = 2**31 - 1
PLAIN, ZIP = "text/plain; charset=utf-8", "application/zip"


def package(request: HttpRequest, council: str, round: int, number: int) -> HttpResponse:
    """The package as it was written when the ballot was published; until then there is none (404)."""
    known = known_tags(request)
    wanted = Case(When(manifest_sha256__in=known, then=Value(None)), default=F("content"), output_field=BinaryField())
    rows = Package.objects.filter(position__in=_positions(council, round, number))
    row = rows.order_by("position_id").values_list("manifest_sha256", wanted if known else "content").first()
    if row is None:
        raise Http404
    name = f"{council}-{round}-{number}.zip"
    return _answer(row[0], None if row[1] is None else bytes(row[1]), ZIP, name)


def votes(request: HttpRequest, council: str, round: int, number: int, name: str) -> HttpResponse:
    """The votes under the one name that their format gives them."""
    rows = Package.objects.filter(position__in=_positions(council, round, number), votes_file=name)
    row = rows.order_by("position_id").values_list("manifest_sha256", "position").first()
    if row is None:
        raise Http404
    tag = f"{row[0]}-{name}"
    if tag in known_tags(request):
        return _answer(tag, None, PLAIN, name)
    exported = votes_file(read_document(Position.objects.get(pk=row[1])))
    if exported is None:
        raise Http404
    return _answer(tag, exported[1], PLAIN, f"{council}-{round}-{number}{name.removeprefix('votes')}")


def _positions(council: str, round: int, number: int) -> list[int]:
    """The positions of the ballot at the address."""
    if max(round, number) > LARGEST_NUMBER:
        return []
    ballots = Ballot.objects.filter(round__council__slug=council, round__number=round, number=number)
    return list(Position.objects.filter(ballot__in=ballots).values_list("pk", flat=True))


def _answer(tag: str, content: bytes | None, kind: str, name: str) -> HttpResponse:
    headers = {"ETag": f'"{tag}"', "Cache-Control": FOR_GOOD}
    if content is None:
        return HttpResponse(status=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers=headers)


urlpatterns = [
    path("ballots/<slug:council>/<int:round>/<int:number>/package.zip", package, name="ballot_package"),
    path("ballots/<slug:council>/<int:round>/<int:number>/<str:name>", votes, name="ballot_votes"),
]
