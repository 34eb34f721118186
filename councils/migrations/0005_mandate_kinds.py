"""Whether a mandate is free, bound or split."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
    ]

    operations = [
        migrations.AddField(
            model_name='mandate',
            name='kind',
            field=models.CharField(choices=[('free', 'free'), ('bound', 'bound'), ('split', 'split')], default='free', max_length=5),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='of_one_kind_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind"))', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "kind" rows from % table\', TG_TABLE_NAME;', hash='12cb8cab11d79c3edd955ab4ec35c47ab597649e', operation='UPDATE OF "kind"', pgid='pgtrigger_of_one_kind_for_good_5c565', table='councils_mandate', when='BEFORE')),
        ),
    ]
