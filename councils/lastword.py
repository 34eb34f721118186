"""Uniqueness is the database's word: two who act at once both pass every question, and the constraint stops one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from common.errors import DomainError


@contextmanager
def last_word(answers: Mapping[str, DomainError]) -> Iterator[None]:
    """Write in a savepoint; what the constraint of that name refuses is raised as the refusal with its sentence.

    A constraint that is not among `answers` is a mistake of ours, and stays the error that it is.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        answer = answers.get(diagnosis.constraint_name or "") if diagnosis is not None else None
        if answer is None:
            raise
        raise answer from error
