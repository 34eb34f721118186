"""What moderation needs of a text, and the one way in which words of an append-only text are removed, by law.

`minga_remove_passage` runs as the owner, because the application's role may not update these tables. It takes out the
words of one passage that a decision of removal names by their hash. The triggers let through nothing but that: they
work out the row anew from the old one and the words, and refuse any other.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


REMOVAL = """
CREATE FUNCTION minga_without(the_kind text, the_row jsonb, the_passage text, the_words text)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    -- The row with a block in the place of the words, no longer than they were.
    WITH block AS (SELECT repeat('█', least(char_length(the_words), 8)) AS sign)
    SELECT CASE
        WHEN the_kind = 'revision' AND the_passage IN ('title', 'summary', 'note')
            OR the_kind = 'amendmenttext' AND the_passage = 'reasons'
            THEN jsonb_set(the_row, ARRAY[the_passage], to_jsonb(replace(the_row->>the_passage, the_words, sign)))
        WHEN the_kind = 'translation'
            THEN jsonb_set(the_row, '{text}', to_jsonb(replace(the_row->>'text', the_words, sign)))
        WHEN the_kind = 'revision'
            THEN jsonb_set(the_row, '{paragraphs}', (
                SELECT coalesce(jsonb_agg(CASE WHEN part->>'id' = the_passage
                    THEN jsonb_set(part, '{text}', to_jsonb(replace(part->>'text', the_words, sign)))
                    ELSE part END ORDER BY place), '[]')
                FROM jsonb_array_elements(the_row->'paragraphs') WITH ORDINALITY AS parts(part, place)))
        WHEN the_kind = 'amendmenttext'
            THEN jsonb_set(the_row, '{changes}', (
                SELECT coalesce(jsonb_agg(CASE WHEN 'c' || place = the_passage AND part ? 'text'
                    THEN jsonb_set(part, '{text}', to_jsonb(replace(part->>'text', the_words, sign)))
                    ELSE part END ORDER BY place), '[]')
                FROM jsonb_array_elements(the_row->'changes') WITH ORDINALITY AS parts(part, place)))
        END
    FROM block
$$;

