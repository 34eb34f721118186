"""Where each text that was found can be read."""

from django.urls import reverse

from .models import SearchEntry
from .queries import Hit

Kind = SearchEntry.Kind


def page_of(hit: Hit) -> str:
    """The page of the text itself; a comment's is its place in the discussion."""
    if hit.kind == Kind.POSITION:
        return reverse("position", args=[hit.council, hit.year, hit.position])
    place = [hit.council, hit.round, hit.proposal]
    if hit.kind == Kind.AMENDMENT:
        return reverse("amendment", args=[*place, hit.amendment])
    proposal = reverse("proposal", args=place)
    if hit.kind == Kind.PROPOSAL:
        return proposal
    comment = f"comments/{hit.comment}/" if hit.parent else f"?comment={hit.comment}"
    return f"{proposal}{comment}#c{hit.comment}"
