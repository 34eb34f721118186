"""Which tests run side by side: most of them work as long as they take, and some mostly wait."""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# They wait for processes that start, are missed and start again; for deadlines; and for what must not happen meanwhile.
WAITING = ("tests/faults/", "tests/flows/test_demo.py", "tests/flows/test_deployment.py")
FEWEST = 3


class Lanes(LoadFileScheduling):
    """Files as units, and the last process of three or more begins with those that wait: they cost the others nothing,
    and nobody waits for them at the end.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        waits = self.numnodes >= FEWEST and node.gateway.id == f"gw{self.numnodes - 1}"
        mine = next((scope for scope in self.workqueue if scope.startswith(WAITING) is waits), None)
        if mine is not None:
            self.workqueue.move_to_end(mine, last=False)
        super()._assign_work_unit(node)
