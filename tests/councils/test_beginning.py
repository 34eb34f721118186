"""A council that is begun: whole or not at all, by whoever runs the site, with every mistake in a sentence."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import User
from common.errors import Conflict, DomainError, Forbidden, Invalid
from councils.beginning.actions import begin_council, try_council
from councils.beginning.plan import Beginning, Body, FirstRound, Founder
from councils.beginning.reading import read_movements
from councils.mandates.actions import name_country, seat_founders
from councils.mandates.queries import electorate, rulebook_at
from councils.models import Council, Country, Invitation, Movement, Office, Round, Standing
from councils.rounds.actions import convene_first_round
from ledger.models import Entry
from notices.models import Outgoing
from tests.factories.councils import DAY, NOW, CouncilFactory, CountryFactory, PersonFactory, RoundFactory, travelling

FIRST = FirstRound(
    title={"es": "Primera convocatoria"},
    call={"es": "¿Qué debe financiar el banco?"},
    themes=[{"es": "Agua", "en": "Water"}],
    starts_on=date(2026, 7, 1),
    body=Body({"es": "Directorio del Banco"}, "BDS", "bank_board"),
)
WHOLE = Beginning(
    name={"es": "Consejo de Movimientos", "pt-br": "Conselho de Movimentos"},
    slug="cms",
    code="CMS",
    countries=("BO", "BR", "PT=Europe/Lisbon"),
    movements=(
        Founder("Red de Semillas", "peasant", "BO", "semillas@example.org"),
        Founder("Rede Regional da Água", "environmental", "", "agua@example.org"),
    ),
    template="one-country-one-vote",
    secretaries=("ana@example.org", "Beto@example.org"),
    time_zone="America/La_Paz",
    first_round=FIRST,
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences are looked at."""
    with translation.override("en"):
        yield


@pytest.fixture
def operator(at_noon: None, settings) -> User:  # type: ignore[no-untyped-def] # a fixture of pytest-django
    """Somebody whose address the settings name, and who has shown that it is theirs."""
    person = PersonFactory(email="opera@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    settings.OPERATORS = ["opera@example.org"]
    return person


@pytest.fixture(autouse=True)
def _letters_are_part_of_what_is_done(settings: Any) -> None:
    settings.EMAIL_BACKEND = "notices.outbox.OutboxBackend"


def nothing() -> bool:
    """Whether no trace of a council is left."""
    rows = (Council, Country, Movement, Office, Round, Entry, Invitation, Outgoing)
    return not any(model.objects.exists() for model in rows)


def test_a_council_begins_with_all_that_it_needs(operator: User, settings) -> None:  # type: ignore[no-untyped-def] # as above
    settings.EMAIL_BACKEND = settings.POSTING_BACKEND
    council = begin_council(beginning=WHOLE, actor=operator)
    assert (council.slug, council.languages, council.is_two_person) == ("cms", ["es", "pt-br"], True)
    with travelling(NOW + DAY):
        assert {seat.name for seat in electorate(council, NOW + DAY)} == {"Red de Semillas", "Rede Regional da Água"}
        assert rulebook_at(council, NOW + DAY).data["binding"] == "countries"
    assert Country.objects.get(code="BO").time_zone == "America/La_Paz"
    assert Country.objects.get(code="PT").name["fr"] == "Portugal"
    assert {office.person.email for office in council.offices.all()} == {"ana@example.org", "beto@example.org"}
    round_ = council.rounds.get()
    assert [body.code for body in round_.addressees.all()] == ["BDS"]
    first = round_.windows.first()
    assert first is not None
    assert first.opens_at.isoformat() == "2026-07-01T16:00:00+00:00"
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        *("agua@example.org", "ana@example.org", "beto@example.org", "semillas@example.org"),
    ]
    assert "/desk/cms/" in next(letter.body for letter in mail.outbox if letter.to == ["ana@example.org"])


