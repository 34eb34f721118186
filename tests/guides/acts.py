"""What a reader of a guide does with each of its words in bold: an act for each, in the order of the text.

The words themselves stand in the guide alone, so it cannot name a button that is not there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

# Roles of what can be pressed, and of what can be chosen.
PRESSED, CHOSEN = ("button", "link"), ("radio", "checkbox")
CODE = re.compile(r"\b\d{4}-?\d{4}\b")


@dataclass
class Reader:
    """Somebody who has the guide beside the browser."""

    page: Page
    site: str

    def control(self, word: str, roles: tuple[str, ...]) -> Locator:
        """What is called so, in the page's main part rather than in its head."""
        name = re.compile(rf"^\s*{re.escape(word)}(?!\w)")
        main = self.page.get_by_role("main")
        for place in (main, self.page.locator("body")):
            found = place.get_by_role(roles[0], name=name).or_(place.get_by_role(roles[1], name=name))  # type: ignore[arg-type] # names of roles
            if found.count():
                break
        return found.first

    def settle(self) -> None:
        """Until what was sent has its answer."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator("form[aria-busy=true]")).to_have_count(0)


# An act finds what a word names, and says how to use it: nothing, for what is only to be seen.
Use = Callable[[], None] | None
Act = Callable[[Reader, str], tuple[Locator, Use]]


def press(reader: Reader, word: str) -> tuple[Locator, Use]:
    """A button or a link."""
    found = reader.control(word, PRESSED)
    expect(found, f"nothing to press is called {word!r}").to_be_visible()
    return found, found.click


def choose(reader: Reader, word: str) -> tuple[Locator, Use]:
    """One of several."""
    found = reader.control(word, CHOSEN)
    expect(found, f"nothing to choose is called {word!r}").to_have_count(1)
    return found, found.check


def see(reader: Reader, word: str) -> tuple[Locator, Use]:
    """Words on the page."""
    found = reader.page.get_by_role("main").get_by_text(word).first
    expect(found, f"nothing on the page says {word!r}").to_be_visible()
    return found, None


def write(text: str) -> Act:
    """A field, filled with the text."""

    def act(reader: Reader, word: str) -> tuple[Locator, Use]:
        found = reader.page.get_by_role("main").get_by_label(re.compile(rf"^\s*{re.escape(word)}(?!\w)")).first
        expect(found, f"no field is called {word!r}").to_be_visible()
        return found, lambda: found.fill(text)

    return act


def copy_code(reader: Reader, word: str) -> tuple[Locator, Use]:
    """A field, filled with the code of the letter that came last into the demonstration's mailbox."""
    letters = reader.page.context.request
    newest = re.search(r'href="(/demo/mail/[^"]+/)"', letters.get(f"{reader.site}/demo/mail/").text())
    assert newest, "no letter has come"
    code = CODE.search(letters.get(f"{reader.site}{newest[1]}").text())
    assert code, "the letter holds no code"
    return write(code.group())(reader, word)


class Doing(NamedTuple):
    """What is done in one step; `at` is where it begins, if not where the last one ended."""

    acts: tuple[Act, ...]
    at: str = ""


@dataclass(frozen=True)
class Guide:
    """Whose guide it is, of the demonstration's people, and its steps; who `signs_in` does so as the guide says."""

    name: str
    part: str
    steps: tuple[Doing, ...]
    signs_in: bool = False


ROUNDS = "/councils/movimientos/rounds"
TITLE = "Una casa de semillas en cada comuna"
WRITTEN = "La semilla se guarda en casa de quien la siembra.\n\nEl banco paga el galpón y la balanza."

GUIDES = (
    Guide(
        "member",
        "member",
        (
            Doing((press, write("deisy.montilla@example.org"), press), "/"),
            Doing((copy_code, press)),
            Doing((see,)),
            Doing(
                (press, write("Una casa de semillas en cada comuna"), write(WRITTEN), press), f"{ROUNDS}/8/proposals/"
            ),
            Doing((press, choose, choose, write("40000"), write("La comuna del valle"), press)),
            Doing((press, press, see)),
            Doing((press, choose, write("¿Quién cuida la balanza?"), press), f"{ROUNDS}/7/proposals/1/"),
        ),
        signs_in=True,
    ),
    Guide(
        "delegate",
        "delegate",
        (
            Doing((see, press), "/"),
            Doing((see, choose, press)),
            Doing((press,)),
            Doing((see, press)),
            Doing((press,)),
            Doing((press, press), "/"),
        ),
    ),
    Guide(
        "secretary",
        "secretary",
        (
            Doing((see,), "/desk/movimientos/"),
            Doing((press, choose, press), f"{ROUNDS}/8/proposals/2/"),
            Doing((press, press), "/desk/movimientos/"),
            Doing((press, see, see, press), "/desk/movimientos/rounds/"),
            Doing((press, see), "/desk/movimientos/rounds/7/"),
            Doing((press,), "/desk/movimientos/rounds/7/"),
        ),
    ),
    Guide(
        "respondent",
        "respondent",
        (
            Doing((see, press), "/"),
            Doing((press,)),
            Doing((press, choose, write("Se acepta. El directorio publica el plan en marzo."), press)),
            Doing((see,)),
        ),
    ),
)
