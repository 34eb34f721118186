"""What of the ledger is news for whom."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve

from ledger.models import Entry
from proposals.models import Ballot, Position, Proposal

from .models import Follower, Following

# Told at once, and therefore in no digest.
AT_ONCE = ("publish_position", "annul_position")


def news_of(follower: Follower, since: int, until: int) -> QuerySet[Entry]:
    """The entries of what the follower follows, of the transactions from `since` up to and without `until`."""
    followed = follower.followings.filter(confirmed_at__isnull=False).select_related("proposal__round__council")
    wanted = Q(pk__in=[])
    for following in followed:
        theirs = Q(council_id=following.council_id, transaction_id__gte=max(since, following.since or 0))
        wanted |= theirs & _about(following.proposal) if following.proposal else theirs
    return Entry.objects.filter(wanted, transaction_id__lt=until).exclude(verb__in=AT_ONCE)


def followings_of(entry: Entry) -> QuerySet[Following]:
    """Who follows the council of an entry about a position, or the proposal that became it."""
    of = Q(proposal__isnull=True) | Q(proposal=_proposal_behind(entry))
    confirmed = Following.objects.filter(confirmed_at__isnull=False, since__lte=entry.transaction_id)
    return confirmed.filter(of, council=entry.council_id)


def _about(proposal: Proposal) -> Q:
    """What is done at the addresses of a proposal, of its ballots and of its positions."""
    ballots = Ballot.objects.filter(proposal=proposal).select_related("round__council")
    positions = Position.objects.filter(ballot__proposal=proposal).select_related("council").defer("document")
    pages: Iterable[Proposal | Ballot | Position] = (proposal, *ballots, *positions)
    wanted = Q(pk__in=[])
    for page in pages:
        wanted |= Q(subject__startswith=page.get_absolute_url())
    return wanted


def _proposal_behind(entry: Entry) -> int | None:
    """The proposal whose position stands at the subject of the entry; a choice between several has none."""
    try:
        place = resolve(entry.subject).kwargs
        year, number = int(place["year"]), int(place["number"])
    except (Resolver404, KeyError):
        return None
    series = str(place.get("series", ""))
    found = Position.objects.filter(council=entry.council_id, series=series, year=year, number=number)
    return found.values_list("ballot__proposal", flat=True).first()
