"""What a person sent with a form is carried out once, however often it arrives.

A line that breaks takes the answer with it: the person cannot know whether their words arrived, and sends them again.
So each form carries a key of its own, made with the page. The key, the address and the person are written down in the
transaction of the act; whatever comes later with the same key is led to where the first answer led.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

FIELD = "once"
SALT = "accounts.sending"
# Not the words: a token of the session, and the key itself.
UNSAID = frozenset({FIELD, "csrfmiddlewaretoken"})
# Longer than a text waits on a device; after it a key is like a new one.
KEPT_FOR = timedelta(days=60)


class Sending(models.Model):
    """A form that was carried out. Neither its words nor its address are kept, only marks by which it is recognised."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    place = models.TextField(blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "mark"], name="one_sending_per_person_and_key")]

    def __str__(self) -> str:
        return f"{self.mark[:8]} of {self.person_id}"


@dataclass(frozen=True)
class Form:
    """A form that arrived with a key."""

    person_id: int
    key: str
    mark: str
    content: str


def read_form(request: HttpRequest) -> Form | None:
    """The form that a signed-in person sent with a key; None for every other request, and for what is no key."""
    if request.method != "POST" or request.user.pk is None or request.path.startswith("/api/"):
        return None
    try:
        key = str(uuid.UUID(request.POST.get(FIELD, "")))
    except ValueError:
        return None
    mark = salted_hmac(SALT, f"{key} {request.path}", algorithm="sha256").hexdigest()
    return Form(request.user.pk, key, mark, _content(request))


def _content(request: HttpRequest) -> str:
    """A mark of all that was said, however the browser wrote it down, files included."""
    said = hashlib.sha256()
    for name in sorted(set(request.POST) - UNSAID):
        for value in request.POST.getlist(name):
            said.update(repr((name, "\n".join(value.splitlines()))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            said.update(repr((name, file.name, file.size)).encode())
            for piece in file.chunks():
                said.update(piece)
            file.seek(0)
    return salted_hmac(SALT, said.digest(), algorithm="sha256").hexdigest()


def claim(form: Form) -> int | None:
    """Write the key down; None when it already was. Whoever comes at the same time waits for the first to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_sending (person_id, mark, content, place, made_at)"
            " VALUES (%s, %s, %s, '', minga_now(NULL)) ON CONFLICT (person_id, mark) DO NOTHING RETURNING id",
            [form.person_id, form.mark, form.content],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def first_of(form: Form) -> tuple[str, bool]:
    """Where the first answer to this key led, and whether it said the same."""
    first = Sending.objects.get(person_id=form.person_id, mark=form.mark)
    return first.place, constant_time_compare(first.content, form.content)


def keep_place(pk: int, place: str) -> None:
    """Where the answer leads; without a place nothing was carried out, and the key is free again."""
    mine = Sending.objects.filter(pk=pk)
    if place:
        mine.update(place=place)
    else:
        mine.delete()
