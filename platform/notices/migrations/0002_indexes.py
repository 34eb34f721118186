"""The index of a notice's person, with whom two longer ones begin (docs/profiles.md)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Taken away beside those who are told, which is done in no transaction.
    atomic = False
    dependencies = [("notices", "0001_ground"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS notices_notice_person_id_94368381",
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS notices_notice_person_id_94368381 ON notices_notice (person_id)",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "notice",
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ]
        ),
    ]
