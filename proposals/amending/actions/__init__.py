"""What is done with an amendment, by noun. Everything else calls these."""

from .calling import call_plenary, order_plenary
from .deciding import accept_amendment, decline_amendment
from .moving import move_amendment
from .proposing import carry_over_amendment, propose_amendment, withdraw_amendment
from .settling import settle_amendments
from .sponsoring import leave_amendment, sponsor_amendment

__all__ = [
    "accept_amendment",
    "call_plenary",
    "carry_over_amendment",
    "decline_amendment",
    "leave_amendment",
    "move_amendment",
    "order_plenary",
    "propose_amendment",
    "settle_amendments",
    "sponsor_amendment",
    "withdraw_amendment",
]
