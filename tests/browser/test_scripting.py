"""Every vector through every field that people write: nothing of it runs in Chromium, even without the policy of
content that would stop it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, Page

from common import clock
from councils.models import Round, Theme, Window
from proposals.models import (
    Amendment,
    AmendmentText,
    Appeal,
    Attachment,
    Ballot,
    Case,
    Comment,
    Decision,
    Position,
    Proposal,
    Report,
    Revision,
    Statement,
)
from proposals.tasks import sweep
from proposals.voting.casting import cast_vote, state_vote
from tests.factories.scenes import FOUNDED, Scene, person, seat_of, voting_scene
from tests.factories.vectors import HOST, SCRIPT, vectors

from .conftest import settle_sign_in

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
VECTORS = vectors()
# What no page of ours has, and a text could only have brought.
INJECTED = """() => {
  const found = [], address = /^\\s*(javascript|data|vbscript|blob|livescript|feed|view-source):/i;
  for (const element of document.querySelectorAll('*'))
    for (const {name, value} of element.attributes) {
      if (name.startsWith('on') || name.startsWith('hx-on') || name === 'style' || name === 'srcdoc') found.push(name);
      if (['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'background'].includes(name)
          && address.test(value)) found.push(name + '=' + value);
      if (name.startsWith('hx-') && /\\/\\//.test(value)) found.push(name + '=' + value);
    }
  const here = 'main :is(script, iframe, object, embed, style, base, meta, link, img, audio, video, math, template)';
  for (const element of document.querySelectorAll(here)) found.push(element.outerHTML.slice(0, 200));
  if (window.pwned) found.push('it ran');
  return found;
}"""


def packed(longest: int) -> list[str]:
    """All vectors in texts of at most so many signs, as many as fit into each."""
    texts = [""]
    for vector in VECTORS:
        if texts[-1] and len(texts[-1]) + 1 + len(vector) > longest:
            texts.append("")
        texts[-1] = f"{texts[-1]} {vector}".strip()
    return texts


def test_there_are_enough_of_them() -> None:
    assert len(VECTORS) >= 150
    assert len(set(VECTORS)) == len(VECTORS)


@dataclass
class Reader:
    """A browser that notes whatever a vector would do. Without the policy, so that the pages alone have to hold."""

    page: Page
    site: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", lambda dialog: self.problems.append(f"dialog {dialog.message}") or dialog.dismiss())
        self.page.on("pageerror", lambda error: self.problems.append(f"error {error}"))
        self.page.on("request", self._ask)
        self.page.on("framenavigated", lambda frame: None if frame == self.page.main_frame else self._frame(frame.url))

    def _ask(self, request: Any) -> None:
        if not request.url.startswith(self.site):
            self.problems.append(f"request {request.url}")

    def _frame(self, url: str) -> None:
        self.problems.append(f"frame {url}")

    def read(self, address: str, *, says: bool = True) -> None:
        """Open a page; what was written stands on it as text, and nothing of it is anything else."""
        answer = self.page.goto(f"{self.site}{address}", wait_until="load")
        assert answer is not None
        assert answer.status == 200, f"{answer.status} {address}"
        self.page.mouse.move(200, 300)
        self.page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        self.page.keyboard.press("Tab")
        assert self.page.evaluate(INJECTED) == [], address
        assert self.problems == [], address
        if says:
            assert SCRIPT in self.page.content(), f"nothing was tried on {address}"


@pytest.fixture
def reader(chromium: Browser, site: str, transactional_db: None, client: Client) -> Iterator[Any]:
    cache.clear()
    contexts = []

    def make(who: Any = None) -> Reader:
        context = chromium.new_context(bypass_csp=True, locale="es", viewport={"width": 1000, "height": 900})
        context.set_default_timeout(20_000)
        contexts.append(context)
        if who is not None:
            client.force_login(settle_sign_in(who))
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return Reader(context.new_page(), site)

    yield make
    for context in contexts:
        context.close()


@dataclass
class Told:
    """A council in which everything that can be written is a vector."""

    scene: Scene
    round: Round
    proposal: Proposal
    moderator: Any


def told() -> Told:
    scene = voting_scene(opens_at=NOW - 3 * DAY, closes_at=NOW - DAY)
    names(scene)
    voted(scene)
    round_ = Round.objects.create(
        council=scene.council, number=2, title={"es": packed(400)[0]}, call={"es": "\n\n".join(VECTORS)},
        convened_at=FOUNDED,
    )  # fmt: skip
    Theme.objects.create(round=round_, slug="x", name={"es": VECTORS[0]})
    Window.objects.create(round=round_, kind="discussion", opens_at=NOW - DAY, closes_at=NOW + DAY)
    proposal = proposals(scene, round_)
    moderator = person(packed(120)[0])
    scene.council.offices.create(person=moderator, kind="moderator", starts_at=FOUNDED)
    scene.council.offices.create(person=moderator, kind="secretary", starts_at=FOUNDED)
    found = Told(scene, round_, proposal, moderator)
    comments(found)
    cases(found)
    return found


def names(scene: Scene) -> None:
    """Movements, their descriptions, and persons."""
    texts = packed(150)
    for text in texts:
        movement = seat_of(scene.council, "BR").movement
        movement.name, movement.description = text, {"es": text}
        movement.save(update_fields=["name", "description"])
    for country, text in zip(scene.seats, texts, strict=False):
        movement = scene.seats[country].movement
        movement.name = text
        movement.save(update_fields=["name"])
        scene.titulars[country].name = text[:120]
        scene.titulars[country].save(update_fields=["name"])


def voted(scene: Scene) -> None:
    """A vote with statements, counted and published."""
    with clock.travel(NOW - 2 * DAY):
        for country, text in zip(scene.seats, packed(1_900), strict=False):
            ballot = Ballot.objects.select_related("round__council", "window", "proposal").get(pk=scene.ballot.pk)
            given = {"person": scene.titulars[country], "seat": scene.seats[country], "ballot": ballot}
            cast_vote(**given, choice="no")
            state_vote(**given, kind="dissent", text=text, language="es")
    sweep()
    assert Statement.objects.count() >= 5


def proposals(scene: Scene, round_: Round) -> Proposal:
    """Titles, summaries and what is asked of many; all paragraphs and file names of the first."""
    writer, seat = scene.titulars["BR"], scene.seats["BR"]
    summaries = packed(1_000)
    for number, title in enumerate(packed(200), 1):
        proposal = Proposal.objects.create(
            round=round_, number=number, seat=seat, begun_by=writer, begun_at=FOUNDED, admitted_at=FOUNDED,
            stage="admitted", stage_reason=title, implementing_body=title, changed_at=FOUNDED,
        )  # fmt: skip
        texts = VECTORS if number == 1 else ["x"]
        for revision in (1, 2):
            proposal.revision = Revision.objects.create(
                proposal=proposal, number=revision, language="es", title=title,
                summary=summaries[number % len(summaries)], note=title[:300], author=writer, seat=seat,
                paragraphs=[{"id": f"p{place}", "text": text} for place, text in enumerate(texts, revision)],
                created_at=FOUNDED, sha256="0" * 64,
            )  # fmt: skip
        proposal.save(update_fields=["revision"])
    first = round_.proposals.get(number=1)
    for name in packed(150)[:20]:
        Attachment.objects.create(
            proposal=first, file="attachments/x", name=name, media_type="application/pdf", size=1, sha256="1" * 64,
            attached_by=writer, attached_at=FOUNDED,
        )  # fmt: skip
    return first


def comments(of: Told) -> None:
    scene = of.scene
    given = {
        "proposal": of.proposal, "revision": of.proposal.revision, "stance": "concern", "language": "es",
        "author": scene.titulars["AR"], "seat": scene.seats["AR"], "created_at": NOW - timedelta(hours=1),
    }  # fmt: skip
    Comment.objects.bulk_create(Comment(text=vector, **given) for vector in VECTORS)
    hidden = {"hidden_at": NOW, "hidden_ground": "insult"}
    Comment.objects.bulk_create(
        Comment(text="x", hidden_reason=text, retracted_at=NOW, retraction_note=text[:300], **hidden, **given)
        for text in packed(2_000)
    )


def cases(of: Told) -> None:
    """Reports, reasons and appeals, for a comment, a proposal, and an amendment where its page exists."""
    council, author = of.scene.council, of.scene.titulars["AR"]
    texts: list[dict[str, Any]] = [{"comment": of.proposal.comments.first()}, {"proposal": of.proposal}]
    if has_amendments(of):
        texts.append({"amendment": amendment(of)})
    long = packed(4_000)
    for number, text in enumerate(texts, 1):
        case = Case.objects.create(
            council=council, number=number, author=author, state="appealed", opened_at=NOW, due_at=NOW, changed_at=NOW,
            **text,
        )  # fmt: skip
        for step, words in enumerate(packed(2_000)):
            reporter = [*of.scene.alternates.values(), *of.scene.titulars.values()][step]
            Report.objects.create(
                case=case, reporter=reporter, ground="insult", text=words, text_sha256="", reported_at=NOW
            )
        decisions = [
            Decision.objects.create(
                case=case,
                serial=serial,
                kind="hide",
                ground="insult",
                reason=words,
                decided_by=of.scene.secretary,
                office="secretary",
                decided_at=NOW,
                appeal_until=NOW + DAY,
            )
            for serial, words in enumerate(long, 1)
        ]
        Appeal.objects.create(
            decision=decisions[0], text="\n".join(VECTORS), appealed_by=author, appealed_at=NOW, due_at=NOW + DAY
        )


def has_amendments(of: Told) -> bool:
    try:
        return bool(reverse("amendment", args=[of.scene.council.slug, 2, 1, 1]))
    except NoReverseMatch:
        return False


def amendment(of: Told) -> Amendment:
    author = of.scene.titulars["AR"]
    made = Amendment.objects.create(
        proposal=of.proposal, number=1, seat=of.scene.seats["AR"], proposed_by=author, proposed_at=NOW,
        state_reason=VECTORS[0], changed_at=NOW,
    )  # fmt: skip
    changes = [
        {"op": "replace", "paragraph": f"p{place}", "text": vector} for place, vector in enumerate(VECTORS[:60], 2)
    ]
    made.text = AmendmentText.objects.create(
        amendment=made, number=1, revision=of.proposal.revision, changes=changes, reasons="\n\n".join(VECTORS),
        language="es", author=author, created_at=NOW, sha256="0" * 64,
    )  # fmt: skip
    made.save(update_fields=["text"])
    return made


def test_nothing_that_anybody_writes_runs_anywhere(reader: Any) -> None:
    of = told()
    slug, place = of.scene.council.slug, of.proposal.get_absolute_url()
    ids = list(of.proposal.comments.order_by("pk").values_list("pk", flat=True))
    movement = of.scene.seats["BR"].movement.slug
    ballot = Ballot.objects.get(pk=of.scene.ballot.pk)
    case = Case.objects.get(proposal__isnull=False)
    everybody = [
        of.round.get_absolute_url(),
        *(f"{of.round.get_absolute_url()}?after={number}" for number in (20, 40)),
        place,
        *(f"{place}?after={ids[step]}" for step in (49, 99, 149)),
        f"{place}history/",
        f"{place}compare/",
        f"{place}comments/{ids[3]}/",
        f"/councils/{slug}/",
        f"/councils/{slug}/seats/",
        f"/councils/{slug}/ledger/",
        f"/councils/{slug}/moderation/{case.number}/",
        f"/movements/{movement}/",
        f"{of.proposal.round.council.get_absolute_url()}rounds/1/",
        ballot.get_absolute_url(),
        f"{ballot.get_absolute_url()}roll/",
        Position.objects.get(ballot=ballot).get_absolute_url(),
    ]
    if has_amendments(of):
        everybody.append(of.proposal.amendments.get().get_absolute_url())
    mine = [
        f"{place}comments/{ids[7]}/report/",
        f"{place}report/",
        f"/councils/{slug}/moderation/1/",
        f"/councils/{slug}/moderation/{case.number}/hear/",
        f"/desk/{slug}/",
        f"/desk/{slug}/movements/",
        f"/desk/{slug}/offices/",
        "/me/",
        "/",
    ]
    visitor = reader()
    for address in everybody:
        visitor.read(address, says=not address.endswith(("ledger/", f"{slug}/")))
    officer = reader(of.moderator)
    for address in mine:
        officer.read(address, says=False)
    author, writer = reader(of.scene.titulars["AR"]), reader(of.scene.titulars["BR"])
    for address in ("/me/", "/", f"/councils/{slug}/moderation/1/", f"/movements/{movement}/"):
        author.read(address, says=False)
    for name in ("revise/", "files/", "comments/", f"comments/?parent={ids[7]}"):
        writer.read(f"{place}{name}")


def test_a_form_that_is_shown_again_runs_nothing(reader: Any) -> None:
    of = told()
    writer = reader(of.scene.titulars["BR"])
    place = of.proposal.get_absolute_url()
    page = writer.page
    writer.read(f"{place}revise/")
    page.fill("input[name=note]", packed(280)[0])
    page.fill("textarea[name=summary]", packed(2_000)[0])  # too long: the form comes back
    page.click("main form .actions button")
    assert page.evaluate(INJECTED) == []
    assert SCRIPT in page.input_value("textarea[name=summary]")
    moderator = reader(of.moderator)
    moderator.read(f"{place}comments/{of.proposal.comments.first().pk}/report/", says=False)
    moderator.page.fill("textarea[name=words]", "\n".join(VECTORS))
    moderator.page.check("input[name=ground][value=spam]")
    moderator.page.click("main form .actions button")
    assert moderator.page.evaluate(INJECTED) == []
    assert SCRIPT in moderator.page.input_value("textarea[name=words]")
    assert (writer.problems, moderator.problems) == ([], [])


def test_the_foreign_host_of_the_vectors_is_nobodys() -> None:
    assert HOST.endswith(".invalid")
