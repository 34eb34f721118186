"""The salted commitment that stands in the public ledger in a vote's place until the close. Pure.

After the close the answer and the salt are published, and anybody can compute the commitment again.
"""

from collections.abc import Mapping

from .canonical import fingerprint


def commit(*, ballot: str, seat: str, serial: int, answer: Mapping[str, str], salt: str) -> str:
    """SHA-256 of the canonical JSON of the five facts. `ballot` is its address, `seat` the movement's slug."""
    return fingerprint({"answer": dict(answer), "ballot": ballot, "salt": salt, "seat": seat, "serial": serial})
