"""Every claim of the threat model names a test that is in the tree."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")
ROW = re.compile(r"^\| (?!They|It does|---)")


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > 50
    missing = [f"{path}::{name}" for path, name in named if not (ROOT / path).exists() or name not in names_in(path)]
    assert missing == []


def test_every_row_names_one() -> None:
    rows = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if ROW.match(line) and not line.startswith("|---")
    ]
    assert len(rows) > 30
    assert [row for row in rows if not NAMED.search(row)] == []
