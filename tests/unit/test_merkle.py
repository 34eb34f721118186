"""The tree of RFC 6962 against its definition, written once more as plainly as it stands there."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.proof.merkle import (
    consistency_ranges,
    grown,
    hash_of,
    inclusion_ranges,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    open_nodes,
)

MOST = 130


def plain_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


LEAVES = [f"leaf {number}".encode() for number in range(MOST)]
NODES = dict(grown(0, [leaf_hash(leaf) for leaf in LEAVES], {}))
ROOTS = [plain_root(LEAVES[:size]) for size in range(MOST + 1)]
sizes = st.integers(1, MOST)


def test_roots_are_those_of_the_definition() -> None:
    assert [hash_of((0, size), NODES) for size in range(MOST + 1)] == ROOTS


def test_the_published_example_of_certificate_transparency() -> None:
    """The eight leaves, in hexadecimal, and the root that implementations of RFC 6962 are tried with."""
    data = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    nodes = dict(grown(0, [leaf_hash(bytes.fromhex(one)) for one in data], {}))
    assert hash_of((0, 8), nodes).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_tree_that_grows_in_steps_is_the_tree_that_grew_at_once(steps: list[int]) -> None:
    size, kept = 0, {}
    for step in steps:
        more = [leaf_hash(leaf) for leaf in (LEAVES * 3)[size : size + step]]
        kept |= dict(grown(size, more, {node: kept[node] for node in open_nodes(size)}))
        size += step
    assert hash_of((0, size), kept) == plain_root((LEAVES * 3)[:size])


@given(st.data())
def test_every_leaf_is_proven_and_no_other(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    path = [hash_of(part, NODES) for part in inclusion_ranges(index, size)]
    leaf, told = leaf_hash(LEAVES[index]), {"index": index, "size": size, "root": ROOTS[size]}
    assert is_included(leaf, path=path, **told)
    assert not is_included(leaf_hash(b"another"), path=path, **told)
    assert not is_included(leaf, path=[*path, leaf], **told)
    for place, step in enumerate(path):
        wrong = [*path[:place], node_hash(step, step), *path[place + 1 :]]
        assert not is_included(leaf, path=wrong, **told)
        assert not is_included(leaf, path=[*path[:place], *path[place + 1 :]], **told)


@given(st.data())
def test_a_tree_is_proven_to_begin_with_an_earlier_one_and_with_no_other(data: st.DataObject) -> None:
    second = data.draw(sizes)
    first = data.draw(st.integers(1, second))
    path = [hash_of(part, NODES) for part in consistency_ranges(first, second)]
    told = {"first": first, "second": second}
    right = {"first_root": ROOTS[first], "second_root": ROOTS[second]}
    assert is_consistent(path=path, **told, **right)
    forged = plain_root([b"forged", *LEAVES[1:first]])
    assert not is_consistent(path=path, **told, **{**right, "first_root": forged})
    assert not is_consistent(path=path, **told, **{**right, "second_root": forged})
    for place, step in enumerate(path):
        wrong = [*path[:place], node_hash(step, step), *path[place + 1 :]]
        assert not is_consistent(path=wrong, **told, **right)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 2)])
def test_what_is_not_in_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_ranges(index, size)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3)])
def test_a_tree_does_not_shrink(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="grow"):
        consistency_ranges(first, second)
