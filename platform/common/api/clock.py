"""The council's clock where a query asks it of many rows."""

from common.clock import CouncilNow


class RowNow(CouncilNow):
    """`CouncilNow` for the condition of a subquery, asked once per row of the outer query.

    The clock is volatile, so the database would otherwise ask it again for every row that the subquery looks at, and
    could not enter an index with it.
    """

    template = "(SELECT %(function)s(%(expressions)s))"
