"""The salted commitment that stands in the public ledger in a vote's place until the close. Pure.

After the close the answer and the salt are published, and anybody can compute the commitment again.
"""

from collections.abc import Mapping

from .canonical import canonical, sha256


def committed(*, ballot: str, seat: str, serial: int, answer: Mapping[str, str], salt: str) -> bytes:
    """What is committed to: canonical JSON of the five facts. `ballot` is its address, `seat` the movement's slug."""
    return canonical({"answer": dict(answer), "ballot": ballot, "salt": salt, "seat": seat, "serial": serial})


def commit(*, ballot: str, seat: str, serial: int, answer: Mapping[str, str], salt: str) -> str:
    """SHA-256 of what is committed to."""
    return sha256(committed(ballot=ballot, seat=seat, serial=serial, answer=answer, salt=salt))
