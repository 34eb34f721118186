"""What each rule does, in a few plain sentences."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.voting.words import choice_word

EXPLAINED: Mapping[str, Sequence[Promise]] = {
    "seats": [_("Every movement has one seat, and every seat one vote, whatever its country is and whatever it pays.")],
    "countries": [
        _("The movements of a country are counted among themselves first; then each country says one thing."),
        _("A movement that works in several countries is regional: it has no country, and stands outside this count."),
    ],
    "capital": [
        _("As by country, but each country weighs as much as it has contributed to the bank."),
        _("The whole contribution stands behind what the country says; it is not divided among its movements."),
    ],
    "dual_track": [
        _(
            "Two kinds of decision, two rules: what is fundamental is decided by countries, what is operational by "
            "capital."
        ),
        _(
            "The class of a proposal is stated when it is admitted, and can be challenged until the vote opens. Here "
            "it is operational."
        ),
    ],
    "double_majority": [
        _("The vote is counted twice, by countries and by capital, and must be won both times."),
        _("Neither the many with little money nor the few with much can decide alone."),
    ],
    "consensus": [
        _(
            "A proposal goes through unless somebody blocks it. To block is more than to say no: it says that the "
            "council must not do this."
        ),
        _("Whoever disagrees and can live with it says no, or stands aside; that is recorded and stops nothing."),
    ],
    "unanimity": [_("One no is enough to stop a proposal. Whoever abstains does not stop it.")],
    "quorum": [
        _("A quorum says how many must vote before anything is decided. An abstention counts as present."),
        _(
            "Without a quorum there is no outcome, neither yes nor no, and the rulebook may have the vote called "
            "once more. Here half of the seats must vote, and three of seven did."
        ),
    ],
    "ties": [
        _(
            "When yes and no are exactly level, nothing has been decided, and the result says so: no order of a list "
            "and no chair decides in secret."
        ),
        _("The rulebook says what becomes of it: it stays a tie, it is a rejection, or the lot decides."),
    ],
    "schulze": [
        _(
            "Each ballot puts the options in order. Every option is compared with every other: how many prefer the "
            "one, how many the other."
        ),
        _(
            "An option that beats each of the others wins. Where they beat each other in a circle, the strongest "
            "path through the defeats decides."
        ),
    ],
    "schulze_quorum": [
        _("The same, after options have been taken out that too few prefer to leaving everything as it is."),
        _("Here an option must be preferred to it by five seats, and by more seats than prefer things as they are."),
    ],
    "irv": [
        _(
            "Only the first choice of each ballot counts at first. The option with the fewest is taken out, and its "
            "ballots go to their next choice, until one has more than half."
        ),
        _("It can drop an option that nearly everybody likes second best, as it does here with the same ballots."),
    ],
    "equal_shares": [
        _(
            "The budget is divided into equal shares, one for each voter. A project is bought if those who want it "
            "can pay for it together out of their shares."
        ),
        _("So a group gets about as much of the budget as its size, and a small group is not left with nothing."),
    ],
    "greedy": [
        _("The projects are taken in the order of their votes, as long as they fit into what is left of the budget."),
        _("It is simple, and the largest group may decide over all of the money."),
    ],
    "stv": [
        _(
            "Several people are elected from one list of ranked names. Whoever reaches the quota is elected; what "
            "they have above it goes on to the next name on those ballots."
        ),
        _(
            "If nobody reaches the quota, whoever has the fewest votes is taken out, and those ballots move on. Here "
            "two places are filled."
        ),
    ],
}


def if_words(names: Mapping[str, str], changes: Mapping[str, str], outcome: str) -> str:
    """A sentence that says what would have come of it, had some seats voted otherwise."""
    told = ", ".join(f"{names[seat]}: {choice_word(choice)}" for seat, choice in changes.items())
    return gettext("Had they voted so instead (%(changes)s), the outcome would be: %(outcome)s.") % {
        "changes": told,
        "outcome": outcome,
    }
