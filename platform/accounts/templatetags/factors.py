"""How keys and codes are written for people, and options of a browser for its script."""

import json
from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def groups(text: str) -> str:
    """In groups of four, as people read letters and digits that mean nothing."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def as_json(options: Mapping[str, Any]) -> str:
    """For an attribute, where the template's own escaping makes it safe."""
    return json.dumps(options, default=dict)
