"""Every cookie of a deployment is of its host alone: a neighbour's subdomain can neither plant one nor read one."""

import ast
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

PRODUCTION = Path(__file__).resolve().parents[2] / "platform" / "config" / "settings" / "production.py"
FLAGS = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE")

pytestmark = pytest.mark.django_db


def names_of_production() -> dict[str, str]:
    """What production calls its cookies, by the names of the settings."""
    found: dict[str, str] = {}
    for node in ast.parse(PRODUCTION.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).strip("()").endswith("_COOKIE_NAME"):
            values = ast.literal_eval(node.value)
            names = ast.unparse(node.targets[0]).strip("()").split(", ")
            found |= dict(zip(names, [values] if isinstance(values, str) else values, strict=True))
    return found


def test_every_cookie_that_a_visit_sets_is_of_the_host(settings: Any) -> None:
    for name, value in names_of_production().items():
        assert getattr(settings, name) != value
        setattr(settings, name, value)
    for flag in FLAGS:
        setattr(settings, flag, True)
    person = User.objects.create_user("rosa@example.org", "a long password", name="Rosa")
    client = Client()
    client.get(f"{reverse('account_login')}?lang=en", secure=True)
    client.force_login(person)
    sent = {"name": "Rosa Luz", "language": "es", "time_zone": "America/La_Paz", "once": str(uuid.uuid4())}
    for _time in range(2):  # the second time it has arrived already, which the next page says
        client.post(reverse("me"), sent, secure=True)
    assert {f"__Host-{name}" for name in ("session", "csrf", "language", "messages", "once")} <= client.cookies.keys()
    for name, cookie in client.cookies.items():
        if name == "sessionid":  # set by the test itself, before any answer
            continue
        assert name.startswith("__Host-")
        assert (cookie["secure"], cookie["path"], cookie["domain"] or "") == (True, "/", ""), name
