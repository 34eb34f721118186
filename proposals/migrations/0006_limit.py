"""`minga_enter_ballot` and `minga_enter_consultation` with the limit of `common.0005_limit`."""

from importlib import import_module

from django.db import migrations

_before = import_module("proposals.migrations.0002_enter")
SET, LIMITED = "set_config('transaction_timeout', '15s', true)", "minga_limit_transaction('15s')"


def _again(function: str) -> migrations.RunSQL:
    before = function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    assert before.count(SET) == 1
    return migrations.RunSQL(before.replace(SET, LIMITED), before)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_guard"), ("common", "0005_limit")]

    operations = [_again(_before.ENTER), _again(_before.CONSULT)]
