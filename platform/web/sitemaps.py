"""What a search engine is told that there is: whatever everybody may read, and nothing of a rehearsal, no draft and no
text that moderation hides. A section costs the same number of queries whatever it holds.
"""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import clock
from common.published import published
from councils.models import Council, Round
from proposals.drafting.queries import visible_to
from proposals.models import Letter, Position

A_PAGE = 5_000
# Addresses under which nothing is for a search engine: forms, the desk, what belongs to one person, and searches.
CLOSED = (
    *(
        "/accounts/",
        "/answers/files/",
        "/assemblies/",
        "/begin/",
        "/calendars/",
        "/codes/",
        "/demo/",
        "/design/",
        "/desk/",
    ),
    *("/follow/", "/invitations/", "/language/", "/me/", "/search/", "/sign-in/", "/unsubscribe/"),
    *("/healthz", "/readyz", "/metrics"),
    *("/*/search/", "/*/new/", "/*/apply/", "/*/follow/", "/*/report/", "/*/vote/", "/*/receipt/", "/*/paper/"),
    *("/*/codes/", "/*/compare/", "/*/revise/", "/*/answer/", "/*/acknowledge/", "/*/members/", "/*/webhooks/"),
)


class Section(Sitemap):
    """Rows that have an address, in pages; `changed` is the column that says when one of them last changed."""

    limit = A_PAGE
    changed = ""

    def rows(self) -> QuerySet[Any]:
        """What everybody may read of them."""
        raise NotImplementedError

    def items(self) -> QuerySet[Any]:
        return self.rows().order_by("pk")

    def lastmod(self, item: Any) -> datetime | None:
        return getattr(item, self.changed) if self.changed else None

    def get_latest_lastmod(self) -> datetime | None:
        """Asked of the database: the framework would read every row for it."""
        return self.rows().aggregate(latest=Max(self.changed))["latest"] if self.changed else None


def readable(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that moderation hides from nobody now."""
    hidden = Q(hidden_at__isnull=False) & (Q(hidden_until__isnull=True) | Q(hidden_until__gt=clock.now()))
    return rows.exclude(hidden | Q(held_at__isnull=False) | Q(removed_at__isnull=False))


class Pages(Sitemap):
    """The pages that are no row."""

    def items(self) -> list[str]:
        return ["home", "council_list", "position_list", "rules"]

    def location(self, item: str) -> str:
        return reverse(item)


class Councils(Section):
    def rows(self) -> QuerySet[Council]:
        return published(Council.objects.all())


class Rounds(Section):
    def rows(self) -> QuerySet[Round]:
        return published(Round.objects.select_related("council"))


class Proposals(Section):
    changed = "changed_at"

    def rows(self) -> QuerySet[Any]:
        return published(readable(visible_to(None, clock.now()))).select_related("round__council")


class Positions(Section):
    changed = "published_at"

    def rows(self) -> QuerySet[Position]:
        return published(Position.objects.select_related("council").defer("document"))


class Letters(Section):
    changed = "changed_at"

    def rows(self) -> QuerySet[Letter]:
        return published(readable(Letter.objects.all())).select_related("council").defer("paragraphs")


SECTIONS = {
    "pages": Pages,
    "councils": Councils,
    "rounds": Rounds,
    "proposals": Proposals,
    "positions": Positions,
    "letters": Letters,
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where the list of pages is, and what a machine leaves alone; whoever may not read something is not shown it."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    there = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(f"User-agent: *\n{closed}\nSitemap: {there}\n", content_type="text/plain; charset=utf-8")
