"""The demonstration council in the tests' own database, under the settings of the demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings


@contextmanager
def demonstration_settings(folder: Path, **others: object) -> Iterator[None]:
    """The settings, and an empty database that is emptied again; the doors of the demonstration are open."""
    demonstration = override_settings(
        INSTALLED_APPS=[*settings.INSTALLED_APPS, "embedded"],
        ROOT_URLCONF="embedded.urls",
        MEDIA_ROOT=folder / "media",
        MAILBOX=folder / "mail",
        EMAIL_BACKEND="embedded.mail.MailboxBackend",
        POSTING_BACKEND="embedded.mail.MailboxBackend",
        **others,
    )
    # The app asks for the word as soon as it is installed. Real elections are no part of the story.
    with override_settings(DEMONSTRATION=True), demonstration, pytest.MonkeyPatch.context() as elections:
        elections.delenv("ELECTIONS_DIR", raising=False)
        try:
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)