def test_every_part_stands_in_the_ledger_as_the_operators(operator: User) -> None:
    begin_council(beginning=WHOLE, actor=operator)
    assert sorted(Entry.objects.values_list("verb", flat=True)) == sorted(
        [
            *["name_country"] * 3,
            *["found_council"] * 2,
            *["record_accession"] * 3,
            *["admit_movement"] * 2,
            *["invite_member"] * 2,
            "convene_round",
        ]
    )
    assert set(Entry.objects.values_list("actor", flat=True)) == {operator.pk}
    assert "@" not in "".join(str(entry.data) for entry in Entry.objects.all())


def test_a_council_may_begin_without_a_round(operator: User) -> None:
    council = begin_council(beginning=replace(WHOLE, first_round=None), actor=operator)
    assert not council.rounds.exists()
    assert Council.objects.count() == 1


MISTAKES: dict[str, tuple[Beginning, str]] = {
    "a bad address": (replace(WHOLE, slug="Consejo Á"), "slug"),
    "an address of signs that cannot be written": (replace(WHOLE, slug="c\x00ms"), "slug"),
    "an address that is a rehearsal's": (replace(WHOLE, slug="cms-rehearsal-1"), "slug"),
    "a bad code": (replace(WHOLE, code="cms!"), "code"),
    "no name": (replace(WHOLE, name={"es": "  "}), "name"),
    "a name in an unknown language": (replace(WHOLE, name={"xx": "Consejo"}), "name"),
    "no country": (replace(WHOLE, countries=()), "countries"),
    "a country twice": (replace(WHOLE, countries=("BO", "bo")), "countries"),
    "an unknown country": (replace(WHOLE, countries=("BO", "XX")), "countries"),
    "a country of a broken code": (replace(WHOLE, countries=("B\x00",)), "countries"),
    "a country of several zones": (replace(WHOLE, countries=("BO", "RU")), "countries"),
    "a country in a zone that is none": (replace(WHOLE, countries=("BO", "RU=Mars/Olympus")), "countries"),
    "no movement": (replace(WHOLE, movements=()), "movements"),
    "two movements of one name": (replace(WHOLE, movements=(WHOLE.movements[0],) * 2), "movements.2"),
    "a movement of no known kind": (replace(WHOLE, movements=(Founder("M", "party", "BO", "a@b.org"),)), "movements.1"),
    "a movement of another country": (
        replace(WHOLE, movements=(Founder("M", "union", "CL", "a@b.org"),)),
        "movements.1",
    ),
    "a movement without an address": (replace(WHOLE, movements=(Founder("M", "union", "BO", "nadie"),)), "movements.1"),
    "an unknown rulebook": (replace(WHOLE, template="by-acclamation"), "template"),
    "no secretary": (replace(WHOLE, secretaries=()), "secretaries"),
    "one secretary under the control of two": (replace(WHOLE, secretaries=("a@b.org", "A@b.org")), "secretaries"),
    "an address that is none": (replace(WHOLE, secretaries=("ana", "beto@example.org")), "secretaries"),
    "an unknown zone": (replace(WHOLE, time_zone="America/Macondo"), "time_zone"),
    "a calendar in the past": (
        replace(WHOLE, first_round=replace(FIRST, starts_on=date(2026, 1, 1))),
        "round.windows.drafting",
    ),
    "a calendar beyond the years": (
        replace(WHOLE, first_round=replace(FIRST, starts_on=date(9999, 12, 1))),
        "round.starts_on",
    ),
    "a window that is too short": (
        replace(WHOLE, first_round=replace(FIRST, days={**FIRST.days, "voting": 1})),
        "round.windows.voting",
    ),
    "a window of less than no days": (
        replace(WHOLE, first_round=replace(FIRST, days={**FIRST.days, "voting": -1})),
        "round.days.voting",
    ),
    "an hour that is none": (replace(WHOLE, first_round=replace(FIRST, hour=24)), "round.hour"),
    "nobody who answers": (replace(WHOLE, first_round=replace(FIRST, body=None)), "round.addressees"),
    "a body that is not here": (replace(WHOLE, first_round=replace(FIRST, addressees=("nadie",))), "round.addressees"),
    "a body of a bad code": (
        replace(WHOLE, first_round=replace(FIRST, body=Body({"es": "B"}, "b", "bank_board"))),
        "round.body.code",
    ),
    "a body that deliberates": (
        replace(WHOLE, first_round=replace(FIRST, body=Body({"es": "B"}, "BB", "advisory"))),
        "round.body.kind",
    ),
    "no theme": (replace(WHOLE, first_round=replace(FIRST, themes=())), "round.themes"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_a_sentence_and_nothing_is_made(at_noon: None, mistake: str) -> None:
    beginning, field = MISTAKES[mistake]
    with pytest.raises(Invalid) as refused:
        begin_council(beginning=beginning)
    assert field in refused.value.fields, refused.value.fields
    assert str(refused.value.fields[field]).endswith((".", ":"))
    assert nothing()


def test_all_mistakes_are_told_at_once(at_noon: None) -> None:
    wrong = replace(WHOLE, slug="Á", countries=("XX",), secretaries=("ana",), template="")
    with pytest.raises(Invalid) as refused:
        begin_council(beginning=wrong)
    assert {"slug", "countries", "secretaries", "template"} <= refused.value.fields.keys()


@pytest.mark.parametrize("taken", [{"slug": "cms"}, {"code": "CMS"}, {"slug": "bds"}])
def test_an_address_or_a_code_in_use_is_refused(at_noon: None, taken: dict[str, str]) -> None:
    CouncilFactory(**taken)
    with pytest.raises(Invalid) as refused:
        begin_council(beginning=WHOLE)
    assert "exists already" in str([*refused.value.fields.values()])
    assert Council.objects.count() == 1


def test_only_whoever_runs_the_site_begins_a_council(operator: User, settings) -> None:  # type: ignore[no-untyped-def]
    unproved = PersonFactory(email="otra@example.org")
    settings.OPERATORS = ["opera@example.org", "otra@example.org"]
    gone = PersonFactory(email="ex@example.org")
    EmailAddress.objects.create(user=gone, email=gone.email, verified=True)
    for person in (PersonFactory(), unproved, gone):
        with pytest.raises(Forbidden) as refused:
            begin_council(beginning=WHOLE, actor=person)
        assert refused.value.code == "not_the_operator"
    assert not Council.objects.exists()
    begin_council(beginning=WHOLE, actor=operator)


def test_a_trial_keeps_nothing_and_writes_to_nobody(at_noon: None) -> None:
    try_council(beginning=WHOLE)
    assert nothing()
    with pytest.raises(Invalid):
        try_council(beginning=replace(WHOLE, slug="Á"))


def _seat(council: Council) -> object:
    CountryFactory(code="BO")
    return seat_founders(council=council, countries=["BO"], movements=[], inviter=PersonFactory())


BEGUN: dict[str, Callable[[Council], object]] = {
    "seat_founders": _seat,
    "convene_first_round": lambda council: convene_first_round(
        council=council, title={}, call={}, themes=[], windows=[], addressees=[]
    ),
}


@pytest.mark.parametrize("verb", BEGUN)
def test_the_founding_is_over_once_a_council_has_begun(at_noon: None, verb: str) -> None:
    council = CouncilFactory()
    RoundFactory(council=council)
    with pytest.raises(Conflict):
        BEGUN[verb](council)
    with pytest.raises(DomainError):
        BEGUN[verb](CouncilFactory(kind="bank_board"))


def test_a_country_is_named_once(at_noon: None) -> None:
    for _time in range(2):
        assert name_country(code="BO", name={"es": "Bolivia"}, time_zone="America/La_Paz").code == "BO"
    assert Entry.objects.filter(verb="name_country").count() == 1
    with pytest.raises(Invalid):
        name_country(code="bo1", name={"es": "?"}, time_zone="UTC")
    assert Standing.objects.count() == 0


TABLE = (
    "name;kind;country;email\nRed de Semillas;peasant;bo;s@example.org\n\nRed del Agua;ENVIRONMENTAL;;a@example.org\n"
)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_movements_are_read_from_a_table(mark: str) -> None:
    found = read_movements((mark + TABLE).encode())
    assert found == [
        Founder("Red de Semillas", "peasant", "BO", "s@example.org"),
        Founder("Red del Agua", "environmental", "", "a@example.org"),
    ]
    assert read_movements(TABLE.replace(";", ",").encode()) == found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (TABLE.encode("utf-16"), "UTF-8"),
        ("name;kind;country;email\nUnión;union;BO;a@b.org".encode("latin-1"), "UTF-8"),
        (b"name;kind\nA;union", "country, email"),
        (b"name;kind;country;email\nA;union\n", "Line 2"),
        (b"x" * 200_001, "200 kB"),
        (b"name;kind;country;email\n" + b"A;union;;a@b.org\n" * 401, "400"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_movements(content)
    assert words in refused.value.fields["movements"]


OPTIONS = (
    *("cms", "CMS", "--name", "es=Consejo", "--country", "BO", "--country", "EC", "--time-zone", "America/La_Paz"),
    *("--secretary", "ana@example.org", "--secretary", "beto@example.org", "--rulebook", "consensus", "--no-input"),
    *("--starts-on", "2026-07-01", "--title", "es=Primera", "--call", "es=¿Qué?", "--theme", "es=Agua|en=Water"),
    *("--body", "BDS;bank_board;es=Directorio"),
)
ONE = ("--movement", "Red de Semillas;peasant;BO;semillas@example.org")


def run(*options: str) -> str:
    written = StringIO()
    call_command("begin_council", *options, stdout=written)
    return written.getvalue()


def test_the_command_begins_a_council(at_noon: None, tmp_path: Path) -> None:
    table = tmp_path / "movements.csv"
    table.write_text(TABLE, encoding="utf-8")
    told = run(*OPTIONS, "--movements", str(table), "--days", "voting=10", "plenary=5", "--dry-run")
    assert "Nothing was made" in told
    assert "voting: Mon 24 Aug 2026 12:00 – Thu 03 Sep 2026 12:00" in told
    assert nothing()
    assert "CMS: /councils/cms/" in run(*OPTIONS, "--movements", str(table))
    assert Council.objects.get(slug="cms").seats.count() == 2
    with pytest.raises(CommandError, match="exists already"):
        run(*OPTIONS, *ONE)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--movement", "Red;peasant"), "movements: write NAME;KIND;COUNTRY;EMAIL"),
        ((*ONE, "--name", "es=Otro"), "name: the language es stands there twice"),
        ((*ONE, "--name", "Consejo"), "name: write the language"),
        ((*ONE, "--days", "voting=many"), "round.days"),
        ((*ONE, "--starts-on", "1 de marzo"), "round.starts_on"),
        ((*ONE, "--body", "BDS"), "round.body"),
        ((*ONE, "--country", "BO"), "countries: BO stands there twice"),
        (("--movements", "/nowhere/at/all.csv"), "movements: this file cannot be read"),
        ((), "movements: Name at least one movement"),
    ],
)
def test_the_command_says_what_is_wrong_and_makes_nothing(at_noon: None, options: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*OPTIONS, *options)
    assert nothing()


def test_the_command_asks_for_what_was_left_out(at_noon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(
        [
            *("cms", "CMS", "es=Consejo", "", "bo, ec", "Red;union;BO;r@example.org", "", "", "a@example.org"),
            *("b@example.org", "", "2026-07-01", "es=Primera", "", "es=¿Qué?", "", "es=Agua", "", ""),
            *("BDS;bank_board;es=Directorio", ""),
        ]
    )
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _words: next(answers))
    assert "CMS: /councils/cms/" in run()
    assert Round.objects.get().windows.count() == 5


def test_an_operator_is_invited_by_the_command(at_noon: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.OPERATORS, settings.EMAIL_BACKEND = ["opera@example.org"], settings.POSTING_BACKEND
    with pytest.raises(CommandError, match="OPERATORS"):
        call_command("invite_operator", "otra@example.org")
    with pytest.raises(CommandError):
        call_command("invite_operator", "nadie")
    for _time in range(2):
        call_command("invite_operator", "Opera@example.org")
    assert User.objects.get().email == "opera@example.org"
    assert "/begin/" in mail.outbox[0].body
