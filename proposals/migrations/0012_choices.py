"""Ballots that are no motions: what can be chosen, and on what terms."""

from importlib import import_module

import common.languages
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


BEFORE = import_module("proposals.migrations.0010_enter_with_mandate")
GONE = "DROP FUNCTION minga_arrive_at_ballot(text, integer, integer, text)"
NAMED = "'second_call_of_id', b.second_call_of_id)"
# A cast reads what it is to answer.
ARRIVE = BEFORE.ARRIVE.replace(
    NAMED, f"{NAMED[:-1]}, 'kind', b.kind, 'terms', b.terms, 'options', b.options, 'title', b.title)"
)


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
        ('proposals', '0011_comments_in_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('place', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('nominated', 'nominated'), ('accepted', 'accepted'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='accepted', max_length=10)),
                ('title', common.languages.MultilingualField(blank=True, default=dict)),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('expertise', models.CharField(blank=True, max_length=40)),
                ('statement', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('put_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['place', 'id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='ballot',
            name='frozen_at_its_opening',
        ),
        migrations.RemoveConstraint(
            model_name='ballot',
            name='an_opened_ballot_is_frozen',
        ),
        migrations.AddField(
            model_name='ballot',
            name='options',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='ballot',
            name='terms',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='ballot',
            name='title',
            field=common.languages.MultilingualField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='ballot',
            name='kind',
            field=models.CharField(choices=[('motion', 'motion'), ('ranking', 'ranking'), ('allocation', 'allocation of a budget'), ('election', 'election of persons')], default='motion', max_length=12),
        ),
        migrations.AlterField(
            model_name='ballot',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='proposals.proposal'),
        ),
        migrations.AlterField(
            model_name='tally',
            name='rule',
            field=models.CharField(max_length=40),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballot',
            trigger=pgtrigger.compiler.Trigger(name='frozen_at_its_opening', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."opened_at" IS NOT NULL AND (OLD."rules" IS DISTINCT FROM (NEW."rules") OR OLD."contributions" IS DISTINCT FROM (NEW."contributions") OR OLD."roll_sha256" IS DISTINCT FROM (NEW."roll_sha256") OR OLD."revision_id" IS DISTINCT FROM (NEW."revision_id") OR OLD."decision_class" IS DISTINCT FROM (NEW."decision_class") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."options" IS DISTINCT FROM (NEW."options") OR OLD."terms" IS DISTINCT FROM (NEW."terms") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."kind" IS DISTINCT FROM (NEW."kind")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d1836de8ecc9be05676dadeae90c6fa178ca594b', operation='UPDATE', pgid='pgtrigger_frozen_at_its_opening_53798', table='proposals_ballot', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['provisional', 'cancelled']), models.Q(('opened_at__isnull', False), ('revision__isnull', False), ('rules__isnull', False), models.Q(('roll_sha256', ''), _negated=True)), models.Q(('opened_at__isnull', False), ('options__isnull', False), ('rules__isnull', False), models.Q(('roll_sha256', ''), _negated=True)), _connector='OR'), name='an_opened_ballot_is_frozen'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'motion'), ('proposal__isnull', False)), models.Q(models.Q(('kind', 'motion'), _negated=True), ('amendment__isnull', True), ('proposal__isnull', True), ('revision__isnull', True)), _connector='OR'), name='a_motion_is_on_a_proposal'),
        ),
        migrations.AddField(
            model_name='option',
            name='ballot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='proposals.ballot'),
        ),
        migrations.AddField(
            model_name='option',
            name='candidate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='option',
            name='nominated_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.seat'),
        ),
        migrations.AddField(
            model_name='option',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposal'),
        ),
        migrations.AddField(
            model_name='option',
            name='put_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.UniqueConstraint(fields=('ballot', 'code'), name='one_option_per_code'),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.UniqueConstraint(condition=models.Q(('proposal__isnull', False)), fields=('ballot', 'proposal'), name='a_proposal_is_one_option'),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.UniqueConstraint(condition=models.Q(('candidate__isnull', False)), fields=('ballot', 'candidate'), name='a_person_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='option',
            constraint=models.CheckConstraint(condition=models.Q(('candidate__isnull', True), models.Q(('cost__isnull', True), ('nominated_for__isnull', False), ('proposal__isnull', True)), _connector='OR'), name='an_option_is_of_one_kind'),
        ),
        migrations.RunSQL([GONE, ARRIVE], [GONE, BEFORE.ARRIVE]),
    ]
