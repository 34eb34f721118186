"""Full-text search: the words of every public text, in one table that triggers keep.

Each text is indexed twice: by the stems of its own language, so that *niño* finds *niños*, and by its plain words, so
that whoever reads another language finds it by a name or a number all the same. Accents are taken off before either.
"""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

CONFIGURED = "".join(
    f"""
CREATE TEXT SEARCH CONFIGURATION minga_{name} (COPY = {name});
ALTER TEXT SEARCH CONFIGURATION minga_{name}
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stems};
"""
    for name, stems in [
        ("simple", "simple"),
        *((name, f"{name}_stem") for name in ("spanish", "portuguese", "english", "french")),
    ]
)
UNCONFIGURED = "".join(
    f"DROP TEXT SEARCH CONFIGURATION minga_{name};" for name in ("simple", "spanish", "portuguese", "english", "french")
)

FUNCTIONS = r"""
-- By what the words of a language are cut to their stems. Quechua, Aymara and Guarani are taken as they are written.
CREATE FUNCTION minga_search_config(tongue text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE tongue
        WHEN 'es' THEN 'minga_spanish'::regconfig WHEN 'pt-br' THEN 'minga_portuguese'::regconfig
        WHEN 'en' THEN 'minga_english'::regconfig WHEN 'fr' THEN 'minga_french'::regconfig
        ELSE 'minga_simple'::regconfig
    END
$$;

-- A passage without the ranges that moderation has hidden for good.
CREATE FUNCTION minga_shown(words text, passage text, hidden jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT (h->>'start')::int AS first, (h->>'end')::int AS last
        FROM jsonb_array_elements(hidden) AS h WHERE coalesce(h->>'passage', '') = passage
    LOOP
        words := overlay(words PLACING repeat(' ', greatest(part.last - part.first, 0))
            FROM part.first + 1 FOR greatest(part.last - part.first, 0));
    END LOOP;
    RETURN words;
END $$;

-- What can be read of a text, piece by piece: its language, how much a word in it weighs (A to D), and the words.
CREATE FUNCTION minga_pieces(the_kind text, the_id bigint)
RETURNS TABLE (tongue text, grade text, words text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF the_kind = 'comment' THEN
        RETURN QUERY SELECT c.language::text, 'D', CASE WHEN c.hidden_at IS NULL OR c.hidden_until IS NOT NULL THEN c.text
                ELSE minga_shown(c.text, '', c.hidden_passages) END
            FROM proposals_comment c WHERE c.id = the_id;
    ELSIF the_kind = 'proposal' THEN
        RETURN QUERY SELECT piece.tongue, piece.grade,
                CASE WHEN p.hidden_at IS NULL OR p.hidden_until IS NOT NULL THEN piece.words
                ELSE minga_shown(piece.words, piece.passage, p.hidden_passages) END
            FROM proposals_proposal p CROSS JOIN LATERAL minga_revision_pieces(p.revision_id) piece
            WHERE p.id = the_id;
    ELSIF the_kind = 'amendment' THEN
        RETURN QUERY SELECT coalesce(change->>'language', t.language), 'C', change->>'text'
            FROM proposals_amendment a JOIN proposals_amendmenttext t ON t.id = a.text_id
            CROSS JOIN LATERAL jsonb_array_elements(t.changes) AS change
            WHERE a.id = the_id AND change->>'text' IS NOT NULL;
        RETURN QUERY SELECT t.language::text, 'D', t.reasons
            FROM proposals_amendment a JOIN proposals_amendmenttext t ON t.id = a.text_id WHERE a.id = the_id;
    ELSE
        -- The outcome in every language in which somebody may ask for it.
        RETURN QUERY SELECT 'zxx', 'A', c.code || '/' || n.year || '/' || lpad(n.number::text, greatest(3, length(n.number::text)), '0') || ' ' ||
            CASE n.outcome
                WHEN 'adopted' THEN 'adopted aprobada aprobado aprovada aprovado adoptée adopté'
                WHEN 'rejected' THEN 'rejected rechazada rechazado rejeitada rejeitado rejetée rejeté'
                WHEN 'tied' THEN 'tied empate égalité'
                WHEN 'no_quorum' THEN 'no quorum sin quórum sem quórum sans'
                ELSE n.outcome
            END
            FROM proposals_position n JOIN councils_council c ON c.id = n.council_id WHERE n.id = the_id;
        RETURN QUERY SELECT piece.tongue, piece.grade, piece.words
            FROM proposals_position n JOIN proposals_ballot b ON b.id = n.ballot_id
            CROSS JOIN LATERAL minga_revision_pieces(b.revision_id) piece WHERE n.id = the_id;
    END IF;
END $$;

CREATE FUNCTION minga_revision_pieces(the_id bigint)
RETURNS TABLE (tongue text, grade text, passage text, words text) LANGUAGE sql STABLE AS $$
    SELECT r.language, 'A', 'title', r.title FROM proposals_revision r WHERE r.id = the_id
    UNION ALL SELECT r.language, 'B', 'summary', r.summary FROM proposals_revision r WHERE r.id = the_id
    UNION ALL SELECT * FROM (
        SELECT coalesce(p.value->>'language', r.language), 'D', p.value->>'id', p.value->>'text'
        FROM proposals_revision r, jsonb_array_elements(r.paragraphs) WITH ORDINALITY AS p(value, place)
        WHERE r.id = the_id ORDER BY p.place
    ) paragraphs
$$;

-- Stems and plain words. A text so large that they would not fit keeps the words of its title.
CREATE FUNCTION minga_words(the_kind text, the_id bigint) RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    made tsvector := '';
    part record;
BEGIN
    FOR part IN SELECT minga_search_config(tongue) AS config, grade, string_agg(words, E'\n\n') AS words
        FROM minga_pieces(the_kind, the_id) GROUP BY 1, 2 ORDER BY 2
    LOOP
        BEGIN
            IF part.config <> 'minga_simple'::regconfig THEN
                made := made || setweight(to_tsvector(part.config, part.words), part.grade::"char");
            END IF;
            made := made || setweight(to_tsvector('minga_simple', part.words), part.grade::"char");
        EXCEPTION WHEN program_limit_exceeded THEN
            RETURN made;
        END;
    END LOOP;
    RETURN made;
END $$;

-- The same for a comment, of which there are a hundred for each other text: one statement, and no passage too long.
CREATE FUNCTION minga_find_comment(the_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO proposals_searchentry AS entry (kind, object_id, council_id, round_id, proposal_id, movement_id,
            country_id, language, stance, at, hidden_until, vector)
        SELECT 'comment', c.id, round.council_id, round.id, p.id, m.id, m.country_id, c.language, c.stance,
            c.created_at, c.hidden_until, CASE WHEN NOT (
                c.held_at IS NOT NULL OR c.removed_at IS NOT NULL
                OR (c.hidden_at IS NOT NULL AND c.hidden_until IS NULL AND c.hidden_passages = '[]')
            ) THEN to_tsvector(minga_search_config(c.language), shown.words) || to_tsvector('minga_simple', shown.words)
            END
        FROM proposals_comment c JOIN proposals_proposal p ON p.id = c.proposal_id
        CROSS JOIN LATERAL (SELECT CASE WHEN c.hidden_at IS NULL OR c.hidden_until IS NOT NULL THEN c.text
            ELSE minga_shown(c.text, '', c.hidden_passages) END) shown(words)
        JOIN councils_round round ON round.id = p.round_id
        LEFT JOIN councils_seat s ON s.id = c.seat_id LEFT JOIN councils_movement m ON m.id = s.movement_id
        WHERE c.id = the_id AND p.admitted_at IS NOT NULL
    ON CONFLICT (kind, object_id) DO UPDATE SET language = EXCLUDED.language, stance = EXCLUDED.stance,
        hidden_until = EXCLUDED.hidden_until, vector = EXCLUDED.vector;
END $$;

-- What is found of a text from now on. A draft has no entry; what may not be read has one without words.
CREATE FUNCTION minga_find(the_kind text, the_id bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    is_public boolean := true;
    the_proposal bigint;
    the_seat bigint;
    the_language text;
    the_instant timestamptz;
    is_hidden boolean := false;
    the_end timestamptz;
BEGIN
    IF the_kind = 'proposal' THEN
        SELECT p.id, p.seat_id, r.language, p.admitted_at, p.hidden_until,
                p.held_at IS NOT NULL OR p.removed_at IS NOT NULL
                OR (p.hidden_at IS NOT NULL AND p.hidden_until IS NULL AND p.hidden_passages = '[]'),
                p.admitted_at IS NOT NULL
            INTO the_proposal, the_seat, the_language, the_instant, the_end, is_hidden, is_public
            FROM proposals_proposal p JOIN proposals_revision r ON r.id = p.revision_id WHERE p.id = the_id;
    ELSIF the_kind = 'amendment' THEN
        -- Which passage of a change is hidden is not looked into: hidden in part, it is not found at all.
        SELECT a.proposal_id, a.seat_id, t.language, a.proposed_at, a.hidden_until,
                a.held_at IS NOT NULL OR a.removed_at IS NOT NULL
                OR (a.hidden_at IS NOT NULL AND a.hidden_until IS NULL)
            INTO the_proposal, the_seat, the_language, the_instant, the_end, is_hidden
            FROM proposals_amendment a JOIN proposals_amendmenttext t ON t.id = a.text_id WHERE a.id = the_id;
    ELSE
        SELECT b.proposal_id, p.seat_id, r.language, n.published_at
            INTO the_proposal, the_seat, the_language, the_instant
            FROM proposals_position n JOIN proposals_ballot b ON b.id = n.ballot_id
            JOIN proposals_proposal p ON p.id = b.proposal_id JOIN proposals_revision r ON r.id = b.revision_id
            WHERE n.id = the_id;
    END IF;
    IF the_proposal IS NULL OR NOT is_public THEN
        RETURN;
    END IF;
    INSERT INTO proposals_searchentry AS entry (kind, object_id, council_id, round_id, proposal_id, movement_id,
            country_id, language, stance, at, hidden_until, vector)
        SELECT the_kind, the_id, round.council_id, round.id, p.id, m.id, m.country_id, the_language, '',
            the_instant, the_end, CASE WHEN NOT is_hidden THEN minga_words(the_kind, the_id) END
        FROM proposals_proposal p JOIN councils_round round ON round.id = p.round_id
        LEFT JOIN councils_seat s ON s.id = the_seat LEFT JOIN councils_movement m ON m.id = s.movement_id
        WHERE p.id = the_proposal AND p.admitted_at IS NOT NULL
    ON CONFLICT (kind, object_id) DO UPDATE SET language = EXCLUDED.language, stance = EXCLUDED.stance,
        hidden_until = EXCLUDED.hidden_until, vector = EXCLUDED.vector;
END $$;
"""

CHOICES = r"""
-- What can be read of a position on no proposal, piece by piece: the title of its ballot, what could be chosen, and the outcome
-- in every language in which somebody may ask for it.
CREATE FUNCTION minga_choice_pieces(the_id bigint)
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
DROP FUNCTION minga_find_choice(bigint);
DROP FUNCTION minga_choice_pieces(bigint);
DROP FUNCTION minga_find(text, bigint);
DROP FUNCTION minga_find_comment(bigint);
DROP FUNCTION minga_words(text, bigint);
DROP FUNCTION minga_pieces(text, bigint);
DROP FUNCTION minga_revision_pieces(bigint);
DROP FUNCTION minga_shown(text, text, jsonb);
DROP FUNCTION minga_search_config(text);
"""


class Migration(migrations.Migration):
    replaces = [("proposals", "0004_finding")]

    dependencies = [("proposals", "0003_words")]

    operations = [
        UnaccentExtension(),
        migrations.RunSQL(CONFIGURED, UNCONFIGURED),
        migrations.RunSQL([FUNCTIONS, CHOICES], DROPPED),
    ]
