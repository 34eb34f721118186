"""The public log in words: what the ledger keeps as slugs and codes is told by its name."""

import pytest
from django.utils import translation

from ledger.models import Entry
from tests.factories.proposals import table
from web.log import lines_of

pytestmark = pytest.mark.django_db


def test_whoever_speaks_is_named() -> None:
    at_table = table()
    at_table.comment(at_table.admitted(), text="El agua no se vende.")
    entry = Entry.objects.get(verb="comment_proposal")
    slug = entry.data["speaker"]
    with translation.override("es"):
        assert slug not in lines_of([entry])[0].sentence
        entry.data["speaker"] = "observer"
        assert "observer " not in lines_of([entry])[0].sentence
