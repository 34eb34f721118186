"""What stands below a proposal's amendments; the page of one is the deliberation's, which holds its discussion."""

from django.urls import path

from .views import deciding, proposing, reading

ONE = "<int:amendment>/"

urlpatterns = [
    path("", reading.listing, name="amendment_list"),
    path("new/", proposing.propose, name="propose_amendment"),
    path("order/", deciding.order, name="order_plenary"),
    path("paragraph/<slug:paragraph>/", reading.side_by_side, name="amendments_of_paragraph"),
    path(f"{ONE}carry-over/", proposing.carry, name="carry_over_amendment"),
    path(f"{ONE}accept/", deciding.accept, name="accept_amendment"),
    path(f"{ONE}decline/", deciding.decline, name="decline_amendment"),
    path(f"{ONE}plenary/", deciding.call, name="call_plenary"),
    path(f"{ONE}withdraw/", deciding.withdraw, name="withdraw_amendment"),
    path(f"{ONE}sponsor/", deciding.sponsor, name="sponsor_amendment"),
    path(f"{ONE}leave/", deciding.leave, name="leave_amendment"),
]
