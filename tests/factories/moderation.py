"""A comment that is reported, decided on and appealed, at a table with people on every side."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import User
from common import clock
from councils.models import Office
from proposals.models import Appeal, Case, Comment, Decision, Proposal
from proposals.moderation.actions import appeal_decision, decide_case, hear_appeal, report_text
from tests.factories.proposals import DISCUSSION, HOUR, Table, member, official, table
from tests.factories.scenes import seat_of

SAID = "Los de la otra ribera son unos ladrones. El agua es de todos."
DAY = timedelta(days=1)
AT = DISCUSSION + 2 * HOUR


@dataclass
class Matter:
    """One comment by the bystanders' movement, and what is done about it."""

    table: Table
    proposal: Proposal
    comment: Comment

    @property
    def people(self) -> dict[str, User]:
        return self.table.people

    def report(self, by: str = "sponsor", ground: str = "insult", **facts: object) -> Case:
        with clock.travel(AT):
            return report_text(person=self.people[by], text=self.comment, ground=ground, **facts).case

    def decide(self, kind: str = "hide", by: str = "moderator", case: Case | None = None, **facts: Any) -> Decision:
        given = {"ground": "insult", "reason": "Insulta a un pueblo entero.", **facts}
        with clock.travel(AT + HOUR):
            return decide_case(person=self.people[by], case=case or self.report(), kind=kind, **given)

    def appeal(self, decision: Decision | None = None, **facts: Any) -> Appeal:
        with clock.travel(AT + DAY):
            given = {"text": "No insulto: describo.", **facts}
            return appeal_decision(person=self.people["bystander"], decision=decision or self.decide(), **given)

    def hear(self, outcome: str, appeal: Appeal | None = None, by: str = "second", **facts: Any) -> Appeal:
        with clock.travel(AT + 2 * DAY):
            given = {"reason": "Se oyó.", **facts}
            return hear_appeal(person=self.people[by], appeal=appeal or self.appeal(), outcome=outcome, **given)

    def fresh(self) -> Comment:
        return Comment.objects.get(pk=self.comment.pk)


def matter(**rules: object) -> Matter:
    """The comment; and beside the table's people a second moderator, and moderators of each side's movement."""
    at_table = table(**rules)
    council = at_table.council
    at_table.people |= {
        "second": official(council, Office.Kind.MODERATOR),
        "colleague": member(at_table.bystander),
        "moderator_of_author": member(at_table.bystander),
        "moderator_of_reporter": member(at_table.sponsor),
        "elsewhere": member(seat_of(council, None)),
    }
    for name in ("moderator_of_author", "moderator_of_reporter"):
        Office.objects.create(
            council=council, person=at_table.people[name], kind=Office.Kind.MODERATOR, starts_at=council.founded_at
        )
    proposal = at_table.admitted()
    return Matter(at_table, proposal, at_table.comment(proposal, text=SAID))
