"""How values look in the public API, in one place for all rooms.

Instants are ISO 8601 in UTC, amounts decimal text beside their currency, texts in several languages a table by
language.
A thing that another points to is named by its natural key, with its address beside it under the same name and `_url`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from drf_spectacular.utils import extend_schema_field, set_override
from rest_framework import serializers
from rest_framework.fields import SkipField

from common.addresses import address
from common.proof.canonical import instant_text


class Shape(serializers.Serializer):
    """Read-only, and made in a view that hands over `site`, the address of this server without the last slash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        super().__init__(*args, **kwargs)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        set_override(cls, "component_name", cls.__name__.removesuffix("Shape"))

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """As the framework says, with the way to every value found once and not once a row: a dump asks a million."""
        told = {}
        for name, read, tell in self._ways:
            try:
                value = read(instance)
            except SkipField:
                continue
            told[name] = value if value is None or tell is None else tell(value)
        return told

    @cached_property
    def _ways(self) -> list[tuple[str, "Read", "Read | None"]]:
        """Each field with how its value is read, and how it is told; None: as it is."""
        return [
            (name, _reader(field), field.to_representation if _is_told(field) else None)
            for name, field in self.fields.items()
            if not field.write_only
        ]


Read = Callable[[Any], Any]


def _reader(field: serializers.Field) -> Read:
    if field.source in ("*", None):
        return field.get_attribute
    straight = attrgetter(field.source)

    def read(row: Any) -> Any:
        """Straight to the attribute. Items, methods, gaps and defaults are the framework's to look up."""
        if type(row) is not dict:
            try:
                value = straight(row)
            except (AttributeError, KeyError, ObjectDoesNotExist):
                return field.get_attribute(row)
            if not callable(value):
                return value
        return field.get_attribute(row)

    return read


def _is_told(field: serializers.Field) -> bool:
    return type(field).to_representation is not Fact.to_representation


class Fact(serializers.Field):
    """A value that goes out as it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("read_only", True)
        super().__init__(**kwargs)

    @cached_property
    def site(self) -> str:
        """The address of this server: asked of the outermost shape once, and only when there is a row."""
        return self.context["site"]

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "string"})
class Text(Fact):
    """A text in one language, or a name."""


@extend_schema_field({"type": "integer"})
class Number(Fact):
    """A whole number."""


@extend_schema_field({"type": "boolean"})
class Flag(Fact):
    """Whether something is so."""


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Texts(Fact):
    """A text by language: `{"es": "…", "pt-br": "…"}`."""


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Keys(Fact):
    """Natural keys of several things, in order."""


@extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": True}})
class Listed(Fact):
    """A list of data."""


@extend_schema_field({"type": "object", "additionalProperties": True})
class Data(Fact):
    """Data with a form of its own, described where it comes from."""


@extend_schema_field({"type": "string", "format": "date-time"})
class Instant(Fact):
    """An instant, in UTC whatever zone is active."""

    def to_representation(self, value: datetime) -> str:
        return instant_text(value)


@extend_schema_field({"type": "string", "format": "date"})
class Day(Fact):
    """A day, without a time."""

    def to_representation(self, value: date) -> str:
        return value.isoformat()


@extend_schema_field({"type": "string", "format": "decimal"})
class Amount(Fact):
    """An exact amount as text; its currency stands beside it."""

    def to_representation(self, value: object) -> str:
        return str(value)


@extend_schema_field({"type": "null"})
class Nothing(Fact):
    """Always null: the place of something that these things do not have."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)

    def to_representation(self, value: Any) -> None:
        return None


class Word(Fact):
    """One of a few words."""

    def __init__(self, words: Iterable[str], **kwargs: Any) -> None:
        self.words = list(words)
        super().__init__(**kwargs)
        # The generator adds null to the type of what may be null, and leaves the words as they are told here.
        null = [None] if kwargs.get("allow_null") else []
        set_override(self, "field", {"type": "string", "enum": [*self.words, *null]})


@extend_schema_field({"type": "string", "format": "uri"})
class Address(Fact):
    """The absolute address of what `route` names, with the values at `paths` of the row; None without them."""

    def __init__(self, route: str, *paths: str, **kwargs: Any) -> None:
        self.route, self.is_alone = f"api:{route}", len(paths) == 1
        self.read: Read = attrgetter(*paths) if paths else lambda row: ()
        super().__init__(source="*", **kwargs)

    def to_representation(self, value: Any) -> str | None:
        try:
            keys = self.read(value)
        except AttributeError:
            return None  # a link on the way is empty: there is nothing to point to
        keys = (keys,) if self.is_alone else keys
        return None if None in keys or "" in keys else self.site + address(self.route, *keys)


@extend_schema_field({"type": "string", "format": "uri"})
class Page(Fact):
    """The absolute address of the page that shows the row to people, or the row at `path`."""

    def __init__(self, path: str = "", **kwargs: Any) -> None:
        self.read = attrgetter(path) if path else None
        super().__init__(source="*", **kwargs)

    def to_representation(self, value: Any) -> str:
        row = self.read(value) if self.read else value
        return self.site + row.get_absolute_url()
