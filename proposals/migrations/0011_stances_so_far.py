"""The stances of the comments that were there before they were counted as they are written (0010): in a transaction of
its own, in which nobody waits.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_count_stances")]

    operations = [migrations.RunSQL("SELECT minga_recount_stances()", migrations.RunSQL.noop)]
