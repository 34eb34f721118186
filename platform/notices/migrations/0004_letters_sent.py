"""By which the letters of a minute are counted."""

from common.indexes import AddIndexBeside
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    # Built beside those who are told, which is done in no transaction.
    atomic = False
    dependencies = [("notices", "0003_outgoing")]

    operations = [
        AddIndexBeside(
            "notice",
            models.Index(
                fields=["sent_at"], name="notice_letter_sent", condition=Q(channel="email", sent_at__isnull=False)
            ),
        ),
    ]
