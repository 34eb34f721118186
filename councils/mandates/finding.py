"""A movement found by typing a part of its name, where more of them sit than anybody wants to look through."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.finding import LONGEST, plain
from councils.mandates.models import Council

# So many are chosen from a list; beyond that they are typed, and so many are suggested.
FEW, MOST = 20, 10


def labels_of(movements: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The labels of movements (address, name), each with its address: the name, and its address after it where
    another is called the same.
    """
    told = list(movements)
    names = Counter(name for _slug, name in told)
    return {name if names[name] == 1 else f"{name} · {slug}": slug for slug, name in told}


class Typed(forms.TextInput):
    """A field with a list of suggestions beside it."""

    template_name = "councils/_typed.html"

    def __init__(self, attrs: dict[str, Any]) -> None:
        super().__init__(attrs)
        self.suggestions: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "suggestions": self.suggestions}


class MovementField(forms.CharField):
    """One of the movements that `choose_from` names: its address. Of few it is a list to choose from, of many a field
    in which a part of the name is typed; what was sent is read in the same way.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2 * LONGEST, **options)
        self.labels: dict[str, str] = {}
        self.is_typed = False

    def choose_from(self, council: Council, movements: Sequence[tuple[str, str]]) -> None:
        """Among which movements (address, name)."""
        self.labels = labels_of(movements)
        self.is_typed = len(movements) > FEW
        if self.is_typed:
            self.help_text = gettext_lazy("Type a part of its name.")
            self.widget = Typed(
                {
                    "list": "movements",
                    "autocomplete": "off",
                    "hx-get": reverse("council_seats_named", args=[council.slug]),
                    "hx-trigger": "input changed delay:300ms",
                    "hx-target": "#movements",
                }
            )
        else:
            self.widget = forms.Select(choices=[("", "–"), *((slug, label) for label, slug in self.labels.items())])
        self.widget.is_required = self.required

    def clean(self, value: Any) -> str:
        """The address of the one movement that is meant."""
        typed = super().clean(value)
        if not typed or typed in self.labels.values():
            return typed
        if typed in self.labels:
            return self.labels[typed]
        words = plain(typed).split()
        found = [label for label in self.labels if words and all(word in plain(label) for word in words)]
        if len(found) == 1:
            return self.labels[found[0]]
        if not found:
            raise forms.ValidationError(_("No movement here is called so."))
        if isinstance(self.widget, Typed):
            self.widget.suggestions = found[:MOST]
        raise forms.ValidationError(
            _("Several movements match. Choose one of them: %(names)s") % {"names": "; ".join(found[:MOST])}
        )
