"""A proposal that the moderation hid is named on no ballot paper, result, roll, consultation or API by what it said."""

from decimal import Decimal

import pytest
from django.test import Client

from common import clock
from proposals.models import Ballot, Consultation, Position, Proposal
from proposals.voting.calling import Choice, call_ballot
from proposals.voting.opening import open_ballot
from tests.factories.consulting import answers, consulted, members
from tests.factories.handing import answered, bind, instruct
from tests.factories.pages import BEFORE, CLOSES, INSIDE, TICK, address, conduct, get, prepared, signed_in, slug
from tests.factories.scenes import Scene

pytestmark = pytest.mark.django_db
WORD = "alimentaria"
SAID = {"approved": ["uno", "dos"]}
APPROVAL = {"budget": "100.00", "currency": "USD", "input": "approval", "most": 2}


def scene_of() -> Scene:
    """An allocation between two proposals of one title, of which the first is then hidden."""
    scene = prepared()
    with clock.travel(BEFORE):
        first, second = scene.ballot.proposal, scene.put().proposal
        scene.ballot = call_ballot(
            person=scene.secretary,
            round_=scene.round,
            kind="allocation",
            title={"es": "¿Qué se paga?"},
            terms=APPROVAL,
            choices=[
                Choice(code, {}, proposal, cost=Decimal(10))
                for code, proposal in (("uno", first), ("dos", second))
                if proposal is not None
            ],
        )
    return scene


def hide(scene: Scene, *, is_part: bool) -> None:
    """Both proposals, or of their titles the word."""
    for option in scene.ballot.choices.select_related("proposal__revision"):
        title = option.proposal.revision.title
        start = title.index(WORD)
        found = [{"passage": "title", "start": start, "end": start + len(WORD), "words": WORD}]
        Proposal.objects.filter(pk=option.proposal_id).update(
            hidden_at=INSIDE, hidden_ground="insult", hidden_reason="Insulta.", hidden_passages=found if is_part else []
        )


def pages(scene: Scene, consultation: Consultation) -> dict[str, str]:
    place = f"{scene.council.slug}/1/{scene.ballot.number}"
    return {
        "ballot": address(scene),
        "roll": address(scene, "roll"),
        "consultation": address(scene, "consultation", consultation.number),
        "api": f"/api/v1/ballots/{place}/",
        "consultation api": f"/api/v1/consultations/{place}/{consultation.number}/",
    }


@pytest.mark.parametrize("is_part", [False, True])
def test_a_hidden_title_is_read_nowhere(is_part: bool) -> None:
    scene = scene_of()
    coordinator = bind(scene)
    consultation = consulted(scene, at=BEFORE + TICK)
    with clock.travel(INSIDE - TICK):
        open_ballot(Ballot.objects.get(pk=scene.ballot.pk))
    answers(consultation, members(scene.seats["BR"], 1), [{"approved": ["uno"]}])
    instruct(scene, coordinator, SAID)
    answered(scene, SAID)
    with clock.travel(INSIDE):
        for name, path in pages(scene, consultation).items():
            is_named = name in ("ballot", "api", "consultation api")
            assert (WORD in Client().get(path).content.decode()) == is_named, name
    hide(scene, is_part=is_part)
    for at in (INSIDE + TICK, CLOSES):
        if at == CLOSES:
            conduct(at)
        with clock.travel(at):
            for name, path in pages(scene, consultation).items():
                page = Client().get(path)
                assert page.status_code == 200, name
                assert WORD not in page.content.decode(), (name, at)
            for who in (coordinator, scene.titulars["BR"], scene.titulars["AR"]):
                assert WORD not in signed_in(who).get(address(scene)).content.decode()
            assert WORD not in get(scene, scene.titulars["BR"], at, "receipt", slug(scene)).content.decode()
    assert Ballot.objects.get(pk=scene.ballot.pk).state == Ballot.State.PUBLISHED
    position = Position.objects.get(ballot=scene.ballot)
    with clock.travel(CLOSES + TICK):
        assert WORD not in Client().get(position.get_absolute_url()).content.decode()
    assert WORD in bytes(position.document).decode(), "what was hashed says what it said"
