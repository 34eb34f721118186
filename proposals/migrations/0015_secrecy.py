"""Secret ballots: public keys, who took part, envelopes until the close, and the answers that were opened.

`minga_destroy_envelopes(ballot)` is the one way by which the application, whose role may not delete, deletes envelopes;
the table's own trigger says of which ballots.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


DESTROY = """
CREATE FUNCTION minga_destroy_envelopes(the_ballot bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM proposals_envelope WHERE ballot_id = the_ballot;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
        ("proposals", "0014_lots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveIntegerField()),
                ('box', models.BinaryField()),
                ('cast_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OpenedChoice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answer', models.JSONField()),
                ('code', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveIntegerField()),
                ('capacity', models.CharField(choices=[('titular', 'titular'), ('alternate', 'alternate')], max_length=10)),
                ('receipt', models.CharField(max_length=20, unique=True)),
            ],
            options={
                'ordering': ['roll_entry', 'serial'],
            },
        ),
        migrations.CreateModel(
            name='BallotKey',
            fields=[
                ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='key', serialize=False, to='proposals.ballot')),
                ('public_key', models.CharField(max_length=64, unique=True)),
                ('has_codes', models.BooleanField(default=False)),
                ('size', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('destroyed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('destroyed_at__isnull', True)), fields=['ballot'], name='key_undestroyed')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballotkey',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3f2984b98e33f9514c0ce0b1a1043f914b277e4b', operation='DELETE', pgid='pgtrigger_never_deleted_83374', table='proposals_ballotkey', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballotkey',
            trigger=pgtrigger.compiler.Trigger(name='destroyed_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."destroyed_at" IS NOT NULL OR OLD."ballot_id" IS DISTINCT FROM (NEW."ballot_id") OR OLD."public_key" IS DISTINCT FROM (NEW."public_key") OR OLD."has_codes" IS DISTINCT FROM (NEW."has_codes") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9bb48212aaca477818794cec16d08abf31bf9efe', operation='UPDATE', pgid='pgtrigger_destroyed_once_36769', table='proposals_ballotkey', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='envelope',
            name='ballot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.ballot'),
        ),
        migrations.AddField(
            model_name='envelope',
            name='roll_entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.rollentry'),
        ),
        migrations.AddField(
            model_name='openedchoice',
            name='ballot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opened_choices', to='proposals.ballot'),
        ),
        migrations.AddField(
            model_name='participation',
            name='ballot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='proposals.ballot'),
        ),
        migrations.AddField(
            model_name='participation',
            name='cast_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='participation',
            name='mandate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.mandate'),
        ),
        migrations.AddField(
            model_name='participation',
            name='roll_entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='proposals.rollentry'),
        ),
        migrations.AddIndex(
            model_name='envelope',
            index=models.Index(fields=['ballot', 'roll_entry', '-serial'], name='envelope_latest'),
        ),
        migrations.AddConstraint(
            model_name='envelope',
            constraint=models.UniqueConstraint(fields=('roll_entry', 'serial'), name='one_envelope_per_serial'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='envelope',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='de4d866081824a3283d8feb3d3de96d08c7d7797', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_777d3', table='proposals_envelope', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='envelope',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cb69887cd9cf38aac79a1c46ebe44fcb96e3797d', operation='UPDATE', pgid='pgtrigger_never_changed_256ed', table='proposals_envelope', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='envelope',
            trigger=pgtrigger.compiler.Trigger(name='sealed_within_its_window', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE deadline record; instant timestamptz;', func="\nSELECT b.state, w.opens_at, w.closes_at, r.council_id INTO deadline\n    FROM proposals_rollentry e JOIN proposals_ballot b ON b.id = e.ballot_id\n    JOIN proposals_ballotkey k ON k.ballot_id = b.id\n    JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id\n    WHERE e.id = NEW.roll_entry_id AND b.id = NEW.ballot_id;\ninstant := minga_now(deadline.council_id);\nIF deadline.state IS DISTINCT FROM 'open' OR NEW.cast_at < deadline.opens_at OR NEW.cast_at >= deadline.closes_at\n    OR NEW.cast_at > instant OR NEW.cast_at < instant - interval '1 minute' THEN\n    RAISE EXCEPTION 'an envelope is outside the window of its ballot'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_within_its_window';\nEND IF;\nRETURN NEW;\n", hash='022c443184d686d6dbdfe3a4cf100ef9187a827b', operation='INSERT', pgid='pgtrigger_sealed_within_its_window_377ac', table='proposals_envelope', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='envelope',
            trigger=pgtrigger.compiler.Trigger(name='destroyed_once_opened', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT ballot_id FROM gone) g JOIN proposals_ballot b ON b.id = g.ballot_id\n    WHERE b.state IN ('provisional', 'open')\n        OR (b.state <> 'cancelled'\n            AND (SELECT count(DISTINCT p.roll_entry_id) FROM proposals_participation p WHERE p.ballot_id = b.id)\n                <> (SELECT count(*) FROM proposals_openedchoice c WHERE c.ballot_id = b.id))\n        OR EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = b.id)\n) THEN\n    RAISE EXCEPTION 'envelopes are destroyed once all of them were opened'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'envelopes_go_together';\nEND IF;\nRETURN NULL;\n", hash='c48c1ce82e4623f2c16ff7bd554080f59c8c5a34', level='STATEMENT', operation='DELETE', pgid='pgtrigger_destroyed_once_opened_4081e', referencing='REFERENCING OLD TABLE AS gone ', table='proposals_envelope', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='openedchoice',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('ballot', 'code'), name='a_code_is_of_one_choice'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openedchoice',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2d4b66e9fe8ffed84bd8095392c28e3a4a52485f', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_70455', table='proposals_openedchoice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openedchoice',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='1a7831dd153296a95cd6aa276a41757c677d7472', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_8f569', table='proposals_openedchoice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='openedchoice',
            trigger=pgtrigger.compiler.Trigger(name='opened_together', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT ballot_id FROM fresh) f JOIN proposals_ballot b ON b.id = f.ballot_id\n    WHERE b.state <> 'closed'\n        OR (SELECT count(DISTINCT p.roll_entry_id) FROM proposals_participation p WHERE p.ballot_id = b.id)\n            <> (SELECT count(*) FROM proposals_openedchoice c WHERE c.ballot_id = b.id)\n        OR NOT EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = b.id)\n) THEN\n    RAISE EXCEPTION 'the answers of a secret ballot come all at once, at its close'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'choices_come_together';\nEND IF;\nRETURN NULL;\n", hash='70207408af27e3c45337fab7db8c634b80d010fd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_opened_together_9957d', referencing='REFERENCING NEW TABLE AS fresh ', table='proposals_openedchoice', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['ballot', 'roll_entry', '-serial'], name='participation_latest'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('roll_entry', 'serial'), name='one_participation_per_serial'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='98e46203d254a14c7cd077130033a276abc4d3f1', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_9d4d5', table='proposals_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='47938d7da571d3d24085863ec7d72d78b6f1453a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_28cc9', table='proposals_participation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='beside_its_envelope', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF NOT EXISTS (\n    SELECT FROM proposals_envelope e\n    WHERE e.ballot_id = NEW.ballot_id AND e.roll_entry_id = NEW.roll_entry_id AND e.serial = NEW.serial\n) THEN\n    RAISE EXCEPTION 'nobody takes part without an envelope'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'participation_has_an_envelope';\nEND IF;\nRETURN NEW;\n", hash='4d3fa62efaf0a79986aeaf9dea3b59b25f09248d', operation='INSERT', pgid='pgtrigger_beside_its_envelope_8acff', table='proposals_participation', when='BEFORE')),
        ),
        migrations.RunSQL(DESTROY, "DROP FUNCTION minga_destroy_envelopes(bigint)"),
    ]
