"""A comment knows the thread that it belongs to; neither comments nor proposals are ever deleted."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0003_enter_stage'),
        ('proposals', '0002_enter_ballot'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='root',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='thread', to='proposals.comment'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['root', 'id'], name='comment_thread'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a00290160a23003cecfee0309adb2e15512088da', operation='DELETE', pgid='pgtrigger_never_deleted_5b387', table='proposals_comment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='fb94aa1acf31eedf84a0ed2fa2cc3bf2731c3986', operation='DELETE', pgid='pgtrigger_never_deleted_38cfe', table='proposals_proposal', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('parent__isnull', True), ('root__isnull', True)), models.Q(('parent__isnull', False), ('root__isnull', False)), _connector='OR'), name='a_reply_has_a_thread'),
        ),
    ]
