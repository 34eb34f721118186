"""A database and static files as a deployment has them."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from bench.models import Mark
from common.catalogues import compile_catalogues
from common.owner import as_owner


def prepare() -> None:
    """Migrate, make the yardsticks' table (which has no migration), grant, collect and compress."""
    compile_catalogues(settings.LOCALE_PATHS)
    call_command("migrate", interactive=False, verbosity=0)
    with as_owner() as connection, connection.schema_editor() as editor:
        editor.create_model(Mark)
    call_command("grant_application_role", stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
