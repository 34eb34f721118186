"""Cases: numbered, found again under a lock, and told of in the ledger."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import User
from common.locks import Lock, exclude
from councils.mandates.queries import rulebook_at
from councils.models import Council
from councils.rulebook.rules import Rulebook, default_rulebook, read_rulebook
from ledger.models import Entry
from ledger.record import record
from proposals.deliberation.holding import register
from proposals.deliberation.models import Comment

from ..models import Case
from ..texts import Text, author_of, council_of, hold_text, kind_of, text_of


def rules_of(council: Council, at: datetime) -> Rulebook:
    """The rulebook in force: its grounds and its terms."""
    rulebook = rulebook_at(council, at)
    return read_rulebook(rulebook.data) if rulebook else default_rulebook()


def open_case(text: Text, at: datetime, *, cause: str = "") -> Case:
    """The next case of the council, about a text that is locked."""
    council = council_of(text)
    # Rows come before this lock, and nothing that is taken after it is waited for.
    exclude(Lock.CASES, council.pk)
    last = council.cases.aggregate(last=Max("number"))["last"] or 0
    return Case.objects.create(
        council=council,
        number=last + 1,
        author=author_of(text),
        is_automated=bool(cause),
        cause=cause,
        opened_at=at,
        due_at=at + timedelta(days=rules_of(council, at).moderation_days),
        changed_at=at,
        **{kind_of(text): text},
    )


@register
def keep_case(comment: Comment, cause: str, at: datetime) -> None:
    """The program holds a comment: a case is opened, in which a person decides."""
    case = open_case(comment, at, cause=cause)
    Comment.objects.filter(pk=comment.pk).update(moderated_at=at, moderated_case=case.number)
    comment.moderated_at, comment.moderated_case = at, case.number
    tell("hold_text", case=case, person=None, at=at, data={"cause": cause})


def hold_case(case: Case) -> tuple[Case, Text]:
    """The text and then the case, locked, and both as they are after that."""
    text = hold_text(text_of(case))
    Case.objects.select_for_update(no_key=True).values_list("pk").get(pk=case.pk)
    held = Case.objects.select_related("council", "author").get(pk=case.pk)
    setattr(held, kind_of(text), text)
    return held, text


def move_case(case: Case, state: str, at: datetime) -> None:
    """Write where the case is."""
    case.state, case.changed_at = state, at
    case.save(update_fields=["state", "changed_at"])


def tell(
    verb: str, *, case: Case, person: User | None, at: datetime, data: Mapping[str, object] | None = None
) -> Entry:
    """The act's one entry. Of a report it says nobody: by the marks of a ledger a reporter could be known again."""
    return record(
        verb,
        council=case.council,
        actor=person,
        subject=case.get_absolute_url(),
        data={"case": case.number, "text": kind_of(text_of(case)), **(data or {})},
        at=at,
    )
