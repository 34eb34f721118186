"""`minga_enter_ballot(ballot, seat)`: every lock that a cast takes, in order, and then what is true.

One round trip, because the locks are held until the commit and every round trip lengthens the last minute of a vote. Each
statement of a volatile function sees what was committed before it began, so what is returned was read after the locks.
The key of a lock is its kind in the high byte: see common.locks.
"""

from django.db import migrations

ENTER = """
CREATE FUNCTION minga_enter_ballot(the_ballot bigint, the_seat bigint)
RETURNS TABLE (
    instant timestamptz, state text, opens_at timestamptz, closes_at timestamptz,
    roll_entry_id bigint, last_serial integer, voted_mandates bigint[], is_recused boolean
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    the_window bigint;
    the_council bigint;
    the_entry bigint;
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
    RETURN QUERY
        SELECT minga_now(the_council), b.state::text, w.opens_at, w.closes_at, the_entry,
            coalesce(cast_before.last_serial, 0), coalesce(cast_before.mandates, '{}'),
            EXISTS (SELECT 1 FROM proposals_recusal c WHERE c.ballot_id = the_ballot AND c.seat_id = the_seat)
        FROM proposals_ballot b JOIN councils_window w ON w.id = b.window_id
        CROSS JOIN LATERAL (
            SELECT max(v.serial) AS last_serial, array_agg(DISTINCT v.mandate_id) AS mandates
            FROM proposals_vote v WHERE v.roll_entry_id = the_entry
        ) cast_before
        WHERE b.id = the_ballot;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial"), ("councils", "0002_clock")]

    operations = [migrations.RunSQL(ENTER, "DROP FUNCTION minga_enter_ballot(bigint, bigint)")]
