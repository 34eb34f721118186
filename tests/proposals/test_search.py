"""What is found: by accents and stems, ranked and marked, narrowed; and never what may not be read."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.translation import override

from common import clock
from common.errors import Conflict, Invalid
from proposals.drafting.actions import admit_proposal, revise_proposal
from proposals.models import Comment, Proposal, SearchEntry
from proposals.search.asking import Asked, read_question
from proposals.search.queries import CANDIDATES, PAGE, find, runs
from tests.factories.proposals import DISCUSSION, HOUR, Table, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_table() -> Table:
    return table()


def found(words: str, reader: str = "es", **narrowed: Any) -> list[str]:
    """What is found by a reader of that language, as its kind and whose it is."""
    with override(reader):
        return [f"{hit.kind} {hit.comment or hit.proposal}" for hit in find(Asked(words, **narrowed)).hits]


def said(at_table: Table, proposal: Proposal, text: str, **facts: Any) -> str:
    return f"comment {at_table.comment(proposal, text=text, **facts).pk}"


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("es", "La niñez de los pueblos", "ninez"),
        ("es", "La ninez de los pueblos", "niñez"),
        ("es", "Las organizaciones campesinas", "organización campesina"),
        ("es", "La organización campesina", "organizaciones"),
        ("es", "Sembramos semillas", "semilla"),
        ("pt-br", "As comunidades de São Tomé", "sao tome comunidade"),
        ("pt-br", "A irrigação dos territórios", "irrigacao territorio"),
        ("en", "The rivers were flooding", "flooded river"),
        ("fr", "Les coopératives agricoles", "cooperative agricole"),
        ("qu", "Ñuqanchik ayllu llamkayku", "nuqanchik AYLLU"),
        ("gn", "Ñande retã yvy", "ñande reta"),
        ("ay", "Jaqi qamañataki", "qamañataki"),
    ],
)
def test_accents_and_stems_do_not_matter(at_table: Table, language: str, text: str, asked: str) -> None:
    wanted = said(at_table, at_table.admitted(), text, language=language)
    assert wanted in found(asked, language, kind="comment")


def test_who_reads_another_language_finds_the_plain_words(at_table: Table) -> None:
    wanted = said(at_table, at_table.admitted(), "A organização do aquífero", language="pt-br")
    assert found("organizacao aquifero", "en") == [wanted]
    assert found("organizacoes aquiferos", "en") == []
    assert found("organizacoes aquiferos", "en", language="pt-br") == [wanted]


def test_quotation_marks_or_and_hyphens(at_table: Table) -> None:
    proposal = at_table.admitted()
    first = said(at_table, proposal, "El agua limpia corre")
    second = said(at_table, proposal, "Limpia está el agua")
    assert found('"agua limpia"') == [first]
    assert sorted(found("agua limpia")) == sorted([first, second])
    assert found("agua -corre") == [second]
    assert sorted(found("corre or está")) == sorted([first, second])


def test_a_title_counts_more_than_a_paragraph_and_that_more_than_nothing(at_table: Table) -> None:
    titled = at_table.admitted(title="Semillas criollas", text="Otra cosa.")
    written = at_table.admitted(title="Otra", text="Las semillas criollas se guardan.")
    assert found("semillas criollas") == [f"proposal {titled.number}", f"proposal {written.number}"]


def test_what_is_found_is_marked_and_cannot_be_markup(at_table: Table) -> None:
    text = '<script>alert("agua")</script> & <b>agua</b> \ue000'
    said(at_table, at_table.admitted(), text)
    (hit,) = find(Asked("agua")).hits
    assert {run.text for run in hit.excerpt if run.is_match} == {"agua"}
    assert not {"\x02", "\x03"} & set("".join(run.text for run in hit.excerpt))
    assert "<" not in "".join(escape(run.text) for run in hit.excerpt)


def test_marks_that_somebody_smuggled_in_are_none(at_table: Table) -> None:
    comment = at_table.comment(at_table.admitted(), text="agua")
    Comment.objects.filter(pk=comment.pk).update(text="\x02agua\x03 \x03limpia")
    (hit,) = find(Asked("agua")).hits
    assert [tuple(run) for run in hit.excerpt] == [("agua", True), (" limpia", False)]
    assert runs("a\x02b\x02c") == [("a", False), ("b", True), ("c", True)]


def test_a_draft_is_never_found_until_it_is_admitted(at_table: Table) -> None:
    proposal = at_table.submitted(title="Semillas secretas")
    assert found("secretas") == []
    assert not SearchEntry.objects.exists()
    with clock.travel(DISCUSSION + HOUR):
        admit_proposal(person=at_table.people["secretary"], proposal=proposal, decision_class="operational")
    assert found("secretas") == [f"proposal {proposal.number}"]


def test_the_current_revision_is_found_and_no_earlier_one(at_table: Table) -> None:
    proposal = at_table.admitted(title="Riego")
    with clock.travel(DISCUSSION + HOUR):
        revise_proposal(
            person=at_table.people["member"],
            seat=at_table.author,
            proposal=proposal,
            base=1,
            language="es",
            title="Acueducto",
            text="Otra.",
        )
    assert found("riego") == []
    assert found("acueducto") == ["proposal 1"]


HIDDEN = {"hidden_at": DISCUSSION, "hidden_reason": "…"}


@pytest.mark.parametrize(
    "columns", [HIDDEN, {"held_at": DISCUSSION}, {"removed_at": DISCUSSION}], ids=["hidden", "held", "removed"]
)
@pytest.mark.parametrize("what", ["comment", "proposal"])
def test_what_may_not_be_read_is_not_found_and_is_again_when_it_may(at_table: Table, columns: dict, what: str) -> None:
    proposal = at_table.admitted(title="Del acueducto", text="Uno.")
    comment = at_table.comment(proposal, text="El acueducto")
    rows = Comment.objects.filter(pk=comment.pk) if what == "comment" else Proposal.objects.filter(pk=proposal.pk)
    assert len(found("acueducto")) == 2
    rows.update(**columns)
    assert [line.split()[0] for line in found("acueducto")] == ["proposal" if what == "comment" else "comment"]
    rows.update(**dict.fromkeys((name for name in columns if name.endswith("_at")), None))
    assert len(found("acueducto")) == 2


def test_a_hidden_passage_is_not_found_and_the_rest_is(at_table: Table) -> None:
    comment = at_table.comment(at_table.admitted(), text="El insulto cae en el acueducto")
    Comment.objects.filter(pk=comment.pk).update(**HIDDEN, hidden_passages=[{"passage": "", "start": 3, "end": 10}])
    assert found("insulto") == []
    (hit,) = find(Asked("acueducto")).hits
    assert "insulto" not in "".join(run.text for run in hit.excerpt)


def test_a_hidden_passage_of_a_proposal_is_not_found(at_table: Table) -> None:
    proposal = at_table.admitted(text="Primero el insulto.\n\nSegundo el acueducto.")
    Proposal.objects.filter(pk=proposal.pk).update(**HIDDEN, hidden_passages=[{"passage": "p1", "start": 0, "end": 19}])
    assert found("insulto") == []
    assert found("acueducto") == ["proposal 1"]


def test_what_is_hidden_for_a_time_is_found_from_its_end_on(at_table: Table) -> None:
    comment = at_table.comment(at_table.admitted(), text="El acueducto")
    Comment.objects.filter(pk=comment.pk).update(**HIDDEN, hidden_until=DISCUSSION + 2 * HOUR)
    with clock.travel(DISCUSSION + 2 * HOUR - timedelta(microseconds=1)):
        assert found("acueducto") == []
    with clock.travel(DISCUSSION + 2 * HOUR):
        assert found("acueducto") == [f"comment {comment.pk}"]


def test_every_way_to_narrow(at_table: Table) -> None:
    proposal = at_table.admitted(title="Acueducto")
    comment = at_table.comment(proposal, text="El acueducto", stance="concern")
    of_comment, of_proposal = f"comment {comment.pk}", "proposal 1"
    both = sorted([of_comment, of_proposal])
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"council": at_table.council.slug}, both),
        ({"council": "other"}, []),
        ({"round": 1}, both),
        ({"round": 2}, []),
        ({"kind": "comment"}, [of_comment]),
        ({"kind": "amendment"}, []),
        ({"language": "es"}, both),
        ({"language": "fr"}, []),
        ({"movement": at_table.bystander.movement.slug}, [of_comment]),
        ({"country": "BO"}, [of_proposal]),
        ({"country": "VE"}, [of_comment]),
        ({"stance": "concern"}, [of_comment]),
        ({"stance": "support"}, []),
        ({"since": comment.created_at}, [of_comment]),
        ({"until": comment.created_at}, [of_proposal]),
    ]
    for narrowed, wanted in expected:
        assert sorted(found("acueducto", **narrowed)) == wanted, narrowed


STRANGE = [
    '"',
    "'",
    '"agua',
    "-",
    "- - -",
    "or or OR",
    "& | ! ( ) <-> :*",
    "a:*",
    "\\",
    "%%s %(x)s",
    "🌱🌱",
    "\u202eagua\u202c",
    "الماء",
    "水" * 300,
    "-agua",
    "x" * 300,
    "'; DROP TABLE proposals_comment; --",
]


@pytest.mark.parametrize("words", STRANGE)
def test_no_spelling_of_a_question_is_an_error(at_table: Table, words: str) -> None:
    at_table.comment(at_table.admitted(), text="El agua")
    find(read_question({"q": words}))


def test_signs_that_nobody_writes_part_words() -> None:
    assert read_question({"q": "agua\x00riego\ud800 tierra"}).words.split() == ["agua", "riego", "tierra"]


@pytest.mark.parametrize(
    "given",
    [
        {"q": "x" * 10_000},
        {"q": "a", "round": "1 OR 1"},
        {"q": "a", "round": "9" * 50},
        {"q": "a", "kind": "person"},
        {"q": "a", "language": "xx"},
        {"q": "a", "stance": "against"},
        {"q": "a", "since": "yesterday"},
        {"q": "a", "until": "9999-99-99"},
        {"q": "a", "country": "BOL"},
        {"q": "a", "movement": "m" * 100},
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(given: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        read_question(given)
    assert refusal.value.sentence


def test_a_question_of_signs_alone_says_so(at_table: Table) -> None:
    assert find(Asked("- -")).is_empty
    assert find(Asked("")).is_empty
    assert not find(Asked("agua")).is_empty


def test_statements_do_not_grow_with_what_is_found(at_table: Table) -> None:
    proposal = at_table.admitted()
    at_table.comment(proposal, text="El agua")
    with CaptureQueriesContext(connection) as few:
        assert find(Asked("agua")).count == 1
    copies(proposal, 60)
    with CaptureQueriesContext(connection) as many:
        findings = find(Asked("agua"))
    assert findings.count == 61
    assert len(findings.hits) == PAGE
    assert len(many) == len(few)


def copies(proposal: Proposal, number: int) -> None:
    """So many more comments that say the same."""
    one = Comment.objects.filter(proposal=proposal)[0]
    Comment.objects.bulk_create(
        Comment(
            proposal=proposal,
            revision_id=one.revision_id,
            stance="neutral",
            text="Más agua",
            language="es",
            author_id=one.author_id,
            seat_id=one.seat_id,
            created_at=one.created_at,
        )
        for _n in range(number)
    )


def test_only_the_newest_of_many_are_ranked_and_pages_end(at_table: Table) -> None:
    proposal = at_table.admitted()
    at_table.comment(proposal, text="El agua")
    copies(proposal, CANDIDATES + 5)
    last = find(Asked("agua"), CANDIDATES // PAGE)
    assert last.is_cut
    assert (last.count, len(last.hits), last.next) == (CANDIDATES, PAGE, None)
    assert find(Asked("agua"), CANDIDATES // PAGE + 1).hits == []


def test_a_question_that_takes_too_long_is_told_so(at_table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = at_table.admitted()
    at_table.comment(proposal, text="El agua")
    copies(proposal, 900)
    monkeypatch.setattr("proposals.search.queries.SECONDS", 0.001)
    with pytest.raises(Conflict) as refusal:
        find(Asked("agua"))
    assert refusal.value.code == "search_too_wide"
    assert Comment.objects.exists()


def test_a_text_too_large_for_an_index_can_be_written_all_the_same(at_table: Table) -> None:
    text = "\n\n".join("".join(chr(0x4E00 + (n * 97 + m) % 20_000) + " " for m in range(6_000)) for n in range(16))
    proposal = at_table.admitted(title="Acueducto", text=text)
    assert found("acueducto") == [f"proposal {proposal.number}"]
