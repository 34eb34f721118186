"""Consultations of members; and `minga_enter_consultation(consultation, person)`: every lock that an answer takes, in
order, and then what is true.

One round trip, as for a cast, because the shared lock is held until the commit. The roll is computed for the one person:
their memberships in force when the consultation opened, among the movements that it asks. The key of a lock is its kind
in the high byte: see common.locks. That of a person's answer is hashed from the two ids: two that collide wait for each
other, and nothing else.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


ENTER = """
CREATE FUNCTION minga_enter_consultation(the_consultation bigint, the_person bigint)
RETURNS TABLE (
    instant timestamptz, state text, opens_at timestamptz, closes_at timestamptz, ballot_state text, movements text
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    the_council bigint;
    the_instant timestamptz;
BEGIN
    -- A client that stalls in the middle of an answer must not hold the close.
    PERFORM set_config('transaction_timeout', '15s', true);
    SELECT r.council_id INTO the_council
        FROM proposals_consultation c JOIN councils_round r ON r.id = c.round_id WHERE c.id = the_consultation;
    PERFORM pg_advisory_xact_lock_shared((16::bigint << 56) | the_consultation);
    PERFORM pg_advisory_xact_lock(
        (17::bigint << 56) | (hashint8extended(the_person, the_consultation) & 72057594037927935)
    );
    the_instant := minga_now(the_council);
    RETURN QUERY
        SELECT the_instant, c.state::text, c.opens_at, c.closes_at, b.state::text, (
            SELECT jsonb_agg(jsonb_build_array(asked.id, asked.movement, asked.name, (
                    SELECT known.status FROM councils_standing known
                    WHERE known.seat_id = asked.seat_id AND known.effective_at <= the_instant
                        AND known.recorded_at < the_instant
                    ORDER BY known.effective_at DESC, known.recorded_at DESC, known.id DESC LIMIT 1
                )) ORDER BY asked.movement)::text
            FROM councils_membership member
            JOIN councils_seat seat ON seat.movement_id = member.movement_id
            JOIN proposals_consultedmovement asked ON asked.seat_id = seat.id
            WHERE member.person_id = the_person AND asked.consultation_id = the_consultation
                AND member.starts_at < c.opens_at AND (member.ends_at IS NULL OR member.ends_at > c.opens_at)
        )
        FROM proposals_consultation c JOIN proposals_ballot b ON b.id = c.ballot_id
        WHERE c.id = the_consultation;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
        ("proposals", "0015_secrecy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('purpose', models.CharField(choices=[('instruct', 'to instruct the mandate'), ('advise', 'to advise')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'open'), ('counted', 'counted'), ('cancelled', 'cancelled')], default='open', max_length=10)),
                ('terms', models.JSONField(default=dict)),
                ('options', models.JSONField(null=True)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('counted_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancellation_reason', models.TextField(blank=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.TextField(blank=True)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='proposals.ballot')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.revision')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='councils.round')),
                ('seat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='councils.seat')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ConsultedMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('movement', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=200)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='proposals.consultation')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.seat')),
            ],
            options={
                'ordering': ['movement'],
            },
        ),
        migrations.CreateModel(
            name='ConsultationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.JSONField()),
                ('answered_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='proposals.consultation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='proposals.consultedmovement')),
            ],
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['closes_at', 'id'], name='consultation_open'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.UniqueConstraint(fields=('ballot', 'number'), name='one_consultation_per_number'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('ballot', 'seat'), name='one_consultation_per_asker', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='consultation_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted_at__isnull', False), ('result__isnull', False), ('state', 'counted')), models.Q(models.Q(('state', 'counted'), _negated=True), ('counted_at__isnull', True), ('result__isnull', True)), _connector='OR'), name='a_counted_consultation_has_a_result'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultation',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2891acbbe881675a7f8aac1f180999d11b792fb2', operation='DELETE', pgid='pgtrigger_never_deleted_29a1f', table='proposals_consultation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultation',
            trigger=pgtrigger.compiler.Trigger(name='frozen_at_its_opening', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (ROW(OLD.ballot_id, OLD.round_id, OLD.number, OLD.seat_id, OLD.purpose, OLD.revision_id, OLD.terms, OLD.options, OLD.opens_at, OLD.closes_at) IS DISTINCT FROM ROW(NEW.ballot_id, NEW.round_id, NEW.number, NEW.seat_id, NEW.purpose, NEW.revision_id, NEW.terms, NEW.options, NEW.opens_at, NEW.closes_at) OR OLD.state <> 'open' AND (OLD.state <> NEW.state OR OLD.result IS DISTINCT FROM NEW.result))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ea0968db3658e83b044b98f5647d79d43427bd18', operation='UPDATE', pgid='pgtrigger_frozen_at_its_opening_fb4db', table='proposals_consultation', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='consultedmovement',
            constraint=models.UniqueConstraint(fields=('consultation', 'seat'), name='a_movement_is_asked_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultedmovement',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7a56343f0b0c44e7d46289a352578f2e92f3562a', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_e05ee', table='proposals_consultedmovement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultedmovement',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='70fbe13d53f1f5dd461b5e5352d7197997f00a32', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_c4ff1', table='proposals_consultedmovement', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='consultationanswer',
            index=models.Index(fields=['consultation', 'asked'], name='answer_counted'),
        ),
        migrations.AddConstraint(
            model_name='consultationanswer',
            constraint=models.UniqueConstraint(fields=('person', 'consultation'), name='one_answer_per_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultationanswer',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='17b22c3c982b8c4b9c68138d60fe17b4ce07d7c7', operation='DELETE', pgid='pgtrigger_never_deleted_8b616', table='proposals_consultationanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultationanswer',
            trigger=pgtrigger.compiler.Trigger(name='answered_within_its_window', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE deadline record; instant timestamptz;', func="SELECT c.state, c.opens_at, c.closes_at, r.council_id INTO deadline FROM proposals_consultation c JOIN councils_round r ON r.id = c.round_id JOIN proposals_consultedmovement m ON m.consultation_id = c.id WHERE c.id = NEW.consultation_id AND m.id = NEW.asked_id; instant := minga_now(deadline.council_id); IF deadline.state IS DISTINCT FROM 'open' OR NEW.answered_at < deadline.opens_at OR NEW.answered_at >= deadline.closes_at OR NEW.answered_at > instant OR NEW.answered_at < instant - interval '1 minute' THEN RAISE EXCEPTION 'an answer to consultation % at % is outside its window', NEW.consultation_id, NEW.answered_at USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_within_its_window'; END IF; RETURN NEW;", hash='8d9a448cf5241c60f47cf3ac89d5e919434aeb86', operation='INSERT OR UPDATE', pgid='pgtrigger_answered_within_its_window_67fc0', table='proposals_consultationanswer', when='BEFORE')),
        ),
        migrations.RunSQL(ENTER, "DROP FUNCTION minga_enter_consultation(bigint, bigint)"),
    ]
