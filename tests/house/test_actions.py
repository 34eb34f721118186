"""Every act is recorded in the ledger, told by a sentence, and has a test that names it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [*(ROOT / "councils").rglob("*.py"), *(ROOT / "proposals").rglob("*.py")]
SOURCES = [path for path in ROOMS if "migrations" not in path.parts and "tally" not in path.parts]
# What opens a transaction and is no act of its own, each with its reason.
NOT_ACTS = {
    "close_one_due_window": "the conductor: the steps that it takes record themselves",
    "act_or_propose": "carries out a controlled act, or keeps it: both record",
    "confirm_act": "carries out the act that was kept, which records",
    "answer_consultation": "no entry says that somebody answered: the ledger has the opening, the close and the counts",
    "make_calendar_key": "the address of a person's own calendar is nobody else's matter",
    "sign_one_position": "the signature stands beside the position, whose publication is recorded",
    "send_one_head": "one letter of many: the ledger says that they were sent, and to how many",
    "found_movement": "the row of a movement: the acts that seat it record",
    "last_word": "puts the database's refusals into words",
}


def functions() -> Iterator[ast.FunctionDef]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield node


def calls(node: ast.AST) -> set[str]:
    """The names that are called in a piece of code, the last part of a dotted one."""
    found = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            target = call.func
            found.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return found


CALLS: dict[str, set[str]] = {}
OPENING: set[str] = set()
for _name, _calls in ((_node.name, calls(_node)) for _node in functions()):
    CALLS.setdefault(_name, set()).update(_calls)
    if "atomic" in _calls and not _name.startswith("_"):
        OPENING.add(_name)


def reaches(name: str, target: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether `name` calls `target`, itself or through functions of the rooms."""
    if name in seen or name not in CALLS:
        return False
    return target in CALLS[name] or any(reaches(called, target, seen | {name}) for called in CALLS[name])


def acts() -> list[str]:
    """The public functions that open a transaction."""
    return sorted(OPENING - NOT_ACTS.keys())


def test_there_are_acts() -> None:
    assert {"cast_vote", "open_ballot", "close_ballot", "convene_round"} <= set(acts())


@pytest.mark.parametrize("act", acts())
def test_every_act_records(act: str) -> None:
    assert reaches(act, "record"), f"{act} writes nothing into the ledger"


@pytest.fixture(scope="module")
def tests() -> list[str]:
    """The text of every module of tests."""
    return [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]


@pytest.mark.parametrize("act", acts())
def test_every_act_has_a_test_that_names_it(act: str, tests: list[str]) -> None:
    assert any(act in text for text in tests), f"no test names {act}"
