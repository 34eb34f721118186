"""Reports side by side: what the body says of a milestone, and what the movements say of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from common.languages import say
from councils.models import Council

from .models import FollowUp

TONES: dict[str, str] = {
    FollowUp.State.NOT_BEGUN: "",
    FollowUp.State.UNDER_WAY: "info",
    FollowUp.State.DONE: "good",
    FollowUp.State.STOPPED: "bad",
}


@dataclass(frozen=True)
class Reported:
    """One report with its words; `is_former` is one that a later report of its teller has taken the place of."""

    report: FollowUp
    teller: str
    word: str
    tone: str
    is_former: bool


@dataclass
class Milestone:
    """What is said of one milestone, the latest of each teller first. `differs` is whether those that stand are not of
    one mind about how far it is.
    """

    name: str
    body: list[Reported] = field(default_factory=list)
    movements: list[Reported] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return len({one.report.state for one in (*self.body, *self.movements) if not one.is_former}) > 1


@dataclass
class Followed:
    """All that is reported on what one body accepted."""

    addressee: Council
    milestones: dict[str, Milestone] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the body."""
        return say(self.addressee.name)


def side_by_side(reports: Iterable[FollowUp]) -> list[Followed]:
    """The reports by body and milestone; those that are called alike, up to the size of their letters, are one.

    `reports` come the latest first. A report stands until its teller corrects it or tells again of the milestone.
    """
    found: dict[int, Followed] = {}
    told: set[tuple[int, str, int | None]] = set()
    for report in reports:
        body = report.transmittal.addressee
        followed, key = found.setdefault(body.pk, Followed(body)), report.milestone.casefold()
        milestone = followed.milestones.setdefault(key, Milestone(report.milestone))
        teller = (body.pk, key, report.seat_id)
        is_former = teller in told or hasattr(report, "superseded_by")
        told |= set() if is_former else {teller}
        side = milestone.movements if report.seat_id else milestone.body
        side.append(_reported(report, followed, is_former))
    return sorted(found.values(), key=lambda followed: followed.addressee.slug)


def _reported(report: FollowUp, followed: Followed, is_former: bool) -> Reported:
    teller = report.seat.movement.name if report.seat else followed.name
    return Reported(report, teller, report.get_state_display(), TONES[report.state], is_former)
