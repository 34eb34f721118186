"""How a budget was divided, told so that one can follow it by hand: who wanted what, who paid, what a loser lacked.

Every number is exact text. In Equal Shares ρ is what a payer gives for each unit that the project is worth to them:
for cost satisfaction a unit of the currency, for cardinality the project, for points a point, for Borda a rank.
Where votes have weights, `voters` are weights, and what "each" has or pays is for a weight of 1.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from councils.rulebook.rules import fraction_text
from proposals.tally.allocations.bounds import Bound, Capped, Spending
from proposals.tally.allocations.completion import EqualSharesTally
from proposals.tally.allocations.greedy import GreedyTally, Step
from proposals.tally.allocations.market import Purchase
from proposals.tally.allocations.profile import Ballot, BudgetProfile, Satisfaction, utilities_of

Told = dict[str, Any]


def told_exactly(value: Fraction | int) -> str:
    """An exact number as text, however long it is: fractions of a thousand purchases have thousands of digits."""
    try:
        return fraction_text(value)
    except ValueError:
        numerator, denominator = Decimal(Fraction(value).numerator), Decimal(Fraction(value).denominator)
        return f"{numerator:f}" if denominator == 1 else f"{numerator:f}/{denominator:f}"


def told_shares(profile: BudgetProfile, satisfaction: Satisfaction, tally: EqualSharesTally, unit: int) -> list[Told]:
    """Steps of Equal Shares: the share, each purchase, the completion, and what each project that lost lacked.

    `unit`: so many points of the profile are one point of the ballots.
    """
    told: list[Told] = [
        {
            "step": "share",
            "each_voter": told_exactly(tally.share * profile.weight_unit),
            "voters": _weight(profile, profile.voters),
            "raises": tally.raises,
        }
    ]
    votes = profile.votes()
    bought = {purchase.project for purchase in tally.purchases}
    completed = set(tally.completed.selected) if tally.completed else set()
    for number in tally.selected:
        if number not in bought | completed:
            told.append(
                {"step": "free", "project": profile.projects[number].id, "support": _weight(profile, votes[number])}
            )
    told += [_purchase(profile, satisfaction, purchase, unit, votes) for purchase in tally.purchases]
    told += told_steps(tally.completed) if tally.completed else []
    held = {lacking.project: lacking.held for lacking in tally.lacking}
    looked = _last_looks(tally.completed)
    for number, project in enumerate(profile.projects):
        if number in tally.selected:
            continue
        lost: Told = {"step": "lost", "project": project.id, "cost": told_exactly(project.cost)}
        lost["support"] = _weight(profile, votes[number])
        if number in held:
            lost |= {"held": told_exactly(held[number]), "lacked": told_exactly(project.cost - held[number])}
        if project.id in looked:
            lost["left"] = told_exactly(looked[project.id].left)
        told.append(lost | _why(number, tally.spending, "money" if number in held else "support"))
    return told


def told_greedy(profile: BudgetProfile, tally: GreedyTally) -> list[Told]:
    """Steps of greedy: each look, and what each project that lost lacked."""
    told, votes, looked = told_steps(tally), profile.votes(), _last_looks(tally)
    reasons = {"too dear": "money", "below the threshold": "threshold", "above a cap": "cap"}
    for number, project in enumerate(profile.projects):
        if number in tally.selected:
            continue
        lost: Told = {"step": "lost", "project": project.id, "cost": told_exactly(project.cost)}
        lost["support"] = _weight(profile, votes[number])
        look = looked.get(project.id)
        if look:
            lost |= {
                "left": told_exactly(look.left),
                "lacked": told_exactly(max(project.cost - look.left, Fraction(0))),
            }
        # Whoever comes behind a project that ended the selection was not looked at.
        told.append(lost | _why(number, tally.spending, reasons[look.verdict] if look else "not reached"))
    return told


def told_steps(tally: GreedyTally) -> list[Told]:
    """Each project that greedy looked at."""
    told = []
    for step in tally.steps:
        look: Told = {
            "step": "look",
            "project": step.project,
            "score": told_exactly(step.score),
            "cost": told_exactly(step.cost),
            "left": told_exactly(step.left),
            "verdict": step.verdict,
        }
        told.append(look | ({"floor": _bound(step.floor)} if step.floor else {}))
    return told


def told_bounds(profile: BudgetProfile, spending: Spending) -> Told:
    """What was spent on each group that has a floor or a cap, and whom a cap kept out."""
    floors = [
        {**_bound(floor), "spent": told_exactly(spending.spent[floor]), "is_met": spending.is_met(floor)}
        for floor in spending.bounds.floors
    ]
    caps = []
    for cap in spending.bounds.caps:
        skipped = [profile.projects[n].id for n, capped in sorted(spending.capped.items()) if capped.cap == cap]
        caps.append({**_bound(cap), "spent": told_exactly(spending.spent[cap]), "skipped": skipped})
    return {"floors": floors, "caps": caps}


def paid_by(purchase: Purchase, voters: Mapping[str, tuple[Ballot, Fraction | int]]) -> list[Told]:
    """Who paid for a purchase, when it may be known who voted how: for each voter their weight and what they paid.

    `voters` gives each voter's ballot, as it stands in the profile, and its weight there.
    """
    found = []
    for voter, (ballot, weight) in voters.items():
        paid = purchase.payments.get(ballot)
        if paid:
            found.append({"voter": voter, "weight": told_exactly(weight), "paid": told_exactly(paid * weight)})
    return found


def _purchase(
    profile: BudgetProfile, satisfaction: Satisfaction, purchase: Purchase, unit: int, votes: list[int]
) -> Told:
    groups = _by_payment(profile, purchase)
    payments = [
        {"each": told_exactly(paid * profile.weight_unit), "voters": _weight(profile, count)}
        for paid, count in sorted(groups.items(), reverse=True)
    ]
    project = profile.projects[purchase.project]
    unit_of_worth, each = utilities_of(profile, purchase.project, satisfaction, unit)
    # What a payer gives who is not short of money; the cost divided by it is how many such payers it would have taken.
    full = purchase.rho * (each or unit_of_worth) * profile.weight_unit
    told = {
        "step": "purchase",
        "project": project.id,
        "cost": told_exactly(project.cost),
        "rho": told_exactly(purchase.rho * unit_of_worth * profile.weight_unit),
        "support": _weight(profile, votes[purchase.project]),
        "supporters": _weight(profile, sum(groups.values())),
        "effective_support": told_exactly(project.cost / full),
        "payments": payments,
    }
    level = [profile.projects[number].id for number in purchase.level]
    return told | ({"level": level} if level else {})


def _by_payment(profile: BudgetProfile, purchase: Purchase) -> dict[Fraction, int]:
    """The weight of those who paid each amount. Whoever paid alike mostly shares one number, whose identity is known at
    once, where the hash of a fraction takes a division of large numbers.
    """
    shared: dict[int, int] = {}
    for ballot, paid in purchase.payments.items():
        shared[id(paid)] = shared.get(id(paid), 0) + profile.ballots[ballot]
    amounts = {id(paid): paid for paid in purchase.payments.values()}
    groups: dict[Fraction, int] = {}
    for number, weight in shared.items():
        groups[amounts[number]] = groups.get(amounts[number], 0) + weight
    return groups


def _weight(profile: BudgetProfile, weight: int) -> int | str:
    return told_exactly(weight / profile.weight_unit) if profile.is_weighted else weight


def _last_looks(tally: GreedyTally | None) -> dict[str, Step]:
    return {step.project: step for step in (tally.steps if tally else ())}


def _why(number: int, spending: Spending | None, otherwise: str) -> Told:
    capped = spending.capped.get(number) if spending else None
    return {"reason": "cap", "cap": _capped(capped)} if capped else {"reason": otherwise}


def _capped(capped: Capped) -> Told:
    over = capped.spent + capped.part - capped.cap.amount
    numbers = {"spent": capped.spent, "part": capped.part, "over": over}
    return _bound(capped.cap) | {name: told_exactly(value) for name, value in numbers.items()}


def _bound(bound: Bound) -> Told:
    return {"kind": bound.kind, "group": bound.group, "amount": told_exactly(bound.amount)}
