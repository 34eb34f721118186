"""The same by pabutools, in a module of its own, whose imports weigh on nobody else's memory."""

import sys
from pathlib import Path

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares

from .budgets import Winners, tell, time


def theirs(path: Path, completion: str) -> tuple[float, Winners]:
    """As its documentation calls it; with raises by its profile of grouped ballots."""
    instance, profile = parse_pabulib(str(path))
    raises = {"voter_budget_increment": 1} if completion == "add1" else {}
    if raises:
        profile = profile.as_multiprofile()
    read = time.process_time()
    found = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, **raises)
    return read, [project.name for project in found]


if __name__ == "__main__":
    tell({"pabutools": theirs}, *sys.argv[1:])
