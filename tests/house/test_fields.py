"""Nothing that is sent reaches a row but by a field that somebody wrote down."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for top in ("platform", "councils", "proposals") for path in (ROOT / top).rglob("*.py")]
# Forms and serializers that take their fields from a table would take the next column too.
DERIVED = {"ModelForm", "ModelSerializer", "HyperlinkedModelSerializer", "modelform_factory", "modelformset_factory"}
SENT = {"POST", "GET", "data", "FILES"}


def words(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_sent(node: ast.AST) -> bool:
    """`request.POST`, or what one of its methods gives: all of it, whatever its names."""
    if isinstance(node, ast.Call):
        return name_of(node.func) in ("dict", "items", "copy") and is_sent(getattr(node.func, "value", node.func))
    return isinstance(node, ast.Attribute) and node.attr in SENT and name_of(node.value) == "request"


def test_no_form_and_no_serializer_takes_its_fields_from_a_table() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name_of(node)}"
        for path in SOURCES
        for node in ast.walk(words(path))
        if isinstance(node, ast.Name | ast.Attribute) and name_of(node) in DERIVED
    ]
    assert found == []


def test_none_says_all_fields_or_all_but_some() -> None:
    found = []
    for path in SOURCES:
        for node in ast.walk(words(path)):
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                names = {name_of(to) for one in node.body if isinstance(one, ast.Assign) for to in one.targets}
                found += [f"{path.relative_to(ROOT)}: exclude"] if "exclude" in names else []
            if isinstance(node, ast.Constant) and node.value == "__all__" and path.name != "__init__.py":
                found.append(f"{path.relative_to(ROOT)}: __all__")
    assert found == []


def test_nothing_that_was_sent_is_handed_on_whole_as_arguments() -> None:
    calls = [(path, node) for path in SOURCES for node in ast.walk(words(path)) if isinstance(node, ast.Call)]
    assert [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path, call in calls
        if any(keyword.arg is None and is_sent(keyword.value) for keyword in call.keywords)
    ] == []
