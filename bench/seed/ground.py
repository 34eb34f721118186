"""Which comment stands where: whole numbers only, so that every process works out the same, with Django or without."""

from dataclasses import dataclass
from datetime import datetime

FOCUS_COMMENTS = 50


@dataclass(frozen=True)
class Ground:
    """Ids of what is there already, and of the comments that there will be."""

    council: int
    author: int
    mark: str
    seats: list[int]
    proposals: range
    revisions: range
    comments: range
    now: datetime

    def proposal_of(self, step: int) -> int:
        """Fifty comments for the first proposal, a tenth of all for the second, a fiftieth for the third, the others
        evenly for the others: the position of the proposal of a comment.
        """
        bounds = (FOCUS_COMMENTS, len(self.comments) // 10, len(self.comments) // 50)
        for place, number in enumerate(bounds):
            if step < number:
                return place
            step -= number
        return 3 + step % (len(self.proposals) - 3)

    def thread_of(self, step: int) -> int | None:
        """The comment that this one answers: every fifth answers the one before it under its proposal, which answers
        nobody; under the third proposal, all are one thread.
        """
        place = self.proposal_of(step)
        many, long = len(self.comments) // 10, len(self.comments) // 50
        first = (0, FOCUS_COMMENTS, FOCUS_COMMENTS + many, FOCUS_COMMENTS + many + long)[min(place, 3)]
        if place == 2:
            return self.comments[first] if step > first else None
        before = step - (1 if place < 3 else len(self.proposals) - 3)
        return self.comments[before] if step % 5 == 0 and before >= first else None
