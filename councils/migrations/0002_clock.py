"""`minga_now(council)`: the one clock that decides. See common.clock."""

from django.db import migrations

CLOCK = """
CREATE FUNCTION minga_now(the_council bigint) RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    forced text := coalesce(current_setting('minga.now', true), '');
    moved interval;
BEGIN
    IF forced <> '' AND EXISTS (SELECT 1 FROM common_clockpermit) THEN
        RETURN forced::timestamptz;
    END IF;
    SELECT clock_offset INTO moved FROM councils_council WHERE id = the_council AND is_rehearsal;
    RETURN clock_timestamp() + coalesce(moved, interval '0');
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("councils", "0001_tables"), ("common", "0001_initial")]

    operations = [migrations.RunSQL(CLOCK, "DROP FUNCTION minga_now(bigint)")]
