"""What PostgreSQL takes by itself: pgbench, which its package brings, inserting the row of the bare view."""

import re
import subprocess

from .remote import Unmeasured
from .stage import Stage

SECONDS = 2
# Of whoever there is, so that the link is checked as it is for a request.
SCRIPT = """\
\\set person random(:first, :last)
INSERT INTO bench_mark (person_id, choice, made_at) VALUES (:person, 'yes', now());
"""


def rows_per_second(stage: Stage, clients: int) -> float:
    """Transactions of one row per second by so many clients, with no web server and no Python between."""
    postgres, script = stage.cluster.postgres, stage.folder / "one_row.sql"
    script.write_text(SCRIPT)
    first, last = stage.small.call("bench.inside.asking:voters", address=stage.places["ballot"])
    command = [str(postgres.bin / "pgbench"), "--no-vacuum", f"--client={clients}", f"--time={SECONDS}"]
    command += [f"--file={script}", f"--define=first={first}", f"--define=last={last}", postgres.url()]
    done = subprocess.run(command, env=postgres.environment, capture_output=True, text=True, check=False)
    if done.returncode or not (found := re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)):
        raise Unmeasured(f"pgbench: {' '.join(done.stderr.strip().splitlines()[-1:]) or done.returncode}")
    return float(found[1])
