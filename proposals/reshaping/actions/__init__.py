"""What is done with a merge or a split. Everything else calls these."""

from .answering import answer_reshaping, withdraw_reshaping
from .planning import plan_merge, plan_split

__all__ = ["answer_reshaping", "plan_merge", "plan_split", "withdraw_reshaping"]
