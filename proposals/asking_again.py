"""Which acts of deliberation ask once more who it is: moderation, keys, and votes where the council wants it."""

from django.http import HttpRequest

from accounts.again.asking import Keys, ask_again_at
from councils.mandates.acting import FIELD
from councils.rulebook.rules import read_rulebook
from proposals.voting.arriving import come_to_vote
from proposals.voting.queries import ballots_at


def wants_it(request: HttpRequest, keys: Keys) -> bool:
    """Whether the rulebook by which the ballot was opened asks it of whoever casts a vote, at the last of its steps."""
    address = (keys["council"], keys["round_number"], keys["number"])
    if request.resolver_match and request.resolver_match.url_name == "vote":
        if "confirm" not in request.POST:
            return False
        found = come_to_vote(request, *address, request.POST.get(FIELD, ""))
        return found is not None and found.asks_again
    ballot = ballots_at(*address).first()
    rules = ballot.rulebook if ballot else None
    return rules is not None and read_rulebook(rules.data).reauthenticate_votes


ask_again_at("decide_case", "hear_appeal")
ask_again_at("webhooks", "consent_webhook", "member_codes", "seat_codes")
# Without its confirmation the vote comes back as its summary, with the choices in it.
ask_again_at("vote", "replace_vote", when=wants_it, dropped=("confirm",))
