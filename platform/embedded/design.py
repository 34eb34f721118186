"""The page of components: what pages are made of, drawn by the very parts, widgets and classes that pages use."""

from datetime import datetime, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from common import clock
from common.errors import Invalid
from common.todo import Item, Kind

CHOICES = [("yes", "Yes"), ("no", "No"), ("abstain", "Abstain")]


class SampleForm(forms.Form):
    """A field of each kind."""

    title = forms.CharField(label="Title", max_length=200, help_text="In one line.")
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    language = forms.ChoiceField(label="Language", choices=[("es", "Spanish"), ("qu", "Quechua")])
    vote = forms.ChoiceField(label="Your vote", choices=CHOICES, widget=forms.RadioSelect(attrs={"class": "vote"}))
    document = forms.FileField(label="File", required=False)
    sure = forms.BooleanField(label="Yes, I am sure")


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every component, whole, wrong and empty; in English, as those who build the pages speak of them."""
    now = clock.now()
    context = {
        "form": SampleForm(auto_id="a_%s", initial={"language": "qu", "vote": "yes"}),
        "wrong": SampleForm({"language": "xx"}, auto_id="b_%s"),
        "refusal": Invalid("design", "Something needs your attention"),
        "page": Paginator(range(50), 10).page(2),
        "items": _items(now),
        "soon": now + timedelta(hours=2, minutes=5, seconds=30),
        "later": now + timedelta(days=9, hours=4),
        "tones": ["", "info", "good", "warn", "bad"],
        "heads": ["Country", "Yes", "No"],
        "rows": [["Bolivia", 3, 1], ["Ecuador", 2, 0], ["Paraguay", 0, 2]],
        "now": now,
    }
    with translation.override("en"):
        return render(request, "demo/design.html", context)


def _items(now: datetime) -> list[Item]:
    soon, later = now + timedelta(hours=2), now + timedelta(days=3)
    return [
        Item(title="Agua para el ayllu", url="#todo", kind=Kind.VOTE, until=soon, detail="Consejo de Semillas"),
        Item(title="Fondo común de riego", url="#todo", kind=Kind.DISCUSSION, until=later),
    ]
