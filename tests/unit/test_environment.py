"""A deployment is told of each setting that is wrong before anything starts: a switch that was mistyped is not off."""

import re
from pathlib import Path

import pyrage
import pytest

from config.environment import OPTIONAL, REQUIRED, refusals

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMN",
    "ALLOWED_HOSTS": "council.example",
    "DATABASE_URL": "postgres://minga_app@db/minga",
    "REDIS_URL": "redis://redis/0",
    "EMAIL_URL": "smtp://mail:25",
}
READ = re.compile(r"""(?:\benv(?:\.\w+)?\(|environ(?:\.get\(|\[))\s*["']([A-Z_]+)["']""")
# Of the development's and the tests' own, or of the libraries that read them.
ELSEWHERE = {"DJANGO_SETTINGS_MODULE", "MINGA_DATA", "ELECTIONS_DIR", "PATH", "PROMETHEUS_MULTIPROC_DIR"}


def test_every_setting_that_is_read_is_asked_for_its_sense() -> None:
    files = [*(ROOT / "platform" / "config").rglob("*.py")]
    read = {name for file in files for name in READ.findall(file.read_text())}
    assert len(read) > 40
    assert read - REQUIRED.keys() - OPTIONAL.keys() - ELSEWHERE == set()


def test_what_is_good_is_taken() -> None:
    assert refusals(GOOD) == []
    more = {
        "TWO_FACTOR_FOR_OFFICES": "True",
        "REAUTHENTICATION": "false",
        "DEFAULT_FROM_EMAIL": "Minga <m@council.example>",
    }
    more |= {"BACKUP_TO": " ".join(str(pyrage.x25519.Identity.generate().to_public()) for _key in range(2))}
    more |= {"BROKER_URL": "sentinel://a:26379;sentinel://b:26379", "BROKER_MASTER": "minga", "NEW_ACCOUNT_DAYS": "0"}
    assert refusals(GOOD | more) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWO_FACTOR_FOR_OFFICES", "enabled"),
        ("TWO_FACTOR_FOR_OFFICES", "1 "),
        ("REAUTHENTICATION", "ja"),
        ("WEBHOOKS_PRIVATE", "no"),
        ("KEEP_NOTICES_DAYS", "x"),
        ("KEEP_ENDED_DAYS", "0"),
        ("NEW_ACCOUNT_DAYS", "-5"),
        ("MOST_LINKS", "1.5"),
        ("REPEATED_BY", "0"),
        ("HEARTBEAT_URL", "foo"),
        ("BALLOT_KEYS_DIR", "keys"),
        ("MEDIA_ROOT", "./media"),
        ("DEFAULT_FROM_EMAIL", "Minga"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("BACKUP_TO", "AGE-SECRET-KEY-1QQQQ"),
        ("ALLOWED_HOSTS", "*"),
    ],
)
def test_what_has_no_sense_is_refused_in_words(name: str, value: str) -> None:
    (sentence,) = refusals(GOOD | {name: value})
    assert name in sentence


def test_sentinels_are_asked_for_a_master_by_its_name() -> None:
    (sentence,) = refusals(GOOD | {"BROKER_URL": "sentinel://one:26379"})
    assert sentence.startswith("BROKER_MASTER")
