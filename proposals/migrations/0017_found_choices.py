"""A position on no proposal is found by the title of its ballot and by the names of what could be chosen."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

FUNCTIONS = r"""
-- What can be read of such a position, piece by piece; the outcome in every language in which somebody may ask for it.
CREATE FUNCTION minga_choice_pieces(the_id bigint)
RETURNS TABLE (tongue text, grade text, words text) LANGUAGE sql STABLE AS $$
    SELECT 'zxx', 'A', c.code || '/' || n.year || '/' || lpad(n.number::text, greatest(3, length(n.number::text)), '0') || ' ' ||
        CASE n.outcome
            WHEN 'selected' THEN 'chosen elected elegida elegido escolhida escolhido eleita eleito choisie choisi élue élu'
            WHEN 'none' THEN 'nothing nada rien'
            WHEN 'tied' THEN 'tied empate égalité'
            WHEN 'no_quorum' THEN 'no quorum sin quórum sem quórum sans'
            ELSE n.outcome
        END
        FROM proposals_position n JOIN councils_council c ON c.id = n.council_id WHERE n.id = the_id
    UNION ALL SELECT said.key, 'A', said.value
        FROM proposals_position n JOIN proposals_ballot b ON b.id = n.ballot_id, jsonb_each_text(b.title) said
        WHERE n.id = the_id
    UNION ALL SELECT said.key, 'D', said.value
        FROM proposals_position n JOIN proposals_ballot b ON b.id = n.ballot_id,
            jsonb_array_elements(coalesce(b.options, '[]')) option,
            jsonb_each_text(CASE jsonb_typeof(option->'name') WHEN 'object' THEN option->'name'
                ELSE jsonb_build_object('zxx', option->'name') END) said
        WHERE n.id = the_id
$$;

CREATE FUNCTION minga_find_choice(the_id bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    made tsvector := '';
    part record;
BEGIN
    IF NOT EXISTS (SELECT FROM proposals_position n JOIN proposals_ballot b ON b.id = n.ballot_id
            WHERE n.id = the_id AND b.proposal_id IS NULL) THEN
        RETURN;
    END IF;
    FOR part IN SELECT minga_search_config(tongue) AS config, grade, string_agg(words, E'\n\n') AS words
        FROM minga_choice_pieces(the_id) WHERE words IS NOT NULL GROUP BY 1, 2 ORDER BY 2
    LOOP
        BEGIN
            IF part.config <> 'minga_simple'::regconfig THEN
                made := made || setweight(to_tsvector(part.config, part.words), part.grade::"char");
            END IF;
            made := made || setweight(to_tsvector('minga_simple', part.words), part.grade::"char");
        EXCEPTION WHEN program_limit_exceeded THEN
            EXIT;
        END;
    END LOOP;
    INSERT INTO proposals_searchentry (kind, object_id, council_id, round_id, language, stance, at, vector)
        SELECT 'position', n.id, n.council_id, b.round_id, coalesce(
                (SELECT said.key FROM jsonb_each_text(b.title) said WHERE said.value <> ''
                    ORDER BY said.key <> 'es', said.key LIMIT 1), 'es'),
            '', n.published_at, made
        FROM proposals_position n JOIN proposals_ballot b ON b.id = n.ballot_id WHERE n.id = the_id
    ON CONFLICT (kind, object_id) DO NOTHING;
END $$;
"""
DROPPED = """
DELETE FROM proposals_searchentry WHERE proposal_id IS NULL;
DROP FUNCTION minga_find_choice(bigint);
DROP FUNCTION minga_choice_pieces(bigint);
"""
WRITTEN = "SELECT minga_find_choice(id) FROM proposals_position ORDER BY id;"


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0016_consulting'),
    ]

    operations = [
        migrations.AlterField(
            model_name='searchentry',
            name='proposal',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='proposals.proposal'),
        ),
        migrations.RunSQL(FUNCTIONS, DROPPED),
        pgtrigger.migrations.AddTrigger(
            model_name='position',
            trigger=pgtrigger.compiler.Trigger(name='found_if_chosen', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM minga_find_choice(id) FROM written; RETURN NULL;', hash='6c61eee8adbee56a48b88d3a9bf8a70f5fae49fa', level='STATEMENT', operation='INSERT', pgid='pgtrigger_found_if_chosen_5f644', referencing='REFERENCING NEW TABLE AS written ', table='proposals_position', when='AFTER')),
        ),
        migrations.RunSQL(WRITTEN, migrations.RunSQL.noop),
    ]
