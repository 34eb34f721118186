"""The two ways in which a check does not end well."""


class Unreadable(Exception):
    """What was given is none of the things that can be checked; the text says why in a sentence."""


class Failed(Exception):
    """A check that did not hold: its name (`hash`, `signature`, `chain`, …), and in a sentence what is wrong."""

    def __init__(self, check: str, sentence: str) -> None:
        super().__init__(f"{check}: {sentence}")


def require(holds: object, check: str, sentence: str) -> None:
    """Raise `Failed` unless it holds."""
    if not holds:
        raise Failed(check, sentence)
