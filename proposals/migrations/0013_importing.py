"""Votes that were held elsewhere, positions in series, and the tally package of each position."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
        ('proposals', '0012_choices'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedVotes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('source', models.JSONField()),
                ('voters', models.PositiveBigIntegerField()),
                ('votes', models.JSONField()),
                ('imported_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('manifest_sha256', models.CharField(max_length=64, unique=True)),
                ('votes_file', models.CharField(blank=True, max_length=20)),
                ('written_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='position',
            name='one_position_per_number',
        ),
        migrations.RemoveConstraint(
            model_name='position',
            name='one_chain_per_council',
        ),
        migrations.AddField(
            model_name='ballot',
            name='is_imported',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='position',
            name='series',
            field=models.CharField(blank=True, choices=[('', "the council's own"), ('imports', 'imported')], default='', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballot',
            trigger=pgtrigger.compiler.Trigger(name='an_import_is_born_one', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_imported" IS DISTINCT FROM (NEW."is_imported"))', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "is_imported" rows from % table\', TG_TABLE_NAME;', hash='d41ce27a81ffe36f2f8719d06bfdd5e33379f04e', operation='UPDATE OF "is_imported"', pgid='pgtrigger_an_import_is_born_one_023e8', table='proposals_ballot', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(fields=('council', 'series', 'year', 'number'), name='one_position_per_number'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(fields=('council', 'series', 'previous_sha256'), name='one_chain_per_series'),
        ),
        migrations.AddField(
            model_name='importedvotes',
            name='ballot',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='proposals.ballot'),
        ),
        migrations.AddField(
            model_name='importedvotes',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.council'),
        ),
        migrations.AddField(
            model_name='package',
            name='position',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='package', to='proposals.position'),
        ),
        migrations.AddConstraint(
            model_name='importedvotes',
            constraint=models.UniqueConstraint(fields=('council', 'sha256'), name='a_file_is_imported_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedvotes',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f50076f3be293169a2ecbd804a1b26fea171d815', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_2d0c2', table='proposals_importedvotes', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedvotes',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='0a40d881460e8a1b0ad4bd80b678923a93701c30', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_85b25', table='proposals_importedvotes', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importedvotes',
            trigger=pgtrigger.compiler.Trigger(name='only_for_an_import', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NOT EXISTS (SELECT FROM proposals_ballot b JOIN councils_round r ON r.id = b.round_id WHERE b.id = NEW.ballot_id AND b.is_imported AND b.state = 'closed' AND r.council_id = NEW.council_id) THEN RAISE EXCEPTION 'ballot % is no import that waits for its count', NEW.ballot_id USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_of_an_import'; END IF; RETURN NEW;", hash='808e08f1261305c0edeae43b2fb2e22b7810b2ea', operation='INSERT', pgid='pgtrigger_only_for_an_import_e978a', table='proposals_importedvotes', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='package',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='97ebd2927cb04253b0973ca47dcb547e5065f5ef', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changed_23ee0', table='proposals_package', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='package',
            trigger=pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='f4e71426953f2be102f52fbffee1dd6a11f81919', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_6e592', table='proposals_package', when='BEFORE')),
        ),
    ]
