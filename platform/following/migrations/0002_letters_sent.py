"""By which the letters of a minute are counted."""

from common.indexes import AddIndexBeside
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    # Built beside those who follow, which is done in no transaction.
    atomic = False
    dependencies = [("following", "0001_ground")]

    operations = [
        AddIndexBeside(
            "letter",
            models.Index(fields=["sent_at"], name="letter_sent", condition=Q(sent_at__isnull=False)),
        ),
    ]
