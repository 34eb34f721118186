"""The comments of a proposal in their order, and comments by their last change: the API read all of them for either.

The first serves the foreign key too, whose own index goes.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Greatest


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_enter_with_mandate")]

    operations = [
        migrations.AddIndex(
            model_name="comment", index=models.Index(fields=["proposal", "id"], name="comment_of_proposal")
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                Greatest("created_at", "edited_at", "retracted_at", "counted_at", "moderated_at", "hidden_until"),
                name="comment_changed",
            ),
        ),
        migrations.AlterField(
            model_name="comment",
            name="proposal",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="proposals.proposal",
            ),
        ),
    ]
