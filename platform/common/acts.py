"""What a page does with a form and an act: what is refused goes to its field, and nothing that was typed is lost."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form

from common.errors import Conflict, Invalid

UNPROCESSABLE = 422


def carry_out(form: Form, act: Callable[[Mapping[str, Any]], object]) -> int:
    """Do the act with what the form says. 0 when it is done, else the status with which the form is shown again.

    Who may not do it at all is not shown the form again: `Forbidden` passes through and becomes a page of its own.
    """
    if not form.is_valid():
        return UNPROCESSABLE
    try:
        act(form.cleaned_data)
    except (Invalid, Conflict) as refusal:
        for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
        return refusal.status
    return 0
