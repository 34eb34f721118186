"""`minga_enter_stage(round, kinds)`: the shared locks of a round's windows of these kinds, and then their bounds and the clock."""

from django.db import migrations

ENTER = """
CREATE FUNCTION minga_enter_stage(the_round bigint, the_kinds text[])
RETURNS TABLE (instant timestamptz, kind text, opens_at timestamptz, closes_at timestamptz)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    the_window bigint;
    the_council bigint;
BEGIN
    PERFORM set_config('transaction_timeout', '30s', true);
    SELECT r.council_id INTO the_council FROM councils_round r WHERE r.id = the_round;
    FOR the_window IN
        SELECT w.id FROM councils_window w WHERE w.round_id = the_round AND w.kind = ANY (the_kinds) ORDER BY w.id
    LOOP
        PERFORM pg_advisory_xact_lock_shared((1::bigint << 56) | the_window);
    END LOOP;
    RETURN QUERY
        SELECT minga_now(the_council), w.kind::text, w.opens_at, w.closes_at
        FROM (SELECT 1) always
        LEFT JOIN councils_window w ON w.round_id = the_round AND w.kind = ANY (the_kinds)
        ORDER BY w.opens_at;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_clock")]

    operations = [migrations.RunSQL(ENTER, "DROP FUNCTION minga_enter_stage(bigint, text[])")]
