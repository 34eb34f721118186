"""`minga_arrive_at_ballot` tells whether the rulebook of the ballot wants to know once more who casts, so that a vote does
not ask for it in a statement of its own.
"""

from importlib import import_module

from django.db import migrations

_before = import_module("proposals.migrations.0002_enter").ARRIVE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
SEAT, JOINED = "'seat', s.id\n", "WHERE c.slug"
ASKS = "'seat', s.id, 'asks_again', coalesce(k.data -> 'reauthenticate_votes' = 'true', false)\n"


def _after() -> str:
    assert _before.count(SEAT) == _before.count(JOINED) == 1
    return _before.replace(SEAT, ASKS).replace(JOINED, f"LEFT JOIN councils_rulebook k ON k.id = b.rulebook_id\n{JOINED}")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_indexes")]

    operations = [migrations.RunSQL(_after(), _before)]
