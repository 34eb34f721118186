"""Reports side by side: what the body says of a milestone, and what the movements say of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from common.languages import say
from councils.models import Council
from proposals.drafting.hiding import veil_of
from proposals.drafting.veiling import Notice, notice_of

from .models import FollowUp
from .veiling import left_of

TONES: dict[str, str] = {
    FollowUp.State.NOT_BEGUN: "",
    FollowUp.State.UNDER_WAY: "info",
    FollowUp.State.DONE: "good",
    FollowUp.State.STOPPED: "bad",
}


@dataclass(frozen=True)
class Reported:
    """One report with its words, and the `notice` where something lies over them; `is_former` is one that a later
    report of its teller has taken the place of.
    """

    report: FollowUp
    teller: str
    word: str
    tone: str
    is_former: bool
    notice: Notice | None

    @property
    def can_report(self) -> bool:
        """Whether anything of it can still be reported."""
        return self.notice is None or not self.notice.veil.is_whole


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


def side_by_side(reports: Iterable[FollowUp], at: datetime) -> list[Followed]:
    """The reports by body and milestone; those that are called alike, up to the size of their letters, are one.

    `reports` come the latest first, and are shown as the moderation left them to everybody at `at`. A report stands
    until its teller corrects it or tells again of the milestone.
    """
    found: dict[int, Followed] = {}
    told: set[tuple[int, str, int | None]] = set()
    for report in reports:
        body, veil = report.transmittal.addressee, veil_of(report, at)
        left_of(report, veil)
        followed, key = found.setdefault(body.pk, Followed(body)), report.milestone.casefold()
        milestone = followed.milestones.setdefault(key, Milestone(report.milestone))
        teller = (body.pk, key, report.seat_id)
        is_former = teller in told or hasattr(report, "superseded_by")
        told |= set() if is_former else {teller}
        side = milestone.movements if report.seat_id else milestone.body
        side.append(_reported(report, followed, is_former, notice_of(veil) if veil else None))
    return sorted(found.values(), key=lambda followed: followed.addressee.slug)


def _reported(report: FollowUp, followed: Followed, is_former: bool, notice: Notice | None) -> Reported:
    teller = report.seat.movement.name if report.seat else followed.name
    return Reported(report, teller, report.get_state_display(), TONES[report.state], is_former, notice)
