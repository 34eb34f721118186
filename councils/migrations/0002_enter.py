"""The one clock that decides, and how a stage is entered.

`minga_now(council)`: see common.clock. `minga_enter_stage(round, kinds)`: the shared locks of a round's windows of these
kinds, and then their bounds, the clock, and since when the round's calendar stands still.
"""

from django.db import migrations

# The offset of a rehearsal comes upon whatever clock there is: under the tests' and the demonstration loader's too, so that
# a rehearsal of a council that stands still can be turned.
CLOCK = """
CREATE FUNCTION minga_now(the_council bigint) RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    forced text := coalesce(current_setting('minga.now', true), '');
    instant timestamptz;
    moved interval;
BEGIN
    IF forced <> '' AND EXISTS (SELECT 1 FROM common_clockpermit) THEN
        instant := forced::timestamptz;
    END IF;
    SELECT clock_offset INTO moved FROM councils_council WHERE id = the_council AND is_rehearsal;
    RETURN coalesce(instant, clock_timestamp()) + coalesce(moved, interval '0');
END $$
"""

ENTER = """
CREATE FUNCTION minga_enter_stage(the_round bigint, the_kinds text[])
RETURNS TABLE (instant timestamptz, suspended_at timestamptz, kind text, opens_at timestamptz, closes_at timestamptz)
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
        SELECT minga_now(the_council), r.suspended_at, w.kind::text, w.opens_at, w.closes_at
        FROM councils_round r
        LEFT JOIN councils_window w ON w.round_id = the_round AND w.kind = ANY (the_kinds)
        WHERE r.id = the_round
        ORDER BY w.opens_at;
END $$
"""


class Migration(migrations.Migration):
    replaces = [
        ("councils", "0002_clock"),
        ("councils", "0003_enter_stage"),
        ("councils", "0005_suspension_and_outage"),
    ]

    dependencies = [("councils", "0001_ground"), ("common", "0003_clocks_and_heartbeat")]

    operations = [
        migrations.RunSQL(CLOCK, "DROP FUNCTION minga_now(bigint)"),
        migrations.RunSQL(ENTER, "DROP FUNCTION minga_enter_stage(bigint, text[])"),
    ]
