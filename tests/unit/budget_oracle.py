"""Equal Shares told once more, voter by voter, with nothing but fractions and in no hurry."""

from fractions import Fraction

from proposals.tally.allocations.profile import BudgetProfile, scale_of


def utilities(profile: BudgetProfile, satisfaction) -> list[dict]:
    """For each project, what it is worth to each ballot that gains by it, in whole numbers of one unit."""
    worth: list[dict] = [{} for _project in profile.projects]
    if satisfaction in ("cost", "cardinality"):
        scale = scale_of(profile)
        alike = [int(p.cost * scale) if satisfaction == "cost" else 1 for p in profile.projects]
        for ballot in profile.ballots:
            for number, _points in ballot:
                worth[number][ballot] = alike[number]
        return [wish if value > 0 else {} for wish, value in zip(worth, alike, strict=True)]
    for ballot in profile.ballots:
        for place, (number, points) in enumerate(ballot):
            value = points if satisfaction == "points" else len(ballot) - place - 1
            if value > 0:
                worth[number][ballot] = value
    return worth


def buy(profile: BudgetProfile, satisfaction, order, share=None, floors=(), caps=()):
    """The projects bought in order, and what each ballot of each group paid for them: {project: {ballot: fraction}}.

    Floors and caps are `(set of projects, amount, {project: part of its cost})`.
    """
    share = profile.budget / profile.voters if share is None else share
    worth = utilities(profile, satisfaction)
    left = dict.fromkeys(profile.ballots, Fraction(share))
    bought: list[int] = [n for n, p in enumerate(profile.projects) if p.cost == 0 and worth[n]]
    paid: dict[int, dict] = {}

    def spent(bound):
        return sum((bound[2][n] for n in bought if n in bound[0]), Fraction(0))

    def breaks(number):
        return any(number in cap[0] and spent(cap) + cap[2][number] > cap[1] for cap in caps)

    def next_one(among):
        found = {}
        for number, project in enumerate(profile.projects):
            if number in among and number not in bought and project.cost and worth[number] and not breaks(number):
                found[number] = price(profile, project.cost, worth[number], left)
        payable = ((rho, order[number], number) for number, rho in found.items() if rho is not None)
        return min(payable, default=None)

    everything = (set(range(len(profile.projects))), None, None)
    for floor in (*floors, everything):
        while floor is everything or spent(floor) < floor[1]:
            chosen = next_one(floor[0])
            if chosen is None:
                break
            rho, _place, number = chosen
            bought.append(number)
            pays = {ballot: min(left[ballot], rho * value) for ballot, value in worth[number].items()}
            left |= {ballot: left[ballot] - amount for ballot, amount in pays.items()}
            paid[number] = {ballot: amount for ballot, amount in pays.items() if amount}
    return bought, paid


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
