"""What is asked of the words of a text: their hash, who may read them, and how they are removed by law.

`minga_passage_sha256` is the hash of a passage as it stands in a revision (NULL where it does not), by which a
translation says what it was made of. `minga_translation_is_public` says whether the wording that was translated is one
that everybody may read: what was tried out in a draft is not.

`minga_remove_passage` runs as the owner, because the application's role may not update these tables. It takes out the
words of one passage that a decision of removal names by their hash. The triggers let through nothing but that: they
work out the row anew from the old one and the words, and refuse any other.
"""

from django.db import migrations

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
    replaces = [("proposals", "0003_wording")]

    dependencies = [("proposals", "0002_enter")]

    operations = [
        migrations.RunSQL(PASSAGE, "DROP FUNCTION minga_passage_sha256(bigint, text)"),
        migrations.RunSQL(PUBLIC, "DROP FUNCTION minga_translation_is_public(bigint, text, text, timestamptz)"),
        migrations.RunSQL(REMOVAL, NO_REMOVAL),
    ]
