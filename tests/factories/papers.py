"""Officers who enter signed papers, and what they enter."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from common import clock
from councils.models import Office
from proposals.assisting.entering import enter_paper, withdraw_paper
from proposals.models import Ballot, PaperReading

from .pages import INSIDE, prepared
from .scenes import FOUNDED, Scene, mandate, person

YES, NO = {"yes": "1"}, {"no": "1"}


@dataclass
class Desk:
    """A scene with two secretaries and a moderator."""

    scene: Scene
    people: dict[str, User] = field(default_factory=dict)

    def ballot(self) -> Ballot:
        related = ("round__council", "window", "proposal", "revision")
        return Ballot.objects.select_related(*related).get(pk=self.scene.ballot.pk)

    def facts(self, country: str = "BR", answer: Any = YES, **facts: Any) -> dict[str, Any]:
        signed = self.scene.seats[country].mandates.order_by("order").first()
        assert signed is not None
        given = {"mandate": signed.pk, "reference": "Carpeta 3", **facts}
        return {"seat": self.scene.seats[country], "ballot": self.ballot(), "answer": answer, **given}

    def enter(self, who: str, *args: Any, at: datetime = INSIDE, **facts: Any) -> PaperReading:
        """What this person reads off the paper of a seat."""
        with clock.travel(at):
            return enter_paper(person=self.people[who], **self.facts(*args, **facts))

    def withdraw(self, who: str, country: str = "BR", at: datetime = INSIDE) -> PaperReading:
        with clock.travel(at):
            return withdraw_paper(person=self.people[who], seat=self.scene.seats[country], ballot=self.ballot())


def officer(scene: Scene, kind: str, **facts: Any) -> User:
    """Who holds this office of the council."""
    who = person(kind)
    Office.objects.create(council=scene.council, person=who, kind=kind, starts_at=FOUNDED, **facts)
    return who


def desk(scene: Scene | None = None, **rules: object) -> Desk:
    """A vote about to open, and who may enter its papers or would like to."""
    scene = scene or prepared(**rules)
    second = officer(scene, Office.Kind.SECRETARY)
    holder = officer(scene, Office.Kind.SECRETARY)
    mandate(scene.seats["BR"], holder, order=2)
    people = {
        "secretary": scene.secretary,
        "second": second,
        "moderator": officer(scene, Office.Kind.MODERATOR),
        "holder": holder,
        "former": officer(scene, Office.Kind.SECRETARY, ends_at=FOUNDED),
        "observer": officer(scene, Office.Kind.OBSERVER),
        "titular": scene.titulars["BR"],
        "stranger": person(),
    }
    return Desk(scene, people)
