"""A limit on a transaction that begins when it is set.

PostgreSQL leaves the alarm of `transaction_timeout` running when the savepoint is taken back in which it was set, and it
then ends whatever transaction of that connection has a limit at the moment: an act that was refused would have cost
somebody else their vote a quarter of a minute later. To set the limit to nothing first takes the alarm down.
"""

from django.db import migrations

LIMIT = """
CREATE FUNCTION minga_limit_transaction(the_time text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('transaction_timeout', '0', true);
    PERFORM set_config('transaction_timeout', the_time, true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0004_parts_of_names")]

    operations = [migrations.RunSQL(LIMIT, "DROP FUNCTION minga_limit_transaction(text)")]
