"""The order in which the public API reads the ledger, of all councils and of one: without it, every page sorted all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="entry", index=models.Index(fields=["transaction_id", "id"], name="entry_settled")
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["council_id", "transaction_id", "id"], name="entry_council_settled"),
        ),
    ]
