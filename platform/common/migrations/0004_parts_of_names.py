from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("common", "0003_clocks_and_heartbeat")]

    operations = [TrigramExtension()]