CREATE FUNCTION minga_is_removal(the_kind text, old_row jsonb, new_row jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked text := coalesce(current_setting('minga.removing', true), '');
    told jsonb;
BEGIN
    IF asked = '' THEN
        RETURN false;
    END IF;
    told := asked::jsonb;
    RETURN told->>'kind' = the_kind AND told->>'row' = old_row->>'id'
        AND new_row = minga_without(the_kind, old_row, told->>'passage', told->>'words');
END $$;

CREATE FUNCTION minga_remove_passage(
    the_decision bigint, the_kind text, the_row bigint, the_passage text, the_words text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    the_hash text := encode(sha256(convert_to(the_words, 'UTF8')), 'hex');
    is_named boolean;
    removed jsonb;
BEGIN
    SELECT true INTO is_named FROM proposals_decision d JOIN proposals_case k ON k.id = d.case_id
        WHERE d.id = the_decision AND d.kind = 'remove'
            AND d.passages @> jsonb_build_array(jsonb_build_object('passage', the_passage, 'sha256', the_hash))
            AND CASE the_kind
                WHEN 'revision' THEN k.proposal_id = (SELECT proposal_id FROM proposals_revision WHERE id = the_row)
                WHEN 'amendmenttext'
                    THEN k.amendment_id = (SELECT amendment_id FROM proposals_amendmenttext WHERE id = the_row)
                WHEN 'translation'
                    THEN k.proposal_id = (SELECT proposal_id FROM proposals_translation
                        WHERE id = the_row AND passage = the_passage)
                ELSE false END;
    IF is_named IS NOT TRUE OR the_words = '' THEN
        RAISE EXCEPTION 'no decision of removal names these words';
    END IF;
    PERFORM set_config('minga.removing', jsonb_build_object(
        'kind', the_kind, 'row', the_row, 'passage', the_passage, 'words', the_words)::text, true);
    IF the_kind = 'revision' THEN
        SELECT minga_without(the_kind, to_jsonb(r), the_passage, the_words) INTO removed
            FROM proposals_revision r WHERE r.id = the_row;
        UPDATE proposals_revision SET title = removed->>'title', summary = removed->>'summary',
            note = removed->>'note', paragraphs = removed->'paragraphs' WHERE id = the_row;
    ELSIF the_kind = 'amendmenttext' THEN
        SELECT minga_without(the_kind, to_jsonb(t), the_passage, the_words) INTO removed
            FROM proposals_amendmenttext t WHERE t.id = the_row;
        UPDATE proposals_amendmenttext SET reasons = removed->>'reasons', changes = removed->'changes'
            WHERE id = the_row;
    ELSE
        SELECT minga_without(the_kind, to_jsonb(t), the_passage, the_words) INTO removed
            FROM proposals_translation t WHERE t.id = the_row;
        UPDATE proposals_translation SET text = removed->>'text' WHERE id = the_row;
    END IF;
    PERFORM set_config('minga.removing', '', true);
END $$;
"""
NO_REMOVAL = """
DROP FUNCTION minga_remove_passage(bigint, text, bigint, text, text);
DROP FUNCTION minga_is_removal(text, jsonb, jsonb);
DROP FUNCTION minga_without(text, jsonb, text, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_silence'),
        ('proposals', '0007_translating'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(REMOVAL, NO_REMOVAL),
        pgtrigger.migrations.RemoveTrigger(
            model_name='amendmenttext',
            name='never_changed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='revision',
            name='never_changed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='translation',
            name='words_never_change',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='translation',
            name='reviewed_once',
        ),
        migrations.AddField(
            model_name='amendment',
            name='moderated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='amendment',
            name='moderated_case',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='author',
            field=models.ForeignKey(default=0, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='case',
            name='cause',
            field=models.CharField(blank=True, choices=[('repeated', 'the same text was sent several times'), ('links', 'the text holds many links')], max_length=20),
        ),
        migrations.AddField(
            model_name='comment',
            name='likeness',
            field=models.CharField(blank=True, db_default='', default='', max_length=16),
        ),
        migrations.AddField(
            model_name='comment',
            name='moderated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='moderated_case',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='proposal',
            name='moderated_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='proposal',
            name='moderated_case',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='text_sha256',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['author', 'state'], name='case_author'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('likeness', ''), _negated=True), fields=['likeness', 'created_at'], name='comment_likeness'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('held_at__isnull', False)), fields=['proposal'], name='comment_held'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='amendmenttext',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NOT minga_is_removal('amendmenttext', to_jsonb(OLD), to_jsonb(NEW)))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d7245c7077a0410a0ac64e848c27eb8e1b2fc6f5', operation='UPDATE', pgid='pgtrigger_never_changed_a31db', table='proposals_amendmenttext', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='amendmenttext',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c3032ea1986ca9c3d21bf359d140027f08747be6', operation='DELETE', pgid='pgtrigger_never_deleted_43d1f', table='proposals_amendmenttext', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NOT minga_is_removal('revision', to_jsonb(OLD), to_jsonb(NEW)))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='96b9746768c4b95613c379ba2ca93b1f4d47d5c2', operation='UPDATE', pgid='pgtrigger_never_changed_dfbfe', table='proposals_revision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ce6c73ffc84bfc8fde7574b7513a4d83a3c764b7', operation='DELETE', pgid='pgtrigger_never_deleted_3d344', table='proposals_revision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='translation',
            trigger=pgtrigger.compiler.Trigger(name='words_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NOT minga_is_removal('translation', to_jsonb(OLD), to_jsonb(NEW)))", func='RAISE EXCEPTION \'pgtrigger: Cannot update of "text", "source_sha256", "passage", "language", "serial", "made_by_id" rows from % table\', TG_TABLE_NAME;', hash='9f1d4ea6ccf12e462f17743c784bc5e91a694e86', operation='UPDATE OF "text", "source_sha256", "passage", "language", "serial", "made_by_id"', pgid='pgtrigger_words_never_change_fa0bf', table='proposals_translation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='translation',
            trigger=pgtrigger.compiler.Trigger(name='reviewed_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.reviewed_at IS NOT NULL AND NOT minga_is_removal('translation', to_jsonb(OLD), to_jsonb(NEW)))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c53304842a2934362f25758ac64ab4d639baa894', operation='UPDATE', pgid='pgtrigger_reviewed_once_d7e48', table='proposals_translation', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('is_automated', True), ('cause', ''), _connector='XOR'), name='the_program_says_why_it_opened_a_case'),
        ),
    ]
