"""A council with many rounds, proposals, comments and acts: the one that grows.

Half of all proposals stand in one round and a tenth of all comments under one proposal, because growth is never even.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle, islice
from typing import Any

from django.db import transaction

from accounts.models import User
from common.models import ClockPermit
from councils.models import Council, Round, Theme, Window
from ledger.models import Entry
from proposals.models import Comment, Proposal, Revision
from tests.factories.scenes import CAPITAL, FOUNDED, council_of

from .copying import analyze, copy_in, reserve
from .people import Assembly, assembly, sign_in

SEATS, ROUNDS, FOCUS_COMMENTS = 21, 10, 50
STANCES = cycle(Comment.Stance.values)
BATCH, COMMENTS_AT_ONCE = 100, 50_000
WRITER = random.Random(1804)  # the same words in every run
SYLLABLES = [consonant + vowel for consonant in "bcdglmnprstv" for vowel in "aeiou"]


def world(*, comments: int, proposals: int) -> dict[str, Any]:
    """Seed it and say where its things are."""
    now = datetime.now(UTC)
    council = council_of()
    house = assembly(council, SEATS)
    rounds = [_round(council, number, now) for number in range(1, ROUNDS + 1)]
    with transaction.atomic():
        written = _proposals(rounds, house, proposals, now)
    for some in batched(_comments(written, house, comments, now), COMMENTS_AT_ONCE):
        copy_in(Comment, some)
    _entries(council, house.people[0], written, comments, now)
    ClockPermit.objects.all().delete()  # the factories leave one, and no deployment has it
    analyze()
    focus, busy, long = written[:3]
    return {
        "council": [council.slug],
        "round": [council.slug, focus.round.number],
        "proposal": [council.slug, focus.round.number, focus.number],
        "busy": [council.slug, busy.round.number, busy.number],
        "long": [council.slug, long.round.number, long.number],
        "movement": [house.seats[0].movement.slug],
        "member": sign_in(house.people[0]),
    }


@cache
def _sentences() -> list[str]:
    said = [
        ["".join(WRITER.choices(SYLLABLES, k=WRITER.randint(1, 4))) for _word in range(12)] for _one in range(5_000)
    ]
    return [f"{' '.join(words).capitalize()}." for words in said]


def prose(sentences: int) -> str:
    """What people write never repeats itself as seeds do; a page of one sentence would compress to nothing."""
    return " ".join(WRITER.choices(_sentences(), k=sentences))


def _round(council: Council, number: int, now: datetime) -> Round:
    """Every round is in discussion, so that its pages show all that can be done."""
    made = Round.objects.create(
        council=council,
        number=number,
        title={"es": f"Ronda {number}"},
        call={"es": prose(8)},
        envelope=1_000_000,
        convened_at=FOUNDED,
    )
    days = {"drafting": (-20, -10), "discussion": (-10, 10), "settlement": (10, 12), "voting": (12, 20)}
    for kind, (opens, closes) in days.items():
        bounds = {"opens_at": now + timedelta(days=opens), "closes_at": now + timedelta(days=closes)}
        done = {"opening_done_at": now if opens < 0 else None, "closing_done_at": now if closes < 0 else None}
        Window.objects.create(round=made, kind=kind, **bounds, **done)
    for slug in ("agua", "semillas", "energia"):
        Theme.objects.create(round=made, slug=slug, name={"es": slug.capitalize()})
    return made


def _proposals(rounds: list[Round], house: Assembly, number: int, now: datetime) -> list[Proposal]:
    keys = zip(reserve(Proposal, number), reserve(Revision, number), strict=True)
    counted, seats = dict.fromkeys(range(ROUNDS), 0), cycle(house.seats)
    made = []
    for step, (pk, revision_id) in enumerate(keys):
        place = 0 if step < 3 or step % 2 else step % ROUNDS
        counted[place] += 1
        facts = {"begun_by": house.people[0], "begun_at": FOUNDED, "admitted_at": FOUNDED, "changed_at": now}
        proposal = Proposal(
            pk=pk,
            round=rounds[place],
            number=counted[place],
            seat=next(seats),
            stage=Proposal.Stage.ADMITTED,
            decision_class="operational",
            amount=50_000 + step,
            **facts,
        )
        proposal.revision_id = revision_id
        made.append(proposal)
    # A proposal is found by the words of its revision, which therefore comes first, as it does where people write.
    copy_in(Revision, [_revision(proposal, house.people[0]) for proposal in made])
    copy_in(Proposal, made)
    themes = {round_.pk: list(round_.themes.values_list("pk", flat=True)) for round_ in rounds}
    of_theme, of_country = Proposal.themes.through, Proposal.countries.through
    copy_in(of_theme, [of_theme(proposal_id=p.pk, theme_id=themes[p.round_id][p.pk % 3]) for p in made])
    codes = list(CAPITAL)
    copy_in(of_country, [of_country(proposal_id=p.pk, country_id=codes[(p.pk + n) % 7]) for p in made for n in (0, 1)])
    return made


def _revision(proposal: Proposal, author: User) -> Revision:
    length = 12 if proposal.number == 1 else 3
    return Revision(
        pk=proposal.revision_id,
        proposal=proposal,
        number=1,
        language="es",
        title=f"{prose(1)[:60]} {proposal.number}",
        summary=prose(3),
        paragraphs=[{"id": f"p{n}", "text": prose(5)} for n in range(1, length + 1)],
        author=author,
        seat=proposal.seat,
        created_at=FOUNDED,
        sha256=f"{proposal.pk:064x}",
    )


def _places(written: list[Proposal], number: int) -> Iterator[Proposal]:
    """Fifty comments for the first proposal, a tenth of all for the second, a fiftieth for the third, the others
    evenly for the others.
    """
    many, long = number // 10, number // 50
    yield from [written[0]] * FOCUS_COMMENTS + [written[1]] * many + [written[2]] * long
    others = cycle(written[3:])
    for _comment in range(number - FOCUS_COMMENTS - many - long):
        yield next(others)


def _comments(written: list[Proposal], house: Assembly, number: int, now: datetime) -> Iterator[Comment]:
    """Every fifth answers the one that began the thread before it; under the third proposal, all are one thread."""
    seats, threads = cycle(house.seats), {}
    first = now - timedelta(seconds=number + 60)
    for step, (pk, proposal) in enumerate(zip(reserve(Comment, number), _places(written, number), strict=True)):
        root = threads.get(proposal.pk)
        reply = root if proposal is written[2] or pk % 5 == 0 else None
        threads[proposal.pk] = reply or pk
        yield Comment(
            pk=pk,
            proposal=proposal,
            revision_id=proposal.revision_id,
            paragraph="" if pk % 3 else "p1",
            parent_id=reply,
            root_id=reply,
            stance=next(STANCES),
            text=prose(3),
            language="es",
            author=house.people[0],
            seat=next(seats),
            created_at=first + timedelta(seconds=step),
        )


def batched(things: Iterator[Comment], size: int) -> Iterator[list[Comment]]:
    """So many at a time: a transaction of a million rows keeps a million checks of its links for its end."""
    while some := list(islice(things, size)):
        yield some


def _entries(council: Council, actor: User, written: list[Proposal], number: int, now: datetime) -> None:
    """As many acts as comments, in transactions of a hundred: readers of the ledger go by the transaction."""
    mark = actor.mark(council.code)
    for start in range(0, number, BATCH):
        numbers = range(start, min(start + BATCH, number))
        copy_in(Entry, [_entry(council, actor, mark, written[step % len(written)], step, now) for step in numbers])


def _entry(council: Council, actor: User, mark: str, proposal: Proposal, step: int, now: datetime) -> Entry:
    return Entry(
        council_id=council.pk,
        verb="cast_vote",
        actor=actor,
        actor_mark=mark,
        on_behalf_of="b1",
        subject=f"/bench/{proposal.pk}/",
        data={"seat": "b1", "serial": 1, "commitment": f"{step:064x}"},
        at=now - timedelta(days=1) + timedelta(milliseconds=step),
    )
