"""Real votes, read from the folder that ELECTIONS_DIR names; without it there is nothing here to collect.

Their licences differ, so none of them is part of this repository.
"""

import os
from pathlib import Path

FOLDER = os.environ.get("ELECTIONS_DIR")
collect_ignore_glob = [] if FOLDER else ["test_*.py"]
if FOLDER and not (Path(FOLDER) / "motions").is_dir():
    collect_ignore_glob.append("test_motions*.py")
