"""Strange signs in comments, reports, decisions and appeals: kept, compared and shown as they are, or refused with a
sentence.
"""

import unicodedata

import pytest

from common import clock
from common.errors import Invalid
from common.proof.canonical import sha256
from proposals.deliberation.actions import comment_proposal
from proposals.drafting.hiding import masked, veil_of
from proposals.models import Case, Comment, Report
from proposals.moderation.actions import decide_case, report_text
from tests.factories.asking import ask, browser
from tests.factories.moderation import AT, DAY, HOUR, Matter, matter

pytestmark = pytest.mark.django_db

MARKS = "\u202e\u202d\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
KEPT = {
    "combining": "Z" + "\u0301\u0316\u0334" * 60 + " a\u0303gua",
    "decomposed": "ca\u0301n\u0303amo",
    "zero width": "pa\u200bla\u200dbra \u2060y \ufeffmás",
    "emoji": "👩🏽‍🌾 👨‍👩‍👧‍👦 🏳️‍🌈 🇧🇴 ❤️ 🫘",
    "arabic": "المياه للجميع، لا للبعض",
    "hebrew": "מים לכולם: \u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
    "mixed": "El agua (مياه) es מים, no 12٬345",
    "scripts": "Qhichwa ñ ’ʼ Avañe’ẽ aymar aru 水 นํ้า நீர்",
    "beyond the first plane": "𝔸𝕘𝕦𝕒 𐎠 🀄 \U000e0041\U000e007f",
    "private and unassigned": "a\ue000b\U0010fffdc\u0378",
    "look-alikes": "аgua αgua agua ａｇｕａ",
}
REFUSED = {
    "null": "a\x00b",
    "escape": "a\x1b[31mb",
    "backspace": "agua\x08\x08",
    "half a character": "a\ud83db",
    "c1": "a\x9bb",
}


def composed(text: str) -> str:
    """As it is kept: composed, without marks that turn the direction of writing."""
    return unicodedata.normalize("NFC", "".join(sign for sign in text if sign not in MARKS)).strip()


def say(of: Matter, text: str) -> Comment:
    with clock.travel(AT):
        return comment_proposal(
            person=of.people["bystander"], seat=of.table.bystander, proposal=of.proposal, stance="neutral", text=text,
            language="es",
        )  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_a_text_is_kept_reported_hidden_in_part_and_shown_without_damage(name: str) -> None:
    of, text = matter(), KEPT[name]
    whole = f"Antes {MARKS}{text}{MARKS} después"
    comment = Comment.objects.get(pk=say(of, whole).pk)
    expected = composed(f"Antes {text} después")
    assert comment.text == expected
    place = of.proposal.get_absolute_url()
    shown = ask(None, f"{place}comments/{comment.pk}/", AT + HOUR).content.decode()
    assert composed(text) in shown.replace("&nbsp;", "\xa0").replace("&#x27;", "'")
    assert not [mark for mark in MARKS if mark in shown]
    with clock.travel(AT):
        report_text(person=of.people["sponsor"], text=comment, ground="insult", words=whole)
    report = Report.objects.get()
    assert (report.text, report.text_sha256) == (expected, sha256(expected.encode()))
    with clock.travel(AT + HOUR):
        decision = decide_case(
            person=of.people["moderator"], case=report.case, kind="hide_part", ground="insult", reason=whole,
            quotes=[whole.removeprefix("Antes ").removesuffix(" después")], seen=report.text_sha256,
        )  # fmt: skip
    assert decision.reason == expected
    hidden = Comment.objects.get(pk=comment.pk)
    signs = len(composed(text))
    assert masked(hidden.text, veil_of(hidden, AT + DAY)) == f"Antes █{signs}█ después"
    told = browser().get(f"/api/v1/comments/{comment.pk}/").json()
    assert told["text"] == f"Antes █{signs}█ después"
    case = ask(None, report.case.get_absolute_url(), AT + DAY).content.decode()
    assert composed(text) in case.replace("&#x27;", "'")


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_written_is_refused_with_a_sentence_in_every_field(name: str) -> None:
    of, text = matter(), REFUSED[name]
    case = of.report()
    with clock.travel(AT):
        for act in (
            lambda: say(of, text),
            lambda: report_text(person=of.people["member"], text=of.comment, ground="insult", words=text),
            lambda: of.decide(case=case, reason=text),
            lambda: of.decide("hide_part", case=case, quotes=[text]),
        ):
            with pytest.raises(Invalid) as refused:
                act()
            assert refused.value.sentence
    assert Case.objects.get().state == "open"


def test_a_hundred_kilobytes_are_refused_with_a_sentence_and_what_fits_is_not() -> None:
    of = matter()
    case = of.report()
    large = "ñandú " * 17_000
    for act in (
        lambda: say(of, large),
        lambda: of.report(by="member", words=large),
        lambda: of.decide(case=case, reason=large),
        lambda: of.decide("hide_part", case=case, quotes=[large]),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert "signs" in refused.value.sentence or "signos" in refused.value.sentence
    fits = composed("👩🏽‍🌾" * 2_500)
    assert len(say(of, fits).text) == 10_000
    assert of.decide(case=case, reason="ñ" * 4_000).reason == "ñ" * 4_000
