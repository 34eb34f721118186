"""Indexes of votes and participations that nothing looks into: those of two keys with which longer ones begin, and those
by which Django finds the beginning of a receipt, which is only ever asked for whole (docs/profiles.md).
"""

import django.db.models.deletion
from django.db import migrations, models

UNUSED = {
    "proposals_vote_ballot_id_07f66740": "proposals_vote (ballot_id)",
    "proposals_vote_roll_entry_id_db852463": "proposals_vote (roll_entry_id)",
    "proposals_vote_receipt_276bc323_like": "proposals_vote (receipt varchar_pattern_ops)",
    "proposals_participation_ballot_id_436efc95": "proposals_participation (ballot_id)",
    "proposals_participation_roll_entry_id_7bb2d80e": "proposals_participation (roll_entry_id)",
    "proposals_participation_receipt_a7888549_like": "proposals_participation (receipt varchar_pattern_ops)",
}


def _key(model: str, name: str, to: str, related: str) -> migrations.AlterField:
    field = models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=f"proposals.{to}"
    )
    return migrations.AlterField(model, name, field)


class Migration(migrations.Migration):
    # Taken away beside those who vote, which is done in no transaction.
    atomic = False
    dependencies = [("proposals", "0006_limit")]

    operations = [
        *[
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {columns}",
            )
            for name, columns in UNUSED.items()
        ],
        migrations.SeparateDatabaseAndState(
            state_operations=[
                _key("vote", "ballot", "ballot", "votes"),
                _key("vote", "roll_entry", "rollentry", "votes"),
                _key("participation", "ballot", "ballot", "participations"),
                _key("participation", "roll_entry", "rollentry", "participations"),
            ]
        ),
    ]
