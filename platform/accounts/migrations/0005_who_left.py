from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_browser")]

    operations = [
        migrations.AddField("user", "left_at", models.DateTimeField(editable=False, null=True)),
        # Asked of what is written from now on; the rows that are there are gone through by the next, without a lock.
        AddConstraintNotValid(
            "user",
            models.CheckConstraint(
                condition=models.Q(
                    ("left_at__isnull", True),
                    models.Q(("email__endswith", "@no-line.invalid"), ("is_active", False), ("name", "")),
                    _connector="OR",
                ),
                name="who_left_has_no_name",
            ),
        ),
    ]
