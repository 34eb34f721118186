"""Published positions as files, as the worker writes them."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from proposals.models import Position
from proposals.positions.filing import file_positions
from proposals.positions.signing import sign_one_position


def written(*, place: list[object]) -> str:
    """Write them all, and say where the data of one stands under `PUBLISH_ROOT`."""
    while sign_one_position():
        pass
    while file_positions():
        pass
    council, year, number = place
    position = Position.objects.select_related("council").get(council__slug=council, year=year, number=number)
    path = f"{position.get_absolute_url().rstrip('/')}.json"
    assert (Path(settings.PUBLISH_ROOT) / path.lstrip("/")).is_file(), "it is not there"
    connection.close()
    return path
