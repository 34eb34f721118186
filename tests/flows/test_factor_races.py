"""Codes of a second factor, entered in several browsers at the same instant: each serves once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.factors import give_codes, give_factor, totp
from tests.factories.people import ADDRESS, PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _limits_begin_anew() -> None:
    cache.clear()


def before_the_code() -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    return client


def enter_together(pool: ThreadPoolExecutor, codes: list[str]) -> list[bool]:
    """Whether each of so many browsers was let in by its code."""
    browsers = [before_the_code() for _code in codes]
    together = Barrier(len(codes))

    def enter(browser: Client, code: str) -> bool:
        try:
            together.wait(10)
            browser.post(reverse("mfa_authenticate"), {"code": code})
            return "_auth_user_id" in browser.session
        finally:
            connections.close_all()

    return list(pool.map(enter, browsers, codes))


def test_of_several_at_once_a_code_lets_one_in(rosa: User, pool: ThreadPoolExecutor) -> None:
    give_factor(rosa)
    assert sum(enter_together(pool, [totp()] * 4)) == 1


def test_codes_on_paper_entered_at_once_are_each_used_up(rosa: User, pool: ThreadPoolExecutor) -> None:
    give_factor(rosa)
    codes = give_codes(rosa)[:4]
    assert all(enter_together(pool, codes))
    cache.clear()  # as after three minutes: what is used up is known to the database alone
    assert not any(enter_together(pool, codes))
