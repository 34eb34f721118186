"""What the pages of letters read."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from common.clock import CouncilNow
from common.languages import say
from councils.models import Council, Country

from .models import Letter, LetterSignature

MOST = 100


@dataclass(frozen=True)
class FromCountry:
    """The movements of one country that stand behind a letter; those of no country are regional (code empty)."""

    code: str
    name: str
    movements: list[LetterSignature]


def letters_of(council: Council) -> QuerySet[Letter]:
    """The letters of a council, or those that were addressed to it; the latest first, with how many have signed."""
    if council.kind == Council.Kind.ADVISORY:
        found = Letter.objects.filter(council=council)
    else:
        found = Letter.objects.filter(addressees=council, state=Letter.State.SENT)
    return counted(found).annotate(instant=CouncilNow(F("council_id")))[:MOST]


def open_letters() -> QuerySet[Letter]:
    """Those that can be signed now, each by the clock of its council."""
    now = CouncilNow(F("council_id"))
    return Letter.objects.filter(state=Letter.State.OPEN, opens_at__lte=now, closes_at__gt=now)


def counted(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Letters with the number of signatures that stand (`standing`), in one query."""
    of_letter = standing_signatures().filter(letter=OuterRef("pk")).order_by()
    count = of_letter.values("letter").annotate(number=Count("pk")).values("number")
    return letters.select_related("council", "seat__movement").annotate(standing=Coalesce(Subquery(count), 0))


def standing_signatures() -> QuerySet[LetterSignature]:
    """Those that were not taken back."""
    return LetterSignature.objects.filter(withdrawn_at__isnull=True)


def letter_at(council: str, number: int) -> Letter | None:
    """One letter, with its council's clock (`instant`)."""
    found = Letter.objects.filter(council__slug=council, number=number)
    return counted(found).annotate(instant=CouncilNow(F("council_id"))).first()


def letters_set_aside(council: Council) -> QuerySet[Letter]:
    """The council's letters of which the close failed; each is tried again."""
    failed = Letter.objects.filter(council=council).exclude(failure="").select_related("council")
    return failed.defer("paragraphs").order_by("next_try_at", "pk")[:MOST]


def by_country(letter: Letter) -> list[FromCountry]:
    """The signatures that stand, by country in the order of their codes, regional movements last: two queries."""
    standing = letter.signatures.filter(withdrawn_at__isnull=True).select_related("seat__movement")
    signatures = list(standing.order_by("name", "id"))
    names = dict(Country.objects.filter(code__in={one.country for one in signatures}).values_list("code", "name"))
    codes = sorted({one.country for one in signatures}, key=lambda code: (not code, code))
    return [
        FromCountry(code, say(names[code]) if code in names else code, [s for s in signatures if s.country == code])
        for code in codes
    ]
