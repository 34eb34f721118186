"""A council with many rounds, proposals, comments and acts: the one that grows.

Half of all proposals stand in one round and a tenth of all comments under one proposal, because growth is never even.
What there is much of is written afterwards, in parts (`parts`).
"""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from common.models import ClockPermit
from common.owner import as_owner
from councils.models import Council, Round, Theme, Window
from proposals.models import Comment, Proposal, Revision
from tests.factories.scenes import CAPITAL, FOUNDED, council_of

from .copying import analyze, copy_in, drop_index, make_index, reserve, unchecked
from .ground import Ground
from .people import Assembly, assembly, sign_in
from .prose import Writer

SEATS, ROUNDS = 21, 10
WRITER = Writer("proposals")


def world(*, comments: int, proposals: int) -> dict[str, Any]:
    """Seed all but comments, acts and what is found: where its things are, and the ground that the parts stand on."""
    assert (proposals - 3) % 5, "an answer would answer an answer"
    now = datetime.now(UTC)
    council = council_of()
    house = assembly(council, SEATS)
    rounds = [_round(council, number, now) for number in range(1, ROUNDS + 1)]
    with as_owner(), transaction.atomic():
        unchecked()
        written = _proposals(rounds, house, proposals, now)
    ClockPermit.objects.all().delete()  # the factories leave one, and no deployment has it
    focus, busy, long = written[:3]
    author = house.people[0]
    ground = Ground(
        council=council.pk,
        author=author.pk,
        mark=author.mark(council.code),
        seats=[seat.pk for seat in house.seats],
        proposals=range(focus.pk, focus.pk + proposals),
        revisions=range(focus.revision_id, focus.revision_id + proposals),
        comments=reserve(Comment, comments),
        now=now,
    )
    places = {
        "council": [council.slug],
        "round": [council.slug, focus.round.number],
        "proposal": [council.slug, focus.round.number, focus.number],
        "busy": [council.slug, busy.round.number, busy.number],
        "long": [council.slug, long.round.number, long.number],
        "movement": [house.seats[0].movement.slug],
        "member": sign_in(author),
    }
    return {"places": places, "ground": ground, "index": drop_index("search_words")}


def settle(*, index: str) -> None:
    """When everything is there: what the triggers of the comments would have counted is counted once, too."""
    make_index(index)
    with connection.cursor() as cursor:
        cursor.execute("SELECT minga_recount_stances()")
    analyze()


def _round(council: Council, number: int, now: datetime) -> Round:
    """Every round is in discussion, so that its pages show all that can be done."""
    made = Round.objects.create(
        council=council,
        number=number,
        title={"es": f"Ronda {number}"},
        call={"es": WRITER.prose(8)},
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
        title=f"{WRITER.prose(1)[:60]} {proposal.number}",
        summary=WRITER.prose(3),
        paragraphs=[{"id": f"p{n}", "text": WRITER.prose(5)} for n in range(1, length + 1)],
        author=author,
        seat=proposal.seat,
        created_at=FOUNDED,
        sha256=f"{proposal.pk:064x}",
    )
