"""What the doctor says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: well, worth knowing, or wrong."""

    WELL = "well"
    REMARK = "remark"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what is so, and what to do where it should be otherwise. `ends` those looks that
    need what was looked at: all that they could say is that it is not there.
    """

    level: Level
    what: str
    do: str = ""
    ends: bool = False
