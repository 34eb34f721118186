"""The rules of rankings told once more: ballot by ballot, with nothing but fractions and in no hurry."""

from fractions import Fraction
from itertools import pairwise, permutations

from proposals.tally.rankings.profile import OVERVOTE


def preferred(profile, unranked="last"):
    """Who is preferred to whom: {(a, b): weight}."""
    size = range(len(profile.options))
    found = {(a, b): Fraction(0) for a in size for b in size if a != b}
    for order, weight in profile.ballots.items():
        rank = {option: place for place, group in enumerate(order) if group != OVERVOTE for option in group}
        if unranked == "last":
            rank = {option: rank.get(option, len(order)) for option in size}
        for a, b in found:
            if a in rank and b in rank and rank[a] < rank[b]:
                found[a, b] += weight
    return found


def schulze_winners(profile, strength, unranked="last"):
    """Whose strongest path to everybody is at least as strong as the one back: all paths are tried."""
    votes = preferred(profile, unranked)
    size = range(len(profile.options))
    worth = votes if strength == "winning_votes" else {(a, b): votes[a, b] - votes[b, a] for a, b in votes}
    link = {(a, b): worth[a, b] if votes[a, b] > votes[b, a] else 0 for a, b in votes}
    best = {(a, b): max(_path(link, path) for path in paths(a, b, size)) for a, b in votes}
    return {a for a in size if all(best[a, b] >= best[b, a] for b in size if b != a)}


def paths(first, last, size):
    between = [option for option in size if option not in (first, last)]
    for count in range(len(between) + 1):
        for some in permutations(between, count):
            yield [first, *some, last]


def _path(link, path):
    return min(link[a, b] for a, b in pairwise(path))


def next_of(order, continuing, equal_ranks):
    """For whom a ballot counts: options, each with its part."""
    for group in order:
        left = [option for option in group if option in continuing]
        if len(left) == 1 or (left and equal_ranks == "split"):
            return {option: Fraction(1, len(left)) for option in left}
        if left and equal_ranks == "exhaust":
            return {}
    return {}


def irv_winners(profile, equal_ranks="exhaust"):
    """Everybody who can win, whichever way a lot among the last falls."""

    def winners(continuing):
        totals = dict.fromkeys(continuing, Fraction(0))
        for order, weight in profile.ballots.items():
            for option, part in next_of(order, continuing, equal_ranks).items():
                totals[option] += weight * part
        total = sum(totals.values())
        if any(2 * have > total for have in totals.values()):
            return {max(totals, key=totals.get)}
        if not total:
            return set(continuing) if len(continuing) > 1 else set()
        lowest = min(totals.values())
        return set().union(*(winners(continuing - {o}) for o, have in totals.items() if have == lowest))

    return winners(frozenset(range(len(profile.options))))


def stv_elected(profile, seats, lot, equal_ranks="exhaust"):  # noqa: C901 - one page, to be read at one sitting
    """Exact weighted inclusive Gregory, every paper by itself: [order, weight, value]."""
    continuing, elected, pending, history = set(range(len(profile.options))), [], [], []
    hands = {candidate: [] for candidate in continuing}

    def give(papers):
        for order, weight, value in papers:
            for candidate, part in next_of(order, continuing, equal_ranks).items():
                hands[candidate].append((order, weight * part, value))

    def have(candidate):
        return sum((weight * value for _order, weight, value in hands[candidate]), Fraction(0))

    kept = {}

    def totals():
        return {c: kept.get(c, have(c)) for c in hands}

    def settle():
        now = totals()
        history.append(now)
        reached = sorted((c for c in continuing if now[c] >= quota), key=lambda c: (-now[c], c))
        for candidate in reached[: seats - len(elected)]:
            elected.append(candidate)
            continuing.discard(candidate)
            if now[candidate] > quota:
                pending.append(candidate)

    def choose(level, highest):
        for now in reversed(history[:-1]):
            marks = [now[c] for c in level]
            best = max(marks) if highest else min(marks)
            level = [c for c in level if now[c] == best]
        ordered = sorted(level, key=lot.index)
        return ordered[0] if highest else ordered[-1]

    give([(order, Fraction(weight), Fraction(1)) for order, weight in profile.ballots.items()])
    quota = sum(map(have, hands)) // (seats + 1) + 1
    settle()
    while len(elected) < seats and continuing:
        if len(continuing) <= seats - len(elected):
            elected += sorted(continuing, key=lambda c: (-have(c), c))
            break
        if pending:
            most = max(have(c) for c in pending)
            chosen = choose(sorted(c for c in pending if have(c) == most), True)
            pending.remove(chosen)
            papers, ratio = hands[chosen], (have(chosen) - quota) / have(chosen)
            hands[chosen], kept[chosen] = [], quota
            give([(order, weight, value * ratio) for order, weight, value in papers])
        else:
            fewest = min(have(c) for c in continuing)
            chosen = choose(sorted(c for c in continuing if have(c) == fewest), False)
            continuing.discard(chosen)
            papers, hands[chosen] = hands[chosen], []
            give(papers)
        settle()
    return [profile.options[c] for c in elected]
