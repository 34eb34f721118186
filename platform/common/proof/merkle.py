"""The Merkle tree of RFC 6962 §2.1: roots, inclusion and consistency proofs, and how they are checked. Pure.

A tree is never held as a whole. Its complete nodes are called by level and index (level 0 are the leaves; node *i* of
level *l* stands over the leaves from *i*·2^*l* on), and whoever keeps them says which hash is at which place. So a
proof in a tree of a million leaves reads some twenty nodes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

Node = tuple[int, int]
Range = tuple[int, int]
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf: SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two nodes: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(size: int, leaves: Sequence[bytes], known: Mapping[Node, bytes]) -> Iterator[tuple[Node, bytes]]:
    """The nodes that become complete when leaf hashes are added to a tree of `size`, each after what stands under it.

    `known` holds the hashes at `open_nodes(size)`: no other node of the old tree is needed.
    """
    hashes = dict(known)
    for index, leaf in enumerate(leaves, start=size):
        node, level, place = leaf, 0, index
        yield (level, place), node
        hashes[level, place] = node
        while place % 2:
            node = node_hash(hashes[level, place - 1], node)
            level, place = level + 1, place // 2
            yield (level, place), node
            hashes[level, place] = node


def open_nodes(size: int) -> list[Node]:
    """The largest complete nodes of a tree, from the left: one for each binary digit of its size that is 1."""
    return list(complete_nodes((0, size)))


def complete_nodes(part: Range) -> Iterator[Node]:
    """The complete nodes that a range of leaves consists of, as RFC 6962 divides it."""
    start, size = part
    if not size:
        return
    if size & (size - 1) == 0:
        yield size.bit_length() - 1, start // size
        return
    left = _split(size)
    yield from complete_nodes((start, left))
    yield from complete_nodes((start + left, size - left))


def hash_of(part: Range, hashes: Mapping[Node, bytes]) -> bytes:
    """The hash over a range of leaves, from the hashes of its `complete_nodes`."""
    start, size = part
    if not size:
        return EMPTY
    if size & (size - 1) == 0:
        return hashes[size.bit_length() - 1, start // size]
    left = _split(size)
    return node_hash(hash_of((start, left), hashes), hash_of((start + left, size - left), hashes))


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that a leaf is in a tree, from the leaf up (RFC 6962 §2.1.1)."""
    _check(0 <= index < size, f"There is no leaf {index} in a tree of {size}.")
    return _path(index, (0, size))


def _path(index: int, part: Range) -> list[Range]:
    start, size = part
    if size == 1:
        return []
    left = _split(size)
    halves = (start, left), (start + left, size - left)
    if index < start + left:
        return [*_path(index, halves[0]), halves[1]]
    return [*_path(index, halves[1]), halves[0]]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """The ranges whose hashes prove that a tree of `second` leaves begins with that of `first` (RFC 6962 §2.1.2)."""
    _check(0 < first <= second, f"A tree of {second} does not grow out of one of {first}.")
    return _subproof(first, (0, second), is_whole=True)


def _subproof(first: int, part: Range, *, is_whole: bool) -> list[Range]:
    start, size = part
    if first == size:
        return [] if is_whole else [part]
    left = _split(size)
    if first <= left:
        return [*_subproof(first, (start, left), is_whole=is_whole), (start + left, size - left)]
    return [*_subproof(first - left, (start + left, size - left), is_whole=False), (start, left)]


def is_included(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a path of hashes leads from a leaf's hash to the root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            node = node_hash(step, node)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            node = node_hash(node, step)
        place, last = place // 2, last // 2
    return last == 0 and node == root


def is_consistent(*, first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path of hashes proves that the second tree begins with the first (RFC 9162 §2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            new = node_hash(new, step)
        place, last = place // 2, last // 2
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << (size - 1).bit_length() - 1


def _check(holds: bool, sentence: str) -> None:
    if not holds:
        raise ValueError(sentence)
