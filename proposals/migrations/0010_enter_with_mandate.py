"""A cast in fewer questions: `minga_arrive_at_ballot` finds the ballot and the seat that somebody comes for, and
`minga_enter_ballot` tells the seat's standing and its mandates in force beside what it told before.

Functions, because their plans are kept with the connection: to plan a join of six tables by their natural keys takes
longer than to read them. The last statement of the entrance begins after the locks are held and after the instant that
decides was read, so that whatever was committed by then is in it.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("proposals.migrations.0002_enter_ballot")
GONE = "DROP FUNCTION minga_enter_ballot(bigint, bigint)"

ENTER = """
CREATE FUNCTION minga_enter_ballot(the_ballot bigint, the_seat bigint)
RETURNS TABLE (
    instant timestamptz, state text, opens_at timestamptz, closes_at timestamptz, roll_entry_id bigint,
    last_serial integer, voted_mandates bigint[], is_recused boolean, standing text, mandates text
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    the_window bigint;
    the_council bigint;
    the_entry bigint;
    the_instant timestamptz;
BEGIN
    -- A client that stalls in the middle of a cast must not hold the close.
    PERFORM set_config('transaction_timeout', '15s', true);
    SELECT b.window_id, r.council_id INTO the_window, the_council
        FROM proposals_ballot b JOIN councils_round r ON r.id = b.round_id WHERE b.id = the_ballot;
    PERFORM pg_advisory_xact_lock_shared((1::bigint << 56) | the_window);
    PERFORM pg_advisory_xact_lock_shared((2::bigint << 56) | the_ballot);
    SELECT e.id INTO the_entry FROM proposals_rollentry e WHERE e.ballot_id = the_ballot AND e.seat_id = the_seat;
    IF the_entry IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock((6::bigint << 56) | the_entry);
    END IF;
    the_instant := minga_now(the_council);
    RETURN QUERY
        SELECT the_instant, b.state::text, w.opens_at, w.closes_at, the_entry,
            coalesce(cast_before.last_serial, 0), coalesce(cast_before.mandates, '{}'),
            EXISTS (SELECT FROM proposals_recusal c WHERE c.ballot_id = the_ballot AND c.seat_id = the_seat),
            (
                SELECT s.status::text FROM councils_standing s
                WHERE s.seat_id = the_seat AND s.effective_at <= the_instant AND s.recorded_at < the_instant
                ORDER BY s.effective_at DESC, s.recorded_at DESC, s.id DESC LIMIT 1
            ),
            (
                SELECT jsonb_agg(jsonb_build_array(m.id, m.person_id, m.role, m."order")
                    ORDER BY m.role DESC, m."order", m.id)::text
                FROM councils_mandate m
                WHERE m.seat_id = the_seat AND m.starts_at <= the_instant
                    AND (m.ends_at IS NULL OR m.ends_at > the_instant)
                    AND (m.revoked_at IS NULL OR m.revoked_at > the_instant)
            )
        FROM proposals_ballot b JOIN councils_window w ON w.id = b.window_id
        CROSS JOIN LATERAL (
            SELECT max(v.serial) AS last_serial, array_agg(DISTINCT v.mandate_id) AS mandates
            FROM proposals_vote v WHERE v.roll_entry_id = the_entry
        ) cast_before
        WHERE b.id = the_ballot;
END $$
"""

ARRIVE = """
CREATE FUNCTION minga_arrive_at_ballot(the_council text, the_round integer, the_number integer, the_movement text)
RETURNS TABLE (facts text, opens_at timestamptz, closes_at timestamptz) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT jsonb_build_object(
            'ballot', jsonb_build_object('id', b.id, 'number', b.number, 'state', b.state, 'round_id', r.id,
                'proposal_id', b.proposal_id, 'window_id', w.id, 'revision_id', b.revision_id,
                'second_call_of_id', b.second_call_of_id),
            'round', jsonb_build_object('id', r.id, 'council_id', c.id, 'number', r.number, 'title', r.title),
            'council', jsonb_build_object('id', c.id, 'slug', c.slug, 'code', c.code, 'name', c.name),
            'movement', jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name),
            'seat', s.id
        )::text, w.opens_at, w.closes_at
        FROM councils_council c JOIN councils_round r ON r.council_id = c.id
        JOIN proposals_ballot b ON b.round_id = r.id JOIN councils_window w ON w.id = b.window_id
        JOIN councils_movement m ON m.slug = the_movement
        JOIN councils_seat s ON s.council_id = c.id AND s.movement_id = m.id
        WHERE c.slug = the_council AND r.number = the_round AND b.number = the_number;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0008_moderation")]

    operations = [
        migrations.RunSQL([GONE, ENTER], [GONE, BEFORE.ENTER]),
        migrations.RunSQL(ARRIVE, "DROP FUNCTION minga_arrive_at_ballot(text, integer, integer, text)"),
    ]
