"""The result of a ranking, an election and an allocation in a browser: what stands on the page is enough to work out
by hand what the page says.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.factories.choices import allocated, answer, elected, publish, put, ranked, scene_of
from tests.factories.scenes import Scene

from .conftest import BUDGET, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
MAKE: dict[str, Callable[[Scene], Scene]] = {"ranking": ranked, "allocation": allocated, "election": elected}


def decided(make: Callable[[Scene], Scene]) -> Scene:
    """A ballot of some months ago, closed and published: by the server's own clock too."""
    scene = make(scene_of())
    publish(scene)
    return scene


def number(text: str) -> Fraction:
    """A number as the page writes it in Spanish: *4 2/3*, *1.234,50 USD*."""
    sign = -1 if text.strip().startswith("-") else 1
    parts = text.replace("USD", "").replace("✓", "").replace("+", "").replace("-", "").split()
    whole = [Fraction(part.replace(".", "").replace(",", ".")) for part in parts if "/" not in part]
    rest = [Fraction(part) for part in parts if "/" in part]
    return sign * sum([*whole, *rest], Fraction(0))


def cells(page: Page, table: str) -> list[list[str]]:
    rows = page.locator(f"{table} tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def links(path: Locator) -> list[tuple[str, str, Fraction, Fraction, Fraction]]:
    """From, to, for, against and strength of each link of a path."""
    found = []
    for link in path.locator("li").all():
        above, below = link.locator("bdi").all_inner_texts()
        votes, against = map(number, link.locator(".votes").all_inner_texts())
        found.append((above, below, votes, against, number(link.locator(".strength").inner_text())))
    return found


def test_a_schulze_path_can_be_followed_by_hand(visit: Callable[..., Visitor]) -> None:
    scene = decided(ranked)
    visitor = visit(wide=True)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page
    rows = cells(page, "#pairs")
    names = [row[0].split(". ", 1)[1] for row in rows]
    votes = {
        (names[a], names[b]): number(cell) for a, row in enumerate(rows) for b, cell in enumerate(row[1:]) if a != b
    }
    defeats = {pair: have for pair, have in votes.items() if have > votes[pair[1], pair[0]]}
    strongest = dict(defeats)
    for through in names:
        for a in names:
            for b in names:
                if len({a, b, through}) == 3:
                    by_way = min(strongest.get((a, through), Fraction(0)), strongest.get((through, b), Fraction(0)))
                    strongest[a, b] = max(strongest.get((a, b), Fraction(0)), by_way)
    told = page.locator(".paths > li").all()
    assert len(told) == len(names) - 1
    for comparison in told:
        strengths = []
        for path, strength in zip(
            comparison.locator("dd").all(), comparison.locator("dt .strength").all_inner_texts(), strict=True
        ):
            chain = links(path)
            for above, below, have, against, strong in chain:
                assert (votes[above, below], votes[below, above]) == (have, against)
                assert strong == defeats[above, below]
            if chain:
                assert number(strength) == min(link[4] for link in chain) == strongest[chain[0][0], chain[-1][1]]
                assert [link[1] for link in chain[:-1]] == [link[0] for link in chain[1:]], (
                    "each link begins where one ended"
                )
                weakest = {number(mark) for mark in path.locator("mark").all_inner_texts()}
                assert weakest == {number(strength)}
            strengths.append(number(strength))
        assert strengths[0] > strengths[1]
    assert page.locator("ol.order > li").first.inner_text() == "Agua (A)"
    assert "Agua" in page.locator(".outcome").inner_text()


def test_a_transfer_can_be_followed_by_hand(visit: Callable[..., Visitor]) -> None:
    scene = decided(elected)
    visitor = visit(wide=True)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page
    had = {row[0].split(" ✓")[0].split("\n")[0].strip(): row[2:] for row in cells(page, "#rounds")}
    first = {name: number(votes[0]) for name, votes in had.items()}
    quota = Fraction(int(sum(first.values())) // 3 + 1)
    assert f": {quota}." in page.locator(".quota").inner_text()
    winner = max(first, key=lambda name: first[name])
    surplus = first[winner] - quota
    value = surplus / first[winner]
    stage = page.locator("section.step").nth(1)
    assert f"= {value}" in stage.inner_text().replace("\u00a0", " ")
    papers, was, now = map(number, stage.locator(".parcels tbody td").all_inner_texts())
    assert (papers, was, now) == (first[winner], Fraction(1), value)
    gained = {
        gain.locator("bdi").inner_text(): number(gain.locator(".votes").inner_text())
        for gain in stage.locator(".gains li").all()
    }
    assert sum(gained.values()) == surplus, "nobody ranked the winner alone, so that nothing is lost"
    for name, votes in had.items():
        expected = quota if name == winner else first[name] + gained.get(name, Fraction(0))
        assert number(votes[1]) == expected
    lost = page.locator("#rounds tfoot td").all_inner_texts()[1:]
    for stage_number, gone in enumerate(lost):
        still = sum((number(votes[stage_number]) for votes in had.values() if votes[stage_number]), Fraction(0))
        assert still + number(gone) == 7, "votes are conserved in every stage"


def test_a_purchase_can_be_followed_by_hand(visit: Callable[..., Visitor]) -> None:
    scene = decided(allocated)
    visitor = visit(wide=True)
    visitor.go(scene.ballot.get_absolute_url())
    page = visitor.page
    share = Fraction(120, 6)
    assert "20" in page.locator(".share").inner_text()
    purchases = page.locator("li.purchase").all()
    assert purchases
    spent = Fraction(0)
    for purchase in purchases:
        cost, rho = (number(purchase.locator(f".{name}").inner_text()) for name in ("cost", "rho"))
        together = Fraction(0)
        for payment in purchase.locator(".payments li").all():
            voters, each = (number(payment.locator(f".{name}").inner_text()) for name in ("voters", "each"))
            assert number(payment.locator(".together").inner_text()) == voters * each
            assert each <= share, "nobody pays more than their share"
            assert each <= rho * cost, "and nobody more than the price for each unit of the cost"
            together += voters * each
        assert together == cost
        spent += cost
    first = number(purchases[0].locator(".rho").inner_text())
    voters = sum(number(v) for v in purchases[0].locator(".voters").all_inner_texts())
    assert first == 1 / voters, "while nobody is short, the price of each unit is divided equally"
    assert spent <= 120


@pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", MAKE)
def test_the_pages_hold_to_the_rules_of_every_page(visit: Callable[..., Visitor], kind: str, wide: bool) -> None:
    scene = decided(MAKE[kind])
    visitor = visit(wide=wide)
    pages = {"result": "", "position": "", "other": "?rule=irv" if kind != "allocation" else "?rule=greedy/capital"}
    for name, query in pages.items():
        place = scene.ballot.positions.get() if name == "position" else scene.ballot
        assert visitor.go(f"{place.get_absolute_url()}{query}").status == 200
        for fold in visitor.page.locator("main details").all():
            fold.evaluate("fold => fold.open = true")
        visitor.check(f"{kind}-{name}")
    visitor.go("/positions/")
    visitor.check(f"{kind}-list")
    if kind == "allocation":
        visitor.page.goto(f"{visitor.site}{scene.ballot.get_absolute_url()}")
        visitor.page.fill("#envelope", "75,50")
        visitor.page.click("#what-if ~ form button")
        visitor.page.wait_for_selector("#envelopes")
        visitor.check("allocation-envelope")


@pytest.mark.parametrize("js", [True, False], ids=["with script", "without script"])
def test_a_wrong_envelope_is_said_by_the_field(visit: Callable[..., Visitor], js: bool) -> None:
    scene = decided(allocated)
    visitor = visit(js=js)
    visitor.go(scene.ballot.get_absolute_url())
    visitor.page.fill("#envelope", "mucho")
    with visitor.page.expect_response(lambda r: "envelope=" in r.url) as answered:
        visitor.page.click("#what-if ~ form button")
    assert answered.value.status == 422
    visitor.page.wait_for_selector("#envelope-error")
    assert visitor.page.locator("#envelope").input_value() == "mucho"


@pytest.mark.parametrize("kind", MAKE)
def test_fifty_options_stay_within_the_budget(visit: Callable[..., Visitor], kind: str) -> None:
    scene = scene_of()
    names = {f"opcion-{n}": f"Una propuesta número {n * 7919 % 1000} de las organizaciones" for n in range(50)}
    terms: dict[str, Any] = {
        "allocation": {"budget": "500.00", "currency": "USD"},
        "ranking": {},
        "election": {"places": 9},
    }[kind]
    put(scene, kind, terms, names, dict.fromkeys(names, "37.50"))
    given: dict[str, Any] = {}
    for shift, country in enumerate(scene.seats):
        order = sorted(names, key=lambda name: hash_of(name, shift))
        given[country] = {"approved": order[:20]} if kind == "allocation" else {"ranking": [[name] for name in order]}
    answer(scene, given)
    publish(scene)
    place = scene.ballot.get_absolute_url()
    for address in (place, f"{place}?tables=1", scene.ballot.positions.get().get_absolute_url()):
        weight = visit().weigh(address)
        assert 0 < weight <= BUDGET, f"{address}: {weight} bytes"


def hash_of(name: str, shift: int) -> int:
    """An order of its own for each seat, the same in every run."""
    return (int(name.rsplit("-", 1)[1]) * 31 + 17) * (shift * 13 + 7) % 101
