"""Equal Shares told once more, voter by voter, with nothing but fractions and in no hurry."""

from fractions import Fraction

from proposals.tally.allocations.profile import BudgetProfile, utilities


def buy(profile: BudgetProfile, satisfaction, order, share=None):
    """The projects bought in order, and what each ballot of each group paid for them: {project: {ballot: fraction}}."""
    share = profile.budget / profile.voters if share is None else share
    worth = utilities(profile, satisfaction)
    left = dict.fromkeys(profile.ballots, Fraction(share))
    bought: list[int] = [n for n, p in enumerate(profile.projects) if p.cost == 0 and worth[n]]
    paid: dict[int, dict] = {}
    while True:
        found = {}
        for number, project in enumerate(profile.projects):
            if number not in bought and project.cost and worth[number]:
                rho = price(profile, project.cost, worth[number], left)
                if rho is not None:
                    found[number] = rho
        if not found:
            return bought, paid
        number = min(found, key=lambda n: (found[n], order[n]))
        bought.append(number)
        paid[number] = {}
        for ballot, value in worth[number].items():
            pays = min(left[ballot], found[number] * value)
            left[ballot] -= pays
            if pays:
                paid[number][ballot] = pays


def price(profile, cost, worth, left):
    """The least ρ at which `min(left, ρ · worth)` of all supporters makes the cost; None if they have too little."""
    if sum(left[b] * profile.ballots[b] for b in worth) < cost:
        return None
    supporters = sorted(worth, key=lambda b: left[b] / worth[b])
    money, total = Fraction(0), Fraction(sum(worth[b] * profile.ballots[b] for b in supporters))
    for ballot in supporters:
        rho = (cost - money) / total
        if rho <= left[ballot] / worth[ballot]:
            return rho
        money += left[ballot] * profile.ballots[ballot]
        total -= worth[ballot] * profile.ballots[ballot]
    raise AssertionError("the supporters can pay")
