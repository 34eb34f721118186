"""The tally package of each position: everything that a recount needs, in a zip, chained to the one before it."""

from common import clock
from proposals.tally.exporting import votes_file
from proposals.tally.formats.package import manifest_hash, write_package

from .models import Package, Position
from .queries import read_document


def package_positions(position: Position) -> None:
    """Write the package of a position that was just published, and first of those before it that have none: they are
    of a time when there were no packages. The caller holds the council's chain.
    """
    series = Position.objects.filter(council=position.council, series=position.series)
    last = Package.objects.filter(position__in=series).order_by("-position_id").defer("content").first()
    previous = last.manifest_sha256 if last else None
    for waiting in series.filter(package__isnull=True).order_by("id"):
        document = read_document(waiting)
        content = write_package(document, previous)
        previous = manifest_hash(content)
        exported = votes_file(document)
        Package.objects.create(
            position=waiting,
            content=content,
            manifest_sha256=previous,
            votes_file=exported[0] if exported else "",
            written_at=clock.now(position.council_id),
        )
