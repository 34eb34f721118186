from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_who_left")]

    operations = [ValidateConstraint("user", "who_left_has_no_name")]
