"""What a list can be asked for. What no filter knows is refused: passed over, it would answer another question."""

from datetime import UTC, datetime

from django import forms
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request


class InstantField(forms.CharField):
    """An ISO 8601 instant. Without a zone it is UTC, for the API knows no reader's zone; a date is its midnight."""

    def to_python(self, value: object) -> datetime | None:  # type: ignore[override] # a field of text that yields an instant
        text = super().to_python(value)
        if not text:
            return None
        # "+00:00" that was not escaped arrives as a space.
        text = text.replace(" ", "+") if "T" in text else text
        instant = self._read(text)
        if instant is None:
            raise forms.ValidationError(gettext_lazy("Write the instant as 2027-01-31T18:00:00Z."), code="invalid")
        try:
            # In UTC, because the database knows no zone that is more than sixteen hours away.
            return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
        except OverflowError as mistake:
            raise forms.ValidationError(
                gettext_lazy("Write the instant as 2027-01-31T18:00:00Z."), code="invalid"
            ) from mistake

    def _read(self, text: str) -> datetime | None:
        if not text.isprintable():
            return None  # the parser stops reading at a NUL
        try:
            if day := parse_date(text):
                return datetime(day.year, day.month, day.day, tzinfo=UTC)
            return parse_datetime(text)
        except ValueError:
            return None


@extend_schema_field(
    {"type": "string", "format": "date-time", "description": "Only what changed at or after this instant."}
)
class ModifiedSince(filters.Filter):
    """Rows of which one of these instants is at or after the one asked for."""

    field_class = InstantField

    def __init__(self, *columns: str) -> None:
        self.columns = columns
        super().__init__()

    def filter(self, queryset: QuerySet, value: datetime | None) -> QuerySet:
        if value is None:
            return queryset
        condition = Q()
        for column in self.columns:
            condition |= Q(**{f"{column}__gte": value})
        return queryset.filter(condition)


@extend_schema_field({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"})
class Key(filters.CharFilter):
    """Rows with this natural key. One that no row has is an empty list; one that no row could have is refused."""

    field_class = forms.SlugField

    def __init__(self, field_name: str | None = None, **extra: object) -> None:
        super().__init__(field_name=field_name, strip=False, **extra)


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": 2**31 - 1})
class WholeNumber(filters.Filter):
    """A whole number that the database can hold."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, **extra: object) -> None:
        super().__init__(field_name=field_name, min_value=0, max_value=2**31 - 1, **extra)


def refuse_parameters(request: Request, known: set[str]) -> None:
    """Raise a 400 that names every parameter that this address does not know, or that has no value."""
    unknown = _("Unknown here. Known are: %(names)s.") % {"names": ", ".join(sorted(known))}
    wrong = {name: [unknown] for name in sorted(set(request.query_params) - known)}
    wrong |= {name: [_("Give a value, or leave it out.")] for name in known if request.query_params.get(name) == ""}
    if wrong:
        raise ValidationError({name[:100]: sentences for name, sentences in list(wrong.items())[:20]})
