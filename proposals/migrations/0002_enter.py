"""What a vote or an answer asks of the database, each in one round trip.

`minga_arrive_at_ballot` finds the ballot and the seat that somebody comes for. `minga_enter_ballot(ballot, seat)` and
`minga_enter_consultation(consultation, person)` take every lock that a cast or an answer takes, in order, and then tell
what is true: the locks are held until the commit, and every round trip lengthens the last minute of a vote. Each statement
of a volatile function sees what was committed before it began, so what is returned was read after the locks and after the
instant that decides, with it since when the calendar of the round stands still. The key of a lock is its kind in the high byte: see common.locks.

Functions, because their plans are kept with the connection: to plan a join of six tables by their natural keys takes
longer than to read them.
"""

from django.db import migrations

ARRIVE = """
CREATE FUNCTION minga_arrive_at_ballot(the_council text, the_round integer, the_number integer, the_movement text)
RETURNS TABLE (facts text, opens_at timestamptz, closes_at timestamptz, suspended_at timestamptz) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT jsonb_build_object(
            'ballot', jsonb_build_object('id', b.id, 'number', b.number, 'state', b.state, 'round_id', r.id,
                'proposal_id', b.proposal_id, 'window_id', w.id, 'revision_id', b.revision_id,
                'second_call_of_id', b.second_call_of_id, 'kind', b.kind, 'terms', b.terms, 'options', b.options, 'title', b.title),
            'round', jsonb_build_object('id', r.id, 'council_id', c.id, 'number', r.number, 'title', r.title),
            'council', jsonb_build_object('id', c.id, 'slug', c.slug, 'code', c.code, 'name', c.name),
            'movement', jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name),
            'seat', s.id
        )::text, w.opens_at, w.closes_at, r.suspended_at
        FROM councils_council c JOIN councils_round r ON r.council_id = c.id
        JOIN proposals_ballot b ON b.round_id = r.id JOIN councils_window w ON w.id = b.window_id
        JOIN councils_movement m ON m.slug = the_movement
        JOIN councils_seat s ON s.council_id = c.id AND s.movement_id = m.id
        WHERE c.slug = the_council AND r.number = the_round AND b.number = the_number;
END $$
"""

# A cast is told the kind of each mandate, and which were granted before the movement replaced their vote itself.
ENTER = """
CREATE FUNCTION minga_enter_ballot(the_ballot bigint, the_seat bigint)
RETURNS TABLE (
    instant timestamptz, state text, opens_at timestamptz, closes_at timestamptz, roll_entry_id bigint,
    last_serial integer, voted_mandates bigint[], is_recused boolean, standing text, mandates text, overruled bigint[],
    suspended_at timestamptz
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
                SELECT jsonb_agg(jsonb_build_array(m.id, m.person_id, m.role, m."order", m.kind)
                    ORDER BY m.role DESC, m."order", m.id)::text
                FROM councils_mandate m
                WHERE m.seat_id = the_seat AND m.starts_at <= the_instant
                    AND (m.ends_at IS NULL OR m.ends_at > the_instant)
                    AND (m.revoked_at IS NULL OR m.revoked_at > the_instant)
            ),
            (
                SELECT coalesce(array_agg(m.id), '{}') FROM councils_mandate m
                WHERE m.seat_id = the_seat AND m.granted_at <= cast_before.replaced_at
            ),
            r.suspended_at
        FROM proposals_ballot b JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id
        CROSS JOIN LATERAL (
            SELECT max(v.serial) AS last_serial, array_agg(DISTINCT v.mandate_id) AS mandates,
                max(v.cast_at) FILTER (WHERE v.capacity = 'coordinator') AS replaced_at
            FROM proposals_vote v WHERE v.roll_entry_id = the_entry
        ) cast_before
        WHERE b.id = the_ballot;
END $$
"""

# The roll is computed for the one person: their memberships in force when the consultation opened, among the movements that it
# asks. The key of a person's answer is hashed from the two ids: two that collide wait for each other, and nothing else.
CONSULT = """
CREATE FUNCTION minga_enter_consultation(the_consultation bigint, the_person bigint)
RETURNS TABLE (
    instant timestamptz, state text, opens_at timestamptz, closes_at timestamptz, ballot_state text, movements text,
    suspended_at timestamptz
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    the_council bigint;
    the_instant timestamptz;
BEGIN
    -- A client that stalls in the middle of an answer must not hold the close.
    PERFORM set_config('transaction_timeout', '15s', true);
    SELECT r.council_id INTO the_council
        FROM proposals_consultation c JOIN councils_round r ON r.id = c.round_id WHERE c.id = the_consultation;
    PERFORM pg_advisory_xact_lock_shared((16::bigint << 56) | the_consultation);
    PERFORM pg_advisory_xact_lock(
        (17::bigint << 56) | (hashint8extended(the_person, the_consultation) & 72057594037927935)
    );
    the_instant := minga_now(the_council);
    RETURN QUERY
        SELECT the_instant, c.state::text, c.opens_at, c.closes_at, b.state::text, (
            SELECT jsonb_agg(jsonb_build_array(asked.id, asked.movement, asked.name, (
                    SELECT known.status FROM councils_standing known
                    WHERE known.seat_id = asked.seat_id AND known.effective_at <= the_instant
                        AND known.recorded_at < the_instant
                    ORDER BY known.effective_at DESC, known.recorded_at DESC, known.id DESC LIMIT 1
                )) ORDER BY asked.movement)::text
            FROM councils_membership member
            JOIN councils_seat seat ON seat.movement_id = member.movement_id
            JOIN proposals_consultedmovement asked ON asked.seat_id = seat.id
            WHERE member.person_id = the_person AND asked.consultation_id = the_consultation
                AND member.starts_at < c.opens_at AND (member.ends_at IS NULL OR member.ends_at > c.opens_at)
        ), r.suspended_at
        FROM proposals_consultation c JOIN proposals_ballot b ON b.id = c.ballot_id
        JOIN councils_round r ON r.id = c.round_id
        WHERE c.id = the_consultation;
END $$
"""

# The one way by which the application, whose role may not delete, deletes envelopes; the table's own trigger says of
# which ballots.
DESTROY = """
CREATE FUNCTION minga_destroy_envelopes(the_ballot bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM proposals_envelope WHERE ballot_id = the_ballot;
END $$
"""


class Migration(migrations.Migration):
    replaces = [("proposals", "0002_entering"), ("proposals", "0009_suspended_votes")]

    dependencies = [("proposals", "0001_ground"), ("councils", "0002_enter")]

    operations = [
        migrations.RunSQL(ARRIVE, "DROP FUNCTION minga_arrive_at_ballot(text, integer, integer, text)"),
        migrations.RunSQL(ENTER, "DROP FUNCTION minga_enter_ballot(bigint, bigint)"),
        migrations.RunSQL(CONSULT, "DROP FUNCTION minga_enter_consultation(bigint, bigint)"),
        migrations.RunSQL(DESTROY, "DROP FUNCTION minga_destroy_envelopes(bigint)"),
    ]
