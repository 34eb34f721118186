"""Votes that are handed on, and movements that instruct their seats."""

from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


BEFORE = import_module("proposals.migrations.0010_enter_with_mandate")
GONE = "DROP FUNCTION minga_enter_ballot(bigint, bigint)"
# A cast is told the kind of each mandate, and which were granted before the movement replaced their vote itself.
CHANGES = {
    "standing text, mandates text": "standing text, mandates text, overruled bigint[]",
    'm.role, m."order")': 'm.role, m."order", m.kind)',
    """            )
        FROM proposals_ballot b JOIN councils_window w""": """            ),
            (
                SELECT coalesce(array_agg(m.id), '{}') FROM councils_mandate m
                WHERE m.seat_id = the_seat AND m.granted_at <= cast_before.replaced_at
            )
        FROM proposals_ballot b JOIN councils_window w""",
    "array_agg(DISTINCT v.mandate_id) AS mandates": "array_agg(DISTINCT v.mandate_id) AS mandates,\n"
    "                max(v.cast_at) FILTER (WHERE v.capacity = 'coordinator') AS replaced_at",
}
ENTER = BEFORE.ENTER
for old, new in CHANGES.items():
    assert ENTER.count(old) == 1, old
    ENTER = ENTER.replace(old, new)


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0005_mandate_kinds'),
        ('proposals', '0017_found_choices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Instruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.JSONField()),
                ('text', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('evidence', models.FileField(blank=True, upload_to='evidence/%Y/')),
                ('instructed_at', models.DateTimeField()),
                ('salt', models.CharField(max_length=32)),
                ('commitment', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='ballot',
            name='delegations',
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name='vote',
            name='capacity',
            field=models.CharField(choices=[('titular', 'titular'), ('alternate', 'alternate'), ('coordinator', 'coordinator')], max_length=12),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballot',
            trigger=pgtrigger.compiler.Trigger(name='delegations_resolved_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."closed_at" IS NOT NULL AND OLD."delegations" IS DISTINCT FROM (NEW."delegations"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cd2ba73a15b44a642d205980ed8cd6297ca6edbc', operation='UPDATE', pgid='pgtrigger_delegations_resolved_once_18cb3', table='proposals_ballot', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='delegation',
            name='ballot',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.ballot'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegation',
            name='mandate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.mandate'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='councils.round'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.seat'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.seat'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='ballot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='proposals.ballot'),
        ),
        migrations.AddField(
            model_name='instruction',
            name='instructed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='instruction',
            name='seat',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.seat'),
        ),
        migrations.AddIndex(
            model_name='delegation',
            index=models.Index(fields=['round', 'ballot'], name='delegation_of_ballot'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('to__isnull', True), models.Q(('to', models.F('seat')), _negated=True), _connector='OR'), name='nobody_delegates_to_themselves'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delegation',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6be517d3974403332cf81feae15c8ea58c83789c', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_470cb', table='proposals_delegation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delegation',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='bb9e7c8808bb2acf5009db210b77d3dc581cced8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_fdbff', table='proposals_delegation', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='instruction',
            index=models.Index(fields=['ballot', 'seat', '-id'], name='instruction_latest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5f5959293bde0923e94158297538a621d3079e83', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_1237c', table='proposals_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='51d6e16e348a90cca12708ac25cc8da4792cb687', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_9e1d8', table='proposals_instruction', when='BEFORE')),
        ),
        migrations.RunSQL([GONE, ENTER], [GONE, BEFORE.ENTER]),
    ]
