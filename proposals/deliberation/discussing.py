"""The discussion as a page shows it: the comments of one page of it drawn, and the ways to order and to filter them.

The page of a proposal and that of an amendment include `proposals/deliberation/_discussion.html` with what
`discussion_context` answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.drawn import Variant, drawn, joined, variant
from common.languages import say
from councils.mandates.acting import Acting
from proposals.amending.models import Amendment
from proposals.drafting.forms import TONGUES
from proposals.drafting.models import Proposal
from proposals.drafting.pages import now_of

from .around import Around, at_most
from .asked import NEWEST, OLDEST, SORTS, SUPPORTED, Asked, read_asked
from .drawing import draw
from .lifting import seen_by, without_held
from .models import Comment
from .queries import Discussion, Reader, Said, discussion_of

ORDERS: dict[str, str | Promise] = {
    OLDEST: _("Oldest first"),
    NEWEST: _("Newest first"),
    SUPPORTED: _("Most supported first"),
}
Pairs = tuple[tuple[str, str | Promise], ...]


@dataclass(frozen=True)
class Choice:
    """One of the lists with which a discussion is filtered. Each choice is what stands in the address, what is read,
    and whether it is the one chosen.
    """

    name: str
    label: str | Promise
    choices: tuple[tuple[str, str | Promise, bool], ...]


def discussion_context(
    proposal: Proposal,
    person: User | None,
    *,
    acting: Acting,
    parameters: Mapping[str, str],
    can_reply: bool,
    amendment: Amendment | None = None,
    around: Around | None = None,
) -> dict[str, Any]:
    """What `_discussion.html` needs: a page of the discussion of the proposal's text, or of one of its amendments.

    `parameters` are the address's own; `can_reply` says that the reader may speak now. `around` knows which movements
    and countries there are to choose from. One query; a second where a filter found less than a page.
    """
    asked, reader = read_asked(parameters), reader_of(proposal, acting)
    discussion = Discussion([])
    if proposal.is_public:
        found = discussion_of(proposal, reader, asked, amendment=amendment)
        discussion = without_held(person, proposal, found)
    comments = draw_all(
        discussion.everything(), proposal, person, acting, can_reply=can_reply, is_alone=asked.is_filtered
    )
    return {
        "asked": asked,
        "state": asked.address(asked.after),
        "unfiltered": asked.without().address(),
        "threads": _threads(discussion, comments, proposal.get_absolute_url()),
        "start": asked.address(),
        "more": asked.address(discussion.more) if discussion.more else "",
        "filters": filters(asked, around or Around()),
        "amendment": amendment,
        "can_support": can_reply and bool(acting.hats),
    }


def _threads(discussion: Discussion, comments: Mapping[int, str], place: str) -> SafeString:
    """The threads as items of a list, of comments that are drawn already."""
    here, template = variant(), "proposals/deliberation/_thread.html"
    return joined(
        drawn(
            template,
            here,
            root=comments[thread.root.id],
            replies=tuple(comments[reply.id] for reply in thread.replies),
            rest=f"{place}comments/{thread.root.id}/" if thread.has_more else "",
        )
        for thread in discussion.threads
    )


def reader_of(proposal: Proposal, acting: Acting) -> Reader:
    """Who reads: for the movement for which they act, or for all of theirs where none is chosen."""
    hats = [acting.chosen] if acting.chosen else acting.hats
    return Reader(now_of(proposal), tuple(hat.seat.pk for hat in hats))


def draw_all(
    comments: Iterable[Said],
    proposal: Proposal,
    person: User | None,
    acting: Acting,
    *,
    can_reply: bool,
    is_alone: bool = False,
) -> dict[int, str]:
    """Each comment as HTML, by its id. Whoever wrote one finds there the way to change it, others to support it."""
    place, me = proposal.get_absolute_url(), person.pk if person else 0
    seats, here = {hat.seat.pk for hat in acting.hats}, variant()
    return {
        said.id: draw(
            said,
            place,
            here,
            can_reply=can_reply and not (veil and veil.is_whole),
            can_support=can_reply and not (veil and veil.is_whole) and bool(seats - {said.seat}),
            is_mine=is_mine,
            is_alone=is_alone,
            veil=veil,
        )
        for said, veil, is_mine in seen_by(person, proposal, comments, me)
    }


def filters(asked: Asked, around: Around) -> SafeString:
    """The lists to choose from, drawn; what was asked for stands in them even where it is not among the first."""
    counted = tuple((paragraph, f"{paragraph} ({at_most(n)})") for paragraph, n in around.counts.items() if n)
    countries = tuple((country["code"], say(country["name"])) for country in around.countries)
    movements = tuple((movement["slug"], movement["name"]) for movement in around.movements)
    return _filters(replace(asked, after=None), counted, countries, movements, variant())


@lru_cache(maxsize=512)
def _filters(asked: Asked, counted: Pairs, countries: Pairs, movements: Pairs, here: Variant) -> SafeString:
    stances = tuple((stance.value, stance.label) for stance in Comment.Stance)
    choices = (
        _choice("stance", _("Stance"), _("Every stance"), stances, asked.stance),
        _choice("country", _("Country"), _("Every country"), countries, asked.country),
        _choice("movement", _("Movement"), _("Every movement"), movements, asked.movement),
        _choice("paragraph", _("Paragraph"), _("The whole text"), counted, asked.paragraph),
        _choice("language", _("Language"), _("Every language"), tuple(TONGUES), asked.language),
        Choice("sort", _("Order"), tuple((sort, ORDERS[sort], sort == asked.sort) for sort in SORTS)),
    )
    return drawn("proposals/deliberation/_filters.html", here, choices=choices)


def _choice(name: str, label: str | Promise, all_of_them: str | Promise, found: Pairs, chosen: str) -> Choice:
    if chosen and chosen not in dict(found):
        found = (*found, (chosen, chosen))
    every = ("", all_of_them, not chosen)
    return Choice(name, label, (every, *((value, words, value == chosen) for value, words in found)))
