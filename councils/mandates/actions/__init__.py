"""What can be done about councils, seats, mandates, offices and their rules: one verb, one function."""

from councils.mandates.two_person import confirm_act, refuse_act

from .countries import record_accession, record_contribution
from .factors import take_second_factor
from .founders import name_country, seat_founders
from .founding import found_council
from .mandates import grant_mandate, revoke_mandate
from .members import (
    change_role,
    end_membership,
    enrol_member,
    invite_member,
    name_coordinator,
    withdraw_invitation,
)
from .offices import appoint_officer, end_office, restore_secretary, set_two_person_control
from .rulebooks import adopt_rulebook
from .standings import (
    admit_movement,
    apply_again,
    apply_movement,
    dismiss_movement,
    leave_council,
    readmit_movement,
    suspend_movement,
)

__all__ = [
    "admit_movement",
    "adopt_rulebook",
    "apply_again",
    "apply_movement",
    "appoint_officer",
    "change_role",
    "confirm_act",
    "dismiss_movement",
    "end_membership",
    "end_office",
    "enrol_member",
    "found_council",
    "grant_mandate",
    "invite_member",
    "leave_council",
    "name_coordinator",
    "name_country",
    "readmit_movement",
    "record_accession",
    "record_contribution",
    "refuse_act",
    "restore_secretary",
    "revoke_mandate",
    "seat_founders",
    "set_two_person_control",
    "suspend_movement",
    "take_second_factor",
    "withdraw_invitation",
]
