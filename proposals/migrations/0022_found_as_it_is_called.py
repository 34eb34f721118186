"""A position on no proposal is found by the words that its page calls its outcome by, annulled ones too."""

from django.db import migrations

BEFORE = r"""
CREATE OR REPLACE FUNCTION minga_choice_pieces(the_id bigint)
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
"""
NOW = r"""
CREATE OR REPLACE FUNCTION minga_choice_pieces(the_id bigint)
RETURNS TABLE (tongue text, grade text, words text) LANGUAGE sql STABLE AS $$
    SELECT 'zxx', 'A', c.code || '/' || n.year || '/' || lpad(n.number::text, greatest(3, length(n.number::text)), '0') || ' ' ||
        CASE n.outcome
            WHEN 'selected' THEN 'chosen elected decidida decidido elegida elegido escolhida escolhido eleita eleito choisie choisi élue élu'
            WHEN 'annulled' THEN 'annulled void anulada anulado nula annulée'
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
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0021_witnessing")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
