"""What only the program kept off a secret ballot, the database refuses too; and what members say instructs a seat."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0005_mandate_kinds'),
        ('proposals', '0019_signatures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='vote',
            name='cast_within_its_window',
        ),
        migrations.AddField(
            model_name='option',
            name='withdrawal_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='instruction',
            name='is_of_members',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='instruction',
            name='instructed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballot',
            trigger=pgtrigger.compiler.Trigger(name='sealed_while_open', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.kind = \'election\' AND NEW.terms @> \'{"is_secret": true}\')', constraint='CONSTRAINT', func="\nIF NEW.state = 'open' AND NOT EXISTS (SELECT FROM proposals_ballotkey k WHERE k.ballot_id = NEW.id)\n    OR NEW.state IN ('closed', 'tallied', 'published')\n        AND EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = NEW.id)\nTHEN\n    RAISE EXCEPTION 'a secret ballot opens with a key, and closes without envelopes'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_while_open';\nEND IF;\nRETURN NULL;\n", hash='9d9aa0fa97dd75deef4f3323555a5c8759a47a11', operation='INSERT OR UPDATE', pgid='pgtrigger_sealed_while_open_64b45', table='proposals_ballot', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ballotkey',
            trigger=pgtrigger.compiler.Trigger(name='of_a_secret_ballot', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nIF NOT EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = \'election\' AND b.terms @> \'{"is_secret": true}\') THEN\n    RAISE EXCEPTION \'only a secret ballot has a key\'\n        USING ERRCODE = \'check_violation\', CONSTRAINT = \'key_of_a_secret_ballot\';\nEND IF;\nRETURN NEW;\n', hash='43bf9291e8730077e066bcb84ac21d63bcccc1be', operation='INSERT', pgid='pgtrigger_of_a_secret_ballot_bf336', table='proposals_ballotkey', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delegation',
            trigger=pgtrigger.compiler.Trigger(name='never_on_a_secret_ballot', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = \'election\' AND b.terms @> \'{"is_secret": true}\') THEN\n    RAISE EXCEPTION \'a delegation is never on a secret ballot\'\n        USING ERRCODE = \'check_violation\', CONSTRAINT = \'nothing_open_on_a_secret_ballot\';\nEND IF;\nRETURN NEW;\n', hash='7d5fac12a2823dc3b2022dd6fcf8982a7dfbe76a', operation='INSERT', pgid='pgtrigger_never_on_a_secret_ballot_ed5fe', table='proposals_delegation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='never_on_a_secret_ballot', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = \'election\' AND b.terms @> \'{"is_secret": true}\') THEN\n    RAISE EXCEPTION \'an instruction is never on a secret ballot\'\n        USING ERRCODE = \'check_violation\', CONSTRAINT = \'nothing_open_on_a_secret_ballot\';\nEND IF;\nRETURN NEW;\n', hash='623fd9eb409ae3c2d17caf0168e9cdc0cc742cf5', operation='INSERT', pgid='pgtrigger_never_on_a_secret_ballot_3a5ac', table='proposals_instruction', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='never_on_a_secret_ballot', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = (SELECT e.ballot_id FROM proposals_rollentry e WHERE e.id = NEW.roll_entry_id) AND b.kind = \'election\' AND b.terms @> \'{"is_secret": true}\') THEN\n    RAISE EXCEPTION \'a statement of vote is never on a secret ballot\'\n        USING ERRCODE = \'check_violation\', CONSTRAINT = \'nothing_open_on_a_secret_ballot\';\nEND IF;\nRETURN NEW;\n', hash='cacfb438037a8c02f248a7bc5bff53fce66d499f', operation='INSERT', pgid='pgtrigger_never_on_a_secret_ballot_39b6c', table='proposals_statement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vote',
            trigger=pgtrigger.compiler.Trigger(name='cast_within_its_window', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE deadline record; instant timestamptz;', func='SELECT b.state, w.opens_at, w.closes_at, r.council_id INTO deadline FROM proposals_rollentry e JOIN proposals_ballot b ON b.id = e.ballot_id JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id WHERE e.id = NEW.roll_entry_id AND b.id = NEW.ballot_id; instant := minga_now(deadline.council_id); IF deadline.state IS DISTINCT FROM \'open\' OR NEW.cast_at < deadline.opens_at OR NEW.cast_at >= deadline.closes_at OR NEW.cast_at > instant OR NEW.cast_at < instant - interval \'1 minute\' THEN RAISE EXCEPTION \'a vote on ballot % at % is outside its window\', NEW.ballot_id, NEW.cast_at USING ERRCODE = \'check_violation\', CONSTRAINT = \'vote_within_its_window\'; END IF; \nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = \'election\' AND b.terms @> \'{"is_secret": true}\') THEN\n    RAISE EXCEPTION \'a vote that says whose it is is never on a secret ballot\'\n        USING ERRCODE = \'check_violation\', CONSTRAINT = \'nothing_open_on_a_secret_ballot\';\nEND IF;\nRETURN NEW;\n', hash='0515b446e84590562963108869f1e0c63f944fa9', operation='INSERT', pgid='pgtrigger_cast_within_its_window_c31fe', table='proposals_vote', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'election'), models.Q(('terms__contains', {'is_secret': True}), _negated=True), _connector='OR'), name='elections_alone_are_secret'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.UniqueConstraint(condition=models.Q(('is_of_members', True)), fields=('ballot', 'seat'), name='members_instruct_once'),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('instructed_by__isnull', True), ('is_of_members', True)), models.Q(('instructed_by__isnull', False), ('is_of_members', False)), _connector='OR'), name='members_or_a_coordinator_instruct'),
        ),
    ]
