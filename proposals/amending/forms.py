"""The forms of an amendment. What is well-formed is said by the acts; a form only asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proposals.drafting.forms import TONGUES
from proposals.drafting.paragraphs import split

from .changes import BEGINNING, DELETE, INSERT, MOST_CHANGES, MOVE, REPLACE, Change, Text

STAYS, START, KEEP = "stays", "start", "keep"
OPS = [
    (REPLACE, gettext_lazy("Change its words")),
    (DELETE, gettext_lazy("Delete it")),
    (KEEP, gettext_lazy("Leave its words as they are")),
]


@dataclass(frozen=True)
class Block:
    """The fields about one paragraph, or about the beginning of the text (no `quoted` text)."""

    name: str
    quoted: str
    fields: list[forms.BoundField]


class AmendmentForm(forms.Form):
    """Changes of the paragraphs named in `about` (`start`: the beginning), the reasons, and the revision read."""

    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: Text, about: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row["id"]: row for row in text}
        self.about = [name for name in dict.fromkeys(about) if name == START or name in self.rows][:MOST_CHANGES]
        for name in self.about:
            self._ask(name)
        self.fields["reasons"] = forms.CharField(
            label=gettext_lazy("Reasons"),
            help_text=gettext_lazy("Why the text should read so. Everybody can read them."),
            widget=forms.Textarea(attrs={"rows": 5}),
            strip=False,
        )
        self.fields["language"] = forms.ChoiceField(label=gettext_lazy("Language of the reasons"), choices=TONGUES)

    def _ask(self, name: str) -> None:
        if name != START:
            behind = [(other, _("Behind %(paragraph)s") % {"paragraph": other}) for other in self.rows if other != name]
            places = [(STAYS, _("It stays where it is")), (START, _("To the beginning")), *behind]
            self.fields[f"op-{name}"] = forms.ChoiceField(
                label=pgettext_lazy("amendment", "What is to be done with it?"),
                choices=OPS,
                widget=forms.RadioSelect,
                initial=REPLACE,
            )
            self.fields[f"text-{name}"] = forms.CharField(
                label=gettext_lazy("New words"),
                widget=forms.Textarea(attrs={"rows": 6}),
                required=False,
                strip=False,
                initial=self.rows[name]["text"],
            )
            self.fields[f"after-{name}"] = forms.ChoiceField(label=gettext_lazy("Place"), choices=places, initial=STAYS)
        self.fields[f"insert-{name}"] = forms.CharField(
            label=gettext_lazy("A new paragraph behind it") if name != START else gettext_lazy("A new paragraph"),
            help_text=gettext_lazy("A blank line begins another one."),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
            strip=False,
        )

    @property
    def blocks(self) -> list[Block]:
        """The fields, paragraph by paragraph."""
        return [
            Block(
                name,
                self.rows[name]["text"] if name != START else "",
                [
                    self[f"{part}-{name}"]
                    for part in ("op", "text", "after", "insert")
                    if f"{part}-{name}" in self.fields
                ],
            )
            for name in self.about
        ]

    @property
    def orphans(self) -> list[tuple[str, str]]:
        """What was typed about paragraphs that are gone from the text meanwhile: it is shown, and nothing is lost."""
        if not self.is_bound or not hasattr(self.data, "getlist"):
            return []
        gone = [name for name in self.data.getlist("about") if name not in self.about]
        typed = ((name, part, self.data.get(f"{part}-{name}", "")) for name in gone for part in ("text", "insert"))
        return [(name, text) for name, _part, text in typed if text.strip()]

    @property
    def others(self) -> list[str]:
        """The paragraphs that could be added."""
        return [name for name in (START, *self.rows) if name not in self.about]

    def changes(self) -> list[dict[str, str]]:
        """What was asked for, in the form in which an amendment is proposed."""
        return [change for name in self.about for change in self._changes_of(name, self.cleaned_data)]

    def _changes_of(self, name: str, sent: Mapping[str, Any]) -> Iterable[dict[str, str]]:
        paragraph = BEGINNING if name == START else name
        if name != START:
            op, text, after = (sent[f"{part}-{name}"] for part in ("op", "text", "after"))
            if op == DELETE:
                yield {"op": DELETE, "paragraph": name}
            elif op == REPLACE and text.replace("\r\n", "\n").strip() != self.rows[name]["text"]:
                yield {"op": REPLACE, "paragraph": name, "text": text, **self._language_of(name)}
            if after != STAYS:
                yield {"op": MOVE, "paragraph": name, "after": BEGINNING if after == START else after}
        for part in split(sent[f"insert-{name}"].replace("\r\n", "\n")):
            yield {"op": INSERT, "paragraph": paragraph, "text": part}

    def _language_of(self, name: str) -> dict[str, str]:
        language = self.rows[name].get("language", "")
        return {"language": language} if language else {}


def answers_of(changes: Iterable[Change]) -> dict[str, Any]:
    """What the fields say of changes that are there already."""
    told: dict[str, Any] = {}
    for change in changes:
        name = change.paragraph or START
        if change.op == INSERT:
            told[f"insert-{name}"] = "\n\n".join(filter(None, (told.get(f"insert-{name}"), change.text)))
        elif change.op == MOVE:
            told[f"after-{name}"] = change.after or START
            told.setdefault(f"op-{name}", KEEP)
        else:
            told[f"op-{name}"] = change.op
            if change.op == REPLACE:
                told[f"text-{name}"] = change.text
        if change.op == INSERT:
            told.setdefault(f"op-{name}", KEEP)
    return told


class DecisionForm(forms.Form):
    """An act on the amendment that was read: the numbers of the revision and of the amendment's text go along."""

    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonedForm(DecisionForm):
    """The same, with reasons."""

    reason = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("Everybody can read them."),
        widget=forms.Textarea(attrs={"rows": 5}),
        strip=False,
    )


class OrderForm(forms.Form):
    """The order of the plenary, and why."""

    order = forms.CharField(
        label=gettext_lazy("Order"),
        help_text=gettext_lazy("The numbers of the amendments, with commas between them."),
        strip=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 4}), strip=False)

    def numbers(self) -> list[object]:
        """The numbers that were written; whatever is none stays as it was written, and is refused by the act."""
        parts = [part.strip() for part in self.cleaned_data["order"].split(",") if part.strip()]
        return [int(part) if part.isascii() and part.isdigit() and len(part) < 9 else part for part in parts]
