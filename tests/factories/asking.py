"""Asking for pages as a person, at an instant, and reading them as one."""

import html
import re
from datetime import datetime

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from common import clock


def browser(person: User | None = None, language: str = "en") -> Client:
    """The browser of this person, or of a visitor."""
    client = Client(headers={"accept-language": language})
    if person is not None:
        client.force_login(person)
    return client


def ask(person: User | None, path: str, at: datetime, **told: object) -> HttpResponse:
    """A page."""
    with clock.travel(at):
        return browser(person).get(path, told)


def send(person: User | None, path: str, at: datetime, **fields: object) -> HttpResponse:
    """A form that was filled in."""
    with clock.travel(at):
        return browser(person).post(path, fields)


def words(response: HttpResponse) -> str:
    """What a person reads on the page: no tags, one space between words."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))
