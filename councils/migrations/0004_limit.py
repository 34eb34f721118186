"""`minga_enter_stage` with the limit of `common.0005_limit`."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("councils.migrations.0002_enter").ENTER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
SET, LIMITED = "set_config('transaction_timeout', '30s', true)", "minga_limit_transaction('30s')"
assert BEFORE.count(SET) == 1


class Migration(migrations.Migration):
    dependencies = [("councils", "0003_lists_of_invitations"), ("common", "0005_limit")]

    operations = [migrations.RunSQL(BEFORE.replace(SET, LIMITED), BEFORE)]
