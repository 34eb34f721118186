"""Inviting by a list: what is wrong with each line, who may send it, and each line invited once whatever happens."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from common.errors import DomainError, Invalid
from councils import tasks
from councils.inviting import actions
from councils.inviting.actions import invite_next_line, send_invitation_list
from councils.inviting.checking import check_lines
from councils.inviting.queries import forget_addresses
from councils.inviting.reading import decode, read_lines
from councils.mandates.actions import invite_member
from councils.models import Council, Invitation, InvitationLine, InvitationList, Standing
from ledger.models import Entry
from tests.factories.councils import (
    DAY,
    HOUR,
    NOW,
    CouncilFactory,
    MembershipFactory,
    SeatFactory,
    StandingFactory,
    travelling,
)

from .conftest import House, built
from .test_permissions_of_acts import ROLES, SECRETARIES
from .test_races_of_acts import at_once

HEAD = "email;movement;role\n"


def a_list(house: House, number: int = 3) -> str:
    return HEAD + "".join(f"persona-{n}@example.net;{house.movement.slug};\n" for n in range(number))


def problems(house: House, *lines: str, head: str = HEAD) -> list[str]:
    with override("en"):
        checked = check_lines(house.council, read_lines(head + "\n".join(lines)))
        return [" ".join(one.problems) for one in checked]


def page(house: House, data: dict, role: str = "secretary") -> tuple[int, str]:
    client = Client(headers={"accept-language": "en"})
    client.force_login(house.people[role])
    answer = client.post(reverse("desk_inviting", args=[house.council.slug]), data)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_a_list_is_for_secretaries_alone(house: House, role: str) -> None:
    try:
        send_invitation_list(council=house.council, actor=house.people[role], lines=a_list(house))
    except DomainError as refusal:
        assert (refusal.status, role in SECRETARIES) == (403, False)
        assert not InvitationLine.objects.exists()
    else:
        assert role in SECRETARIES
        entry = Entry.objects.get()
        assert (entry.verb, entry.data) == ("send_invitation_list", {"lines": 3})


def test_only_where_movements_sit_and_letters_leave(house: House) -> None:
    house.council.kind = Council.Kind.BANK_BOARD
    house.council.save()
    with pytest.raises(DomainError) as refused:
        send_invitation_list(council=house.council, actor=house.secretary, lines=a_list(house))
    assert refused.value.code == "not_advisory"


def test_each_line_says_all_that_is_wrong_with_it(house: House) -> None:
    slug, name = house.movement.slug, house.movement.name
    elsewhere, suspended = SeatFactory().movement, SeatFactory(council=house.council)
    StandingFactory(seat=suspended, status=Standing.Status.SUSPENDED, effective_at=NOW - DAY)
    invite_member(movement=house.movement, email="ya@example.net", actor=house.secretary)
    said = problems(
        house,
        f"buena@example.net;{slug};member",
        f"BUENA@example.net;{name.upper()};",
        f"sin arroba;{slug};jefa",
        f"otra@example.net;{elsewhere.slug};",
        "otra@example.net;No existe;",
        "otra@example.net;;",
        f"{house.people['member'].email.upper()};{slug};",
        f"ya@example.net;{slug};",
        f"uno@example.net;{suspended.movement.slug};",
        f"=cmd|'/c calc'!A1;{slug};",
        f"dos@example.net;{slug};Coordinadora",
    )
    assert said[0] == said[10] == ""
    assert "line 2" in said[1]
    assert "e-mail address" in said[2] and "no such role" in said[2]
    assert "no seat in this council" in said[3]
    assert "No movement is called so" in said[4]
    assert "missing" in said[5]
    assert "belongs to the movement already" in said[6]
    assert "Invited already" in said[7]
    assert "suspended" in said[8]
    assert "formula" in said[9]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("head", ["\ufeffCorreo|Organización|Rol", "nome|E-MAIL|movimento", "courriel|mouvement"])
def test_spreadsheets_write_in_many_ways(head: str, delimiter: str) -> None:
    cells = {"correo": "a@example.net", "e-mail": "a@example.net", "courriel": "a@example.net", "nome": "Ana"}
    row = delimiter.join(cells.get(one.strip("\ufeff").lower(), '"La ""Red"""') for one in head.split("|")[:2])
    (line,) = read_lines("\n" + head.replace("|", delimiter) + "\r\n" + row + "\r\n" + delimiter * 2 + "\r\n")
    assert line.email == "a@example.net" or head.startswith("nome")
    assert line.number == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "list_empty"),
        ("\n \n", "list_empty"),
        ("email;movement", "list_empty"),
        ("nombre;casa\na;b", "no_columns"),
        ("=1+1", "no_columns"),
        ('email;movement\n"a;b\n', "not_csv"),
        ('email;movement\n"a"b;c\n', "not_csv"),
        ("email;movement\n" + "a;b\n" * 2_001, "list_too_long"),
        ("email;movement\n" + "x" * 500_001, "list_too_large"),
        ("email;movement\n" + "ñ" * 300_000, "list_too_large"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(house: House, text: str, code: str) -> None:
    with override("en"), pytest.raises(Invalid) as refused:
        read_lines(text)
    assert refused.value.code == code
    status, shown = page(house, {"lines": text, "act": "check"})
    assert status == 422
    assert str(refused.value.sentence).split(":")[0][:20] in shown.replace("&quot;", '"')


def test_a_file_in_another_encoding_is_refused_by_name(house: House) -> None:
    with pytest.raises(Invalid):
        decode("correo;organización".encode("latin-1"))
    assert decode("\ufeffcorreo".encode()) == "correo"
    text = HEAD + f"una@example.net;{house.movement.slug};"
    for content, status in ((text.encode("utf-8-sig"), 200), ("ñ".encode("latin-1"), 422), (b"x" * 600_000, 422)):
        answer, shown = page(house, {"file": SimpleUploadedFile("l.csv", content), "act": "check"})
        assert answer == status, content[:20]
    assert InvitationList.objects.count() == 0
    _status, shown = page(house, {"file": SimpleUploadedFile("l.csv", text.encode()), "act": "check"})
    assert "1 person would be invited" in shown
    assert "una@example.net" in shown, "what was read can be put right on the page"


@pytest.mark.parametrize("cell", ["\x00", "a\x00@b", "\ud800", "x" * 5_000, "<script>", "a@b.org\u202e", "'; DROP"])
def test_a_hostile_cell_is_a_sentence(house: House, cell: str) -> None:
    (said,) = problems(house, f"{cell};{house.movement.slug};") or [""]
    assert said
    cell = cell.encode("utf-8", "replace").decode()  # as it comes over the wire
    status, shown = page(house, {"lines": HEAD + f"{cell};{cell};{cell}", "act": "send"})
    assert status == 422
    assert "<script>;" not in shown


def test_the_dry_run_writes_nothing_and_the_sending_leaves_out_what_is_wrong(house: House) -> None:
    text = a_list(house, 2) + "nadie;nada;nunca\n"
    status, shown = page(house, {"lines": text, "act": "check"})
    assert status == 200
    assert "2 people would be invited" in shown and "1 line with a problem" in shown
    assert not InvitationList.objects.exists() and not mail.outbox
    assert page(house, {"lines": text, "act": "send"})[0] == 302
    assert InvitationLine.objects.count() == 2
    status, shown = page(house, {"lines": text, "act": "send"})
    assert status == 422, "the same list again holds nobody who could be invited"
    assert "Another list that is being sent" in shown


def test_the_worker_invites_each_once_and_the_page_says_how_far_it_is(
    house: House, django_capture_on_commit_callbacks
) -> None:
    made = send_invitation_list(council=house.council, actor=house.secretary, lines=a_list(house))
    MembershipFactory(movement=house.movement, person__email="persona-1@example.net")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.invite()
        tasks.invite()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["persona-0@example.net", "persona-2@example.net"]
    made.refresh_from_db()
    assert made.done_at
    assert [line.state for line in made.lines.all()] == ["invited", "refused", "invited"]
    assert Entry.objects.filter(verb="invite_member").count() == 2
    client = Client(headers={"accept-language": "en"})
    client.force_login(house.secretary)
    address = reverse("desk_invited", args=[house.council.slug, made.pk])
    shown = client.get(address).content.decode()
    assert "Every line was dealt with" in shown and "persona-1@example.net" in shown
    assert address in client.get(reverse("desk", args=[house.council.slug])).content.decode()
    for role, status in (("observer", 403), ("member", 403), ("secretary elsewhere", 403)):
        client.force_login(house.people[role])
        assert client.get(address).status_code == status, role
    other = CouncilFactory()
    assert client.get(reverse("desk_invited", args=[other.slug, made.pk])).status_code == 403
    assert forget_addresses(NOW - DAY) == 0
    assert forget_addresses(NOW + DAY) == 1
    assert not made.lines.exclude(email="").exists()


def test_a_worker_that_dies_has_done_both_or_neither(house: House, monkeypatch) -> None:
    made = send_invitation_list(council=house.council, actor=house.secretary, lines=a_list(house))
    assert invite_next_line()

    def die(**_facts: object) -> Iterator[None]:
        invite_member(movement=house.movement, email="persona-1@example.net", actor=house.secretary)
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(actions, "invite_member", die)
        invite_next_line()
    assert Invitation.objects.count() == 1
    while invite_next_line():
        pass
    assert Invitation.objects.count() == 3
    assert made.lines.filter(state="invited").count() == 3


def test_the_page_of_a_list_says_how_far_it_is(house: House) -> None:
    made = send_invitation_list(council=house.council, actor=house.secretary, lines=a_list(house))
    assert made.lines.filter(state="waiting").count() == 3
    assert "It waits for the worker" in how_far(house, made)
    with travelling(NOW + HOUR):
        silent = how_far(house, made)
        assert "Nobody has worked at it since" in silent and "0 of 3" in silent and "hx-get" in silent
        invite_next_line()
        half = how_far(house, made)
        assert "It is being done now" in half and "1 of 3" in half and "Nobody" not in half
    with travelling(NOW + 2 * HOUR):
        assert "Nobody has worked at it since" in how_far(house, made), "the worker died in the middle"
        assert tasks.invite(), "and the next one goes on"
        done = how_far(house, made)
        assert "3 of 3" in done and "hx-get" not in done and "Look again" not in done


def how_far(house: House, made: InvitationList) -> str:
    """The page of a list."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(house.secretary)
    return client.get(reverse("desk_invited", args=[house.council.slug, made.pk])).content.decode()


def test_no_more_wait_than_may(house: House, monkeypatch) -> None:
    monkeypatch.setattr("councils.inviting.checking.MOST_INVITATIONS", 2)
    said = problems(house, *(f"p{n}@example.net;{house.movement.slug};" for n in range(3)))
    assert said[:2] == ["", ""] and "no more can wait" in said[2]


def test_a_dry_run_asks_the_same_for_two_lines_and_for_two_thousand(house: House) -> None:
    def asked(number: int) -> int:
        lines = read_lines(a_list(house, number))
        with CaptureQueriesContext(connection) as queries:
            check_lines(house.council, lines)
        return len(queries)

    assert asked(2) == asked(2_000) <= 7


@pytest.mark.django_db(transaction=True)
def test_two_who_send_and_two_who_work_at_once() -> None:
    house = built()
    text = a_list(house, 8)

    def send(who: str) -> str:
        try:
            send_invitation_list(council=house.council, actor=house.people[who], lines=text)
        except Invalid as refusal:
            return refusal.code
        return "sent"

    assert sorted(at_once(lambda: send("secretary"), lambda: send("second secretary"))) == ["nobody_to_invite", "sent"]

    def work() -> int:
        return sum(1 for _n in range(20) if invite_next_line())

    at_once(work, work)
    while invite_next_line():
        pass
    assert Invitation.objects.count() == 8
    assert Entry.objects.filter(verb="invite_member").count() == 8
