"""What is done with a case. Everything else calls these."""

from .appealing import appeal_decision, hear_appeal
from .deciding import decide_case
from .reporting import report_text

__all__ = ["appeal_decision", "decide_case", "hear_appeal", "report_text"]
