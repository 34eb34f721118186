"""Translations say when they were reviewed, once; and two questions that the database answers.

`minga_passage_sha256` is the hash of a passage as it stands in a revision (NULL where it does not), by which a
translation says what it was made of. `minga_translation_is_public` says whether the wording that was translated is one
that everybody may read: what was tried out in a draft is not.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


PASSAGE = """
CREATE FUNCTION minga_passage_sha256(the_revision bigint, the_passage text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
        CASE the_passage WHEN 'title' THEN title WHEN 'summary' THEN summary
        ELSE (SELECT one->>'text' FROM jsonb_array_elements(paragraphs) one WHERE one->>'id' = the_passage) END, 'UTF8'
    )), 'hex') FROM proposals_revision WHERE id = the_revision
$$
"""
PUBLIC = """
CREATE FUNCTION minga_translation_is_public(
    the_proposal bigint, the_passage text, the_source text, the_instant timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p.admitted_at IS NULL OR the_instant >= p.admitted_at OR EXISTS (
        SELECT FROM proposals_revision r WHERE r.proposal_id = p.id AND r.created_at >= (
            SELECT max(f.created_at) FROM proposals_revision f WHERE f.proposal_id = p.id AND f.created_at <= p.admitted_at
        ) AND minga_passage_sha256(r.id, the_passage) = the_source
    ) FROM proposals_proposal p WHERE p.id = the_proposal
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
        ('proposals', '0006_discussion'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MachineRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'waiting for the machine'), ('done', 'done'), ('failed', 'given up')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('passages', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='translation',
            trigger=pgtrigger.compiler.Trigger(name='reviewed_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."reviewed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c02c324d2fc6833f96ba2694bc3fc64e872859e2', operation='UPDATE', pgid='pgtrigger_reviewed_once_d7e48', table='proposals_translation', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='a_review_is_of_somebody_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('made_by__isnull', True), ('origin', 'machine')), models.Q(('made_by__isnull', False), ('origin', 'human')), _connector='OR'), name='a_machine_is_nobody'),
        ),
        migrations.AddField(
            model_name='machinerequest',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='machine_requests', to='proposals.proposal'),
        ),
        migrations.AddField(
            model_name='machinerequest',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='machinerequest',
            name='seat',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.seat'),
        ),
        migrations.AddConstraint(
            model_name='machinerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('proposal', 'language'), name='one_waiting_machine_request'),
        ),
        migrations.RunSQL(PASSAGE, "DROP FUNCTION minga_passage_sha256(bigint, text)"),
        migrations.RunSQL(PUBLIC, "DROP FUNCTION minga_translation_is_public(bigint, text, text, timestamptz)"),
    ]
