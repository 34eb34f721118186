"""Who is named in what somebody writes: `@its-address` names a movement that has a seat in the council, `@"Her Name"` a
person by the name that she chose to show.

Nothing else is ever looked up. Whoever shows no name is nobody here, and the answer to a guess is always the same: the
words stay words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from councils.mandates.queries import in_force
from councils.models import Council, Membership, Seat

from .models import Comment, Mention

# A sign before it would make it part of an address, as in an e-mail's.
TOKEN = re.compile(r'(?<![\w@/.\-])@(?:"([^"\n@]{1,120})"|([a-z0-9]+(?:-[a-z0-9]+)*))(?![\w@])')
MOST = 20
TAG = re.compile(r"(<[^>]*>)")
# Inside these a name is part of something else.
CLOSED = ("a", "code", "pre")


def named_in(text: str) -> tuple[list[str], list[str]]:
    """The addresses of movements and the names of persons that a text mentions: each once, twenty of both at most."""
    found = list(dict.fromkeys((match[1] or "", match[2] or "") for match in TOKEN.finditer(text)))[:MOST]
    return [slug for _name, slug in found if slug], [name for name, _slug in found if name]


def note_mentions(comment: Comment, at: datetime) -> list[str]:
    """Write down whom the comment mentions, and no longer whom it does not; answers with the movements' addresses.

    For whoever is writing the comment, in its transaction.
    """
    slugs, names = named_in(comment.text)
    council = comment.proposal.round.council
    seats = dict(_seats(council, slugs)) if slugs else {}
    persons = set(_persons(council, names, at)) if names else set()
    if comment.mentions.exists():
        comment.mentions.exclude(Q(seat__in=seats) | Q(person__in=persons)).delete()
    rows = [Mention(comment=comment, seat_id=seat) for seat in seats]
    rows += [Mention(comment=comment, person_id=person) for person in persons]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)
    return sorted(seats.values())


def _seats(council: Council, slugs: Iterable[str]) -> Iterator[tuple[int, str]]:
    return (
        Seat.objects.filter(council=council, movement__slug__in=slugs)
        .values_list("pk", "movement__slug")
        .iterator(chunk_size=MOST)
    )


def _persons(council: Council, names: Iterable[str], at: datetime) -> Iterator[int]:
    """Those who show one of these names, in a movement that has a seat here."""
    shown = Membership.objects.filter(in_force(at), is_named=True, person__is_active=True, person__name__in=names)
    here = shown.filter(movement__in=Seat.objects.filter(council=council).values("movement"))
    return here.order_by("person").values_list("person", flat=True).distinct()[: 2 * MOST].iterator(chunk_size=MOST)


def linked(html: str, addresses: Mapping[str, str]) -> SafeString:
    """The HTML of a text with its mentions as links. `addresses` maps each, as it is written, to where it leads.

    Only words change: what stands in a tag, a link or a piece of code stays as the two walls let it through.
    """
    if not addresses:
        return mark_safe(html)  # noqa: S308 - it is safe already
    links = {
        escape(token).replace("&#x27;", "'").replace("&quot;", '"'): format_html('<a href="{}">{}</a>', address, token)
        for token, address in addresses.items()
    }
    tokens = "|".join(map(re.escape, sorted(links, key=len, reverse=True)))
    known = re.compile(rf"(?<![\w@/.\-])(?:{tokens})(?![\w@-])")
    parts, within = [], 0
    for part in TAG.split(html):
        if part.startswith("<"):
            name = part.strip("</>").split()[0] if part.strip("</>") else ""
            within += (-1 if part.startswith("</") else 1) if name in CLOSED else 0
        parts.append(part if within or part.startswith("<") else known.sub(lambda match: links[match[0]], part))
    return mark_safe("".join(parts))  # noqa: S308 - the text's own walls, and links that are escaped
