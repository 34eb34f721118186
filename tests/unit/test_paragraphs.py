"""A paragraph's id follows it, and never comes to mean another."""

import time
from itertools import cycle, islice

from hypothesis import given
from hypothesis import strategies as st

from proposals.drafting.paragraphs import Paragraph, carry_ids, in_languages, join, read, read_mark, split, write

words = st.text("abcdeñé \n,.", min_size=1, max_size=40)
texts = st.lists(words, max_size=8)


def start(*paragraphs: str) -> list[Paragraph]:
    return carry_ids([], paragraphs)


def ids(paragraphs: list[Paragraph]) -> list[str]:
    return [paragraph.id for paragraph in paragraphs]


SEEDS = "Las semillas propias se guardan en cada comunidad y se cambian libremente entre vecinas."
WATER = "El riego comunal se administra en asamblea, con turnos que fija cada cuenca."
ROADS = "Los caminos vecinales se pagan con el fondo regional y los mantiene la minga."


def test_blank_lines_divide_and_ends_are_trimmed():
    assert split("\n\n  uno\ndos  \n \t \n\n tres\n") == ["uno\ndos", "tres"]
    assert split(" \n\n ") == []


@given(st.text("ab \n\t\u00a0\u3000", max_size=60))
def test_splitting_what_was_joined_changes_nothing(text: str):
    parts = split(text)
    assert split(join(start(*parts))) == parts


def test_first_ids_count_from_one():
    assert ids(start("a", "b")) == ["p1", "p2"]


def test_an_edited_paragraph_keeps_its_id():
    old = start(SEEDS, WATER, ROADS)
    assert ids(carry_ids(old, [SEEDS, WATER.replace("asamblea", "cabildo abierto"), ROADS])) == ["p1", "p2", "p3"]


def test_a_moved_and_edited_paragraph_keeps_its_id():
    old = start(SEEDS, WATER, ROADS)
    assert ids(carry_ids(old, [ROADS, SEEDS + " Sin patentes.", WATER])) == ["p3", "p1", "p2"]


def test_a_rewritten_neighbour_is_new():
    old = start(SEEDS, WATER)
    assert ids(carry_ids(old, [SEEDS, "Nada de esto queda igual."])) == ["p1", "p3"]


def test_the_greater_part_of_a_split_keeps_the_id():
    old = start(SEEDS + " " + WATER, ROADS)
    long, short = SEEDS + " El riego comunal", "se administra en asamblea, con turnos que fija cada cuenca."
    assert ids(carry_ids(old, [long, short, ROADS])) == ["p1", "p3", "p2"]
    assert ids(carry_ids(old, [short, long, ROADS])) == ["p3", "p1", "p2"]


def test_a_split_into_many_small_parts_still_keeps_one():
    whole = " ".join(f"palabra{n}" for n in range(200))
    parts = [" ".join(whole.split()[at : at + 10]) for at in range(0, 200, 10)]
    assert ids(carry_ids(start(whole), parts)).count("p1") == 1


def test_a_merge_has_the_id_of_its_greater_part():
    old = start(SEEDS, WATER + " " + ROADS)
    assert ids(carry_ids(old, [SEEDS + " " + WATER + " " + ROADS])) == ["p2"]


def test_ids_once_used_do_not_come_back():
    second = carry_ids(start(SEEDS, WATER), [SEEDS])
    assert ids(carry_ids(second, [SEEDS, "Otra cosa del todo."], {"p1", "p2"})) == ["p1", "p3"]


def test_equal_paragraphs_have_ids_of_their_own():
    old = start("Sí.", "Sí.", "Sí.")
    assert ids(carry_ids(old, ["Sí.", "Sí.", "Sí.", "Sí."])) == ["p1", "p2", "p3", "p4"]
    assert ids(carry_ids(old, ["Sí."])) == ["p1"]


def test_a_text_without_spaces_is_followed_too():
    han = "人民的種子由每個社區保存並在鄰里之間自由交換不得申請專利也不得出售給公司"
    assert ids(carry_ids(start(han, SEEDS), [SEEDS, han[:-4]])) == ["p2", "p1"]


@given(texts, texts, st.sets(st.integers(1, 30).map("p{}".format)))
def test_no_id_stands_twice_and_none_is_used_anew(old: list[str], new: list[str], retired: set[str]):
    before = start(*old)
    after = carry_ids(before, new, retired)
    assert [p.text for p in after] == new
    assert len(set(ids(after))) == len(after)
    assert not (set(ids(after)) - set(ids(before))) & retired
    assert after == carry_ids(before, new, retired)


@given(texts)
def test_an_untouched_text_keeps_every_id(text: list[str]):
    before = start(*text)
    assert carry_ids(before, text) == before


@given(
    st.lists(words, max_size=8, unique=True).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found)))
)
def test_reordering_moves_the_ids_along(pair: tuple[list[str], list[str]]):
    before = start(*pair[0])
    assert {p.text: p.id for p in carry_ids(before, pair[1])} == {p.text: p.id for p in before}


@given(texts)
def test_what_is_stored_is_read_back(text: list[str]):
    assert read(write(start(*text))) == start(*text)


WORDS_OF_ONE = 160


def test_the_largest_text_is_followed_in_time():
    old = [" ".join(f"w{(n * 7 + k * k) % 997}" for k in range(WORDS_OF_ONE)) for n in range(200)]
    new = [" ".join(f"w{(n * 11 + k * k) % 991}" for k in range(WORDS_OF_ONE)) for n in range(200)]
    began = time.process_time()
    carry_ids(start(*old), new)
    assert time.process_time() - began < 5


KNOWN = ("es", "qu", "pt-br")


def test_a_mark_before_the_first_word_says_the_language():
    assert read_mark("[qu] Mujukuna.", KNOWN) == ("qu", "Mujukuna.")
    assert read_mark("[pt-br]\nSementes.", KNOWN) == ("pt-br", "Sementes.")
    assert read_mark("[es] [qu] Mujukuna.", KNOWN) == ("qu", "Mujukuna.")


@given(st.sampled_from(["[1] nota", "[xx] texto", "[qu]", "[qu]  ", "qu] texto", "texto [qu] texto", "[QU] texto"]))
def test_what_is_no_mark_is_text(part: str):
    assert read_mark(part, KNOWN) == ("", part)


@given(texts, st.lists(st.sampled_from(["", "qu", "pt-br"]), min_size=8, max_size=8))
def test_languages_outlive_the_editing_of_a_text(parts: list[str], languages: list[str]):
    written = split("\n\n".join(parts))
    paragraphs = in_languages(start(*written), list(islice(cycle(languages), len(written))), "es")
    marked = [read_mark(part, KNOWN) for part in split(join(paragraphs))]
    carried = carry_ids(paragraphs, [text for _language, text in marked])
    assert in_languages(carried, [language for language, _text in marked], "es") == paragraphs
    assert read(write(paragraphs)) == paragraphs


def test_a_text_in_one_language_is_stored_as_it_always_was():
    assert write(in_languages(start("uno", "dos"), ["es", "qu"], "es")) == [
        {"id": "p1", "text": "uno"},
        {"id": "p2", "text": "dos", "language": "qu"},
    ]


def test_a_paragraph_that_goes_on_keeps_its_language():
    old = in_languages(start(SEEDS, WATER), ["qu", ""], "es")
    edited = carry_ids(old, [WATER, SEEDS + " Siempre."])
    assert [(p.id, p.language) for p in edited] == [("p2", ""), ("p1", "qu")]
