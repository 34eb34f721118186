"""Which translation a reader is shown, and what a ballot still lacks: a pure choice, proven over made-up histories."""

from hypothesis import given
from hypothesis import strategies as st

from common.languages import FALLBACKS, reading_order
from proposals.translating.choosing import (
    HUMAN,
    MACHINE,
    REVIEWED,
    STANDINGS,
    Original,
    Shown,
    Version,
    best,
    by_place,
    choose,
    is_stale,
    latest,
    missing,
    progress,
)

ORIGINAL = Original("p1", "es", "Semillas propias.")
LANGUAGES = ("qu", "ay", "gn", "es", "pt-br", "en", "fr")


def version(language: str = "qu", standing: str = REVIEWED, *, serial: int = 1, stale: bool = False) -> Version:
    source = "0" * 64 if stale else ORIGINAL.sha256
    return Version("p1", language, serial, f"{language}{serial}", source, standing)


histories = st.lists(st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(STANDINGS), st.booleans()), max_size=12).map(
    lambda rows: [version(*row[:2], serial=n, stale=row[2]) for n, row in enumerate(rows, 1)]
)


def shown(language: str, *versions: Version) -> Shown:
    return choose(ORIGINAL, by_place(versions), reading_order(language))


def test_reviewed_before_human_before_machine():
    found = [version(standing=s, serial=n) for n, s in enumerate((REVIEWED, HUMAN, MACHINE), 1)]
    assert [shown("qu", *found[start:]).standing for start in range(3)] == [REVIEWED, HUMAN, MACHINE]


def test_of_the_same_standing_the_latest():
    assert shown("qu", version(serial=1), version(serial=2)).text == "qu2"


def test_what_is_of_the_present_wording_comes_before_what_is_stale():
    assert shown("qu", version(stale=True), version(standing=HUMAN, serial=2)).standing == HUMAN


def test_a_stale_translation_is_shown_with_its_mark_before_another_language():
    found = shown("qu", version(stale=True), version("pt-br"))
    assert (found.language, found.is_stale) == ("qu", True)


def test_quechua_aymara_and_guarani_fall_back_to_spanish():
    french = Original("p1", "fr", "Nos semences.")
    spanish = Version("p1", "es", 1, "Nuestras semillas.", french.sha256, HUMAN)
    for language in ("qu", "ay", "gn"):
        assert choose(french, by_place([spanish]), reading_order(language)).language == "es"
        assert shown(language, version("fr")) == Shown("p1", "es", ORIGINAL.text)


def test_who_reads_the_original_is_shown_the_original():
    assert shown("es", version("pt-br"), version("es")) == Shown("p1", "es", ORIGINAL.text)


@given(histories, st.sampled_from(LANGUAGES))
def test_a_reader_is_always_shown_something_that_was_written(versions: list[Version], language: str):
    found = shown(language, *versions)
    if found.is_translated:
        assert found.text in {one.text for one in versions if one.language == found.language}
        assert found.language in reading_order(language)
    else:
        assert found == Shown("p1", "es", ORIGINAL.text)


@given(histories, st.sampled_from(LANGUAGES), st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_rows(versions: list[Version], language: str, random):
    mixed = list(versions)
    random.shuffle(mixed)
    assert shown(language, *mixed) == shown(language, *versions)


@given(histories, st.sampled_from(LANGUAGES))
def test_no_better_version_is_passed_over(versions: list[Version], language: str):
    found = best(versions, ORIGINAL)
    for other in versions:
        assert found is not None
        if not is_stale(other, ORIGINAL):
            assert not is_stale(found, ORIGINAL)
            assert STANDINGS.index(found.standing) >= STANDINGS.index(other.standing)


@given(histories)
def test_writing_another_never_takes_a_reviewed_translation_away(versions: list[Version]):
    before = missing([ORIGINAL], by_place(versions), LANGUAGES)
    written = version("qu", HUMAN, serial=99)
    assert missing([ORIGINAL], by_place([*versions, written]), LANGUAGES) == before
    assert latest([*versions, written]) == written


@given(histories)
def test_reviewing_the_latest_of_the_present_wording_makes_a_language_whole(versions: list[Version]):
    reviewed = by_place([*versions, version("qu", serial=99)])
    assert "qu" not in missing([ORIGINAL], reviewed, ["qu"])
    assert progress([ORIGINAL], reviewed, "qu").reviewed == 1


@given(histories)
def test_a_changed_original_makes_every_translation_stale(versions: list[Version]):
    changed = Original("p1", "es", ORIGINAL.text + " Y agua.")
    known = by_place([one for one in versions if one.source_sha256 == ORIGINAL.sha256])
    counts = progress([changed], known, "qu")
    assert counts.reviewed == counts.human == counts.machine == 0
    assert counts.stale + counts.missing == counts.total == 1
    assert missing([changed], known, ["qu"]) == {"qu": ["p1"]}


def test_a_passage_needs_no_translation_into_its_own_language():
    quechua = Original("p2", "qu", "Ñuqanchik.")
    assert missing([ORIGINAL, quechua], {}, ["es", "qu"]) == {"es": ["p2"], "qu": ["p1"]}
    assert progress([ORIGINAL, quechua], {}, "qu").total == 1


@given(st.text(min_size=1, max_size=8))
def test_reading_orders_name_no_language_twice(code: str):
    order = reading_order(code)
    assert len(order) == len(set(order))
    for language in FALLBACKS:
        assert reading_order(language)[0] == language
