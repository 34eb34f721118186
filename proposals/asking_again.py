"""Which acts of deliberation ask once more who it is: moderation, keys, and votes where the council wants it."""

from django.http import HttpRequest

from accounts.again.asking import Keys, ask_again_at
from proposals.voting.models import Ballot

REAUTHENTICATE = "rulebook__data__reauthenticate_votes"


def wants_it(request: HttpRequest, keys: Keys) -> bool:
    """Whether the rulebook by which the ballot was opened asks it of whoever casts a vote, at the last of its steps."""
    if request.resolver_match and request.resolver_match.url_name == "vote" and "confirm" not in request.POST:
        return False
    named = {"round__number": keys["round_number"], "number": keys["number"]}
    # The one word, and not the rules: every vote asks for it, and reading them whole cost a third of casting one.
    said = Ballot.objects.filter(round__council__slug=keys["council"], **named).values_list(REAUTHENTICATE, flat=True)
    return said.first() is True


ask_again_at("decide_case", "hear_appeal")
ask_again_at("webhooks", "consent_webhook", "member_codes", "seat_codes")
# Without its confirmation the vote comes back as its summary, with the choices in it.
ask_again_at("vote", "replace_vote", when=wants_it, dropped=("confirm",))
