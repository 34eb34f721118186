"""How a page is found again: its one address, the same page in each language, and its card where it is shared.

A language has an address: `?lang=fr` behind that of the page (`docs/decisions/0090`). Everything here is made of the
address and of the site's own settings; nothing costs a query.
"""

from functools import lru_cache
from html import unescape
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.middleware import LANGUAGE_PARAMETER, asked_language
from common.languages import page_language

# The pages that a search engine may keep: what everybody reads, and no form, no search, nothing of one person.
KEPT = frozenset(
    (
        *("home", "rules", "council_list", "council", "council_seats", "council_rulebook"),
        *("council_rulebook_version", "council_answers", "round", "ledger", "movement"),
        *("plenary", "proposal", "proposal_history", "proposal_endorsements", "proposal_questions"),
        *("proposal_stances", "comment_thread", "translations", "amendment", "amendment_list"),
        *("amendments_of_paragraph", "reshaping", "ballot", "roll", "consultations"),
        *("consultation", "position_list", "council_positions", "position", "series_position"),
        *("transmittal", "follow_ups", "letters", "letter", "letter_transmittal"),
        *("referrals", "referral", "meetings", "meeting", "moderation_log"),
        *("case", "council_subscribing"),
    )
)
# What is an article to whoever shares it; all else is a page of a site.
ARTICLES = frozenset(["proposal", "position", "series_position", "letter", "referral", "ballot"])
# A page of a list is a page of its own; all that else stands behind an address shows the same page in another way.
PAGES = ("page", "after", "before")
# Which country's variant of a language a card names, as its format demands one.
LOCALES = {"es": "es_LA", "pt-br": "pt_BR", "en": "en_US", "fr": "fr_FR"}
LONGEST = 200


def is_kept(request: HttpRequest) -> bool:
    """Whether a search engine may keep the page: one that is found, of everybody, and of no rehearsal."""
    match = getattr(request, "resolver_match", None)
    return match is not None and match.url_name in KEPT and getattr(request, "rehearsal", None) is None


def address_of(request: HttpRequest, language: str | None = None) -> str:
    """The page's one address, whatever else was asked of it, in a language if one is named."""
    told = {name: request.GET[name] for name in PAGES if request.GET.get(name, "").isdecimal()}
    asked = urlencode({**told, **({LANGUAGE_PARAMETER: language} if language else {})})
    return f"{settings.SITE_URL.rstrip('/')}{request.path}{'?' if asked else ''}{asked}"


def links(request: HttpRequest) -> SafeString:
    """The canonical link and one to the page in each language; on a page that is not kept, the word that it is not."""
    if not is_kept(request):
        return SafeString('<meta name="robots" content="noindex">')
    languages = ((code, address_of(request, code)) for code in settings.COMPLETE_LANGUAGES)
    others = (*languages, ("x-default", address_of(request)))
    return _links(address_of(request, asked_language(request)), others)


@lru_cache(maxsize=512)
def _links(canonical: str, others: tuple[tuple[str, str], ...]) -> SafeString:
    row = '<link rel="alternate" hreflang="{}" href="{}">\n'
    return format_html('<link rel="canonical" href="{}">\n{}', canonical, format_html_join("", row, others))


def card(context: Context, request: HttpRequest) -> SafeString:
    """What is shown of the page where it is shared (Open Graph): the title and the sentence that it has anyway."""
    if not is_kept(request):
        return SafeString("")
    here, match = page_language(), request.resolver_match
    return _card(
        ("site_name", "Minga"),
        ("title", words_of(context, "title")),
        ("description", description(context)),
        ("type", "article" if match and match.url_name in ARTICLES else "website"),
        ("url", address_of(request, asked_language(request))),
        ("locale", LOCALES[here]),
        *(("locale:alternate", LOCALES[code]) for code in settings.COMPLETE_LANGUAGES if code != here),
    )


@lru_cache(maxsize=512)
def _card(*facts: tuple[str, str]) -> SafeString:
    return format_html_join("\n", '<meta property="og:{}" content="{}">', facts)


def description(context: Context) -> str:
    """The page's sentence for those who search; the site's own where a page has none."""
    return words_of(context, "description") or _(
        "Where social movements propose, deliberate and decide together, and anybody can recount the result."
    )


def words_of(context: Context, block: str) -> str:
    """What a block of the page says, as plain words: a template can draw a block in one place only."""
    found = context.render_context[BLOCK_CONTEXT_KEY].get_block(block)
    words = " ".join(unescape(strip_tags(found.render(context))).split()) if found else ""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
