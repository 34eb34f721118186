"""Who walks where: the pages of each role in the demonstration, and why the others are on nobody's way.

A page that neither is walked nor stands under `ELSEWHERE` fails a test, so that none is forgotten.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver, reverse

from common import clock
from councils.models import Mandate, PendingAct, Seat, Window
from embedded.demonstration import cast
from embedded.scene import look
from proposals.models import Comment, Position, Proposal, Reshaping, RollChallenge

Keys = dict[str, Any]
SLUG = "movimientos"
COUNCIL: Keys = {"slug": SLUG, "council": SLUG}


class Stop(NamedTuple):
    """A page on somebody's way. `place` says of what in the demonstration; a page that is `main` is looked at twice."""

    route: str
    place: str = "council"
    query: str = ""
    main: bool = False

    @property
    def name(self) -> str:
        """As the picture of it is called."""
        return (
            self.route.replace("_", "-") if self.place == "council" else f"{self.route}-{self.place}".replace("_", "-")
        )


def _round(number: int) -> Keys:
    return {**COUNCIL, "number": number, "round_number": number}


def _proposal(number: int, proposal: int) -> Keys:
    return {**COUNCIL, "round_number": number, "number": proposal}


def _found(proposal: Proposal | None) -> Keys:
    assert proposal is not None
    return _proposal(proposal.round.number, proposal.number)


def _spoken() -> Keys:
    """A comment with an answer, under the text that is discussed."""
    answer = Comment.objects.filter(proposal__round__number=7, proposal__number=1, parent__isnull=False).first()
    assert answer is not None
    return {**_proposal(7, 1), "pk": answer.parent_id, "comment": answer.parent_id}


def _split() -> Keys:
    plan = Reshaping.objects.select_related("proposal").get(kind="split")
    return {**_proposal(7, plan.proposal.number), "pk": plan.pk}


def _seat() -> Seat:
    return cast.seat("ve1")


def _published(position: Position | None) -> Keys:
    assert position is not None
    return {**COUNCIL, "year": position.year, "number": position.number, "addressee": "directorio"}


def _asked() -> Keys:
    asked = look(clock.now()).asked
    return _published(asked.position if asked else None)


def _rehearsal() -> Keys:
    rehearsal = look(clock.now()).rehearsal
    assert rehearsal is not None
    return {"slug": rehearsal.slug}


# What in the demonstration an address is about, as keys of its route. The numbers are those of the story.
PLACES: dict[str, Callable[[], Keys]] = {
    "council": lambda: COUNCIL,
    "movement": lambda: {"slug": _seat().movement.slug, "council": SLUG},
    "seat": lambda: {**COUNCIL, "movement": _seat().movement.slug},
    "drafting": lambda: {**_round(8), "kind": "ranking"},
    "discussion": lambda: {**_round(7), "kind": "allocation"},
    "settlement": lambda: _round(6),
    "voting": lambda: _round(5),
    "concluded": lambda: _round(2),
    "draft": lambda: _found(look(clock.now()).draft),
    "submitted": lambda: _found(look(clock.now()).submitted),
    "discussed": lambda: {**_proposal(7, 1), "amendment": 2, "paragraph": "p3", "language": "pt-br"},
    "settled": lambda: {**_proposal(6, 1), "amendment": 3},
    "spoken": _spoken,
    "split": _split,
    "motion": lambda: {**_proposal(5, 1), "movement": _seat().movement.slug},
    "ranking": lambda: _proposal(5, 3),
    "allocation": lambda: _proposal(5, 4),
    "provisional": lambda: {**_proposal(6, 1), "challenge_id": RollChallenge.objects.get(ballot__round__number=6).pk},
    "election": lambda: _proposal(6, 3),
    "blocked": lambda: _proposal(1, 1),
    "counted": lambda: _proposal(2, 1),
    "elected": lambda: _proposal(2, 2),
    "rating": lambda: _proposal(2, 7),
    "position": lambda: _published(look(clock.now()).accepted),
    "asked": _asked,
    "first": lambda: {**COUNCIL, "number": 1, "addressee": "directorio"},
    "second": lambda: {**COUNCIL, "number": 2, "addressee": "directorio"},
    "case": lambda: {**COUNCIL, "number": 4},
    "window": lambda: {
        **COUNCIL,
        "pk": Window.objects.get(round__council__slug=SLUG, round__number=7, kind="discussion").pk,
    },
    "pending": lambda: {**COUNCIL, "pk": PendingAct.objects.get(state="waiting").pk},
    "mandate": lambda: {**COUNCIL, "pk": Mandate.objects.filter(seat=_seat()).earliest("id").pk},
    "rehearsal": _rehearsal,
    "rulebook": lambda: {**COUNCIL, "version": 1},
    "again": lambda: {**_published(look(clock.now()).accepted), "asked": 2, "serial": 1},
}


def _main(route: str, place: str = "council", query: str = "") -> Stop:
    return Stop(route, place, query, main=True)


# fmt: off
WALKS: dict[str, tuple[Stop, ...]] = {
    "visitor": (
        _main("home"), _main("council"), _main("round", "voting"), _main("proposal", "discussed"),
        _main("ballot", "motion"), _main("ballot", "counted"), _main("position", "position"), _main("position_list"),
        Stop("council_list"), Stop("round", "drafting"), Stop("round", "concluded"), Stop("ledger"),
        Stop("council_seats"), Stop("council_times"), Stop("council_rulebook"),
        Stop("council_rulebook_version", "rulebook"), Stop("movement", "movement"), Stop("council_positions"),
        Stop("proposal_history", "discussed"), Stop("compare_revisions", "discussed"),
        Stop("proposal_stances", "discussed"), Stop("proposal_endorsements", "discussed"),
        Stop("proposal_questions", "discussed"), Stop("comment_thread", "spoken"), Stop("amendment_list", "discussed"),
        Stop("amendment", "discussed"), Stop("amendments_of_paragraph", "discussed"),
        Stop("translations", "discussed"), Stop("reshaping", "split"), Stop("plenary", "concluded"),
        Stop("roll", "motion"), Stop("ballot", "elected"), Stop("ballot", "blocked"), Stop("consultations", "motion"),
        Stop("letters"), Stop("letter", "first"), Stop("letter_transmittal", "first"), Stop("referrals"),
        Stop("referral", "second"), Stop("meetings"), Stop("meeting", "first"), Stop("moderation_log"),
        Stop("case", "case"), Stop("council_answers"), Stop("transmittal", "position"), Stop("follow_ups", "position"),
        Stop("search", query="q=agua"), Stop("council_search", query="q=agua"), Stop("council_subscribing"),
        Stop("follow_council"), Stop("follow_proposal", "discussed"), Stop("account_login"),
        Stop("account_request_login_code"), Stop("account_signup"), Stop("account_reset_password"),
        Stop("code_sign_in"), Stop("demo_doors"), Stop("demo_mailbox"), Stop("rules"), Stop("demo_design"),
        Stop("ballot_minutes", "counted"), Stop("left"),
    ),
    "member": (
        _main("home"), _main("proposal", "draft"), Stop("me"), Stop("inbox"), Stop("notice_preferences"),
        Stop("act_for", query=f"council={SLUG}"), Stop("drafts", "drafting"), Stop("council_apply"),
        Stop("my_calendars"), Stop("account_email"), Stop("account_logout"), Stop("account_change_password"),
        Stop("mfa_index"), Stop("browsers"), Stop("held"), Stop("leave"),
        Stop("begin_proposal", "drafting"), Stop("revise_proposal", "draft"), Stop("describe_proposal", "draft"),
        Stop("invite_sponsor", "draft"), Stop("attach_file", "draft"), Stop("submit_proposal", "draft"),
        Stop("withdraw_proposal", "draft"), Stop("comment_proposal", "discussed"),
        Stop("propose_amendment", "discussed"), Stop("translation", "discussed"), Stop("report_proposal", "discussed"),
        Stop("report_comment", "spoken"), Stop("report_amendment", "discussed"), Stop("support_comment", "spoken"),
        Stop("report_letter", "second"), Stop("report_referral", "second"), Stop("ballot", "motion"),
    ),
    "delegate": (
        _main("home"), _main("ballot", "motion"), Stop("ballot", "ranking"), Stop("ballot", "allocation"),
        Stop("ballot", "rating"), Stop("ballot", "election"), Stop("delegate_vote", "motion"),
        Stop("challenge_roll", "provisional"), Stop("recuse_seat", "provisional"),
        Stop("nominate_candidate", "election"), Stop("amendment", "settled"), Stop("accept_amendment", "settled"),
        Stop("decline_amendment", "settled"), Stop("sponsor_amendment", "discussed"),
        Stop("endorse_proposal", "discussed"), Stop("plan_merge", "discussed"), Stop("plan_split", "discussed"),
        Stop("write_letter"), Stop("movement_members", "movement"), Stop("movement_leave", "movement"),
        Stop("movement_enrol", "movement"), Stop("report_progress", "again"), Stop("state_vote", "motion"),
        Stop("report_followup", "again"), Stop("meeting", "second"),
    ),
    "moderator": (_main("decide_case", "case"), Stop("home"), Stop("moderation_log"), Stop("case", "case")),
    "secretary": (
        _main("desk"), _main("desk_convene"), Stop("home"), Stop("desk_seats"), Stop("desk_seat", "seat"),
        Stop("desk_mandate", "mandate"), Stop("desk_inviting"),
        Stop("desk_offices"), Stop("desk_countries"), Stop("desk_rulebook"),
        Stop("desk_rehearsals"), Stop("desk_clock", "rehearsal"), Stop("desk_rounds"),
        Stop("desk_round", "discussion"), Stop("desk_window", "window"), Stop("desk_suspension", "discussion"),
        Stop("desk_act", "pending"), Stop("admit_proposal", "submitted"), Stop("answer_challenge", "provisional"),
        Stop("waive_languages", "provisional"), Stop("call_ballots", "discussion"), Stop("call_ballot", "discussion"),
        Stop("name_lot", "motion"), Stop("cancel_ballot", "motion"), Stop("paper_votes", "motion"),
        Stop("paper_vote", "motion"), Stop("annul_position", "position"), Stop("convene_meeting"),
        Stop("change_meeting", "second"), Stop("cancel_meeting", "second"), Stop("publish_minutes", "first"),
        Stop("webhooks"), Stop("order_plenary", "settled"), Stop("open_consultation", "provisional"),
        Stop("open_round", "second"), Stop("decline_referral", "second"),
    ),
    "respondent": (
        _main("answer_transmittal", "asked"), Stop("home"), Stop("transmittal", "asked"),
        Stop("report_progress", "again"), Stop("follow_ups", "position"), Stop("evaluate_proposal", "discussed"),
        Stop("refer_to_council"),
    ),
    "observer": (
        _main("comment_proposal", "discussed"), Stop("home"), Stop("proposal", "discussed"), Stop("ballot", "motion"),
    ),
}


# Pages on nobody's way, by the reason.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "a file or data, and no page": (
        "dump", "dumps", "newest_dump", "feed_atom", "feed_json", "attachment", "desk_act_evidence", "desk_evidence",
        "paper_ballot", "paper_scan", "referral_document", "meeting_date", "minutes_file", "position_data",
        "series_position_data", "position_file", "series_position_file", "position_file_in", "series_position_file_in",
        "response_file", "council_calendar", "my_calendar", "assembly_minutes", "notices_worker",
        "desk_people", "council_seats_named", "healthz", "readyz", "robots", "sitemap", "sitemap_section",
        "position_card", "series_position_card", "mfa_download_recovery_codes", "held_file",
    ),
    "leads back to the page that holds its form, or on to what it is about": (
        "vote", "sign_letter", "attendance", "acknowledge_transmittal", "acknowledge_letter", "notice",
        "mfa_list_webauthn", "mfa_login_webauthn",
    ),
    "the guide of whoever runs the site, which has a council already: test_beginning": (
        "begin", "begin_step", "begin_movements", "begin_check", "begin_begun",
    ),
    "a step of signing in, to which a code or a password leads: test_deciding signs in": (
        "account_inactive", "account_reauthenticate", "account_email_verification_sent", "account_set_password",
        "account_confirm_login_code", "account_confirm_password_reset_code", "account_complete_password_reset",
        "account_password_reset_completed",
    ),
    "asks who it is, and begins with a second factor that its own test sets up: test_passkeys": (
        "mfa_authenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_remove_webauthn", "again",
    ),
    "reached by a key that a letter holds: test_following, test_notices and tests/flows follow theirs": (
        "confirm_following", "end_following", "unsubscribe", "invitation", "demo_letter",
    ),
    "one question before an act, drawn as that of `withdraw_proposal`, on what the story leaves to visitors": (
        "accept_sponsorship", "decline_sponsorship", "remove_attachment", "retract_comment", "withdraw_support",
        "withdraw_endorsement", "call_plenary", "withdraw_amendment", "leave_amendment", "accept_reshaping",
        "decline_reshaping", "withdraw_reshaping", "revoke_delegation", "withdraw_option", "call_again",
        "cancel_consultation", "withdraw_signature", "withdraw_letter", "refuse_webhook", "end_webhook",
        "annul_series_position",
    ),
    "the form of `report_comment`, on another text": ("report_evaluation",),
    "the page of `position`, of a series that an import makes": ("series_position",),
    "begins with something that its own test makes: test_writing, test_amending, test_moderating": (
        "edit_comment", "comment_assembly", "amendment_assembly", "carry_over_amendment", "appeal_decision",
        "hear_appeal",
    ),
    "begins with something that its own test makes: test_choosing, test_electing, test_deciding, test_choices": (
        "replace_vote", "receipt", "instruct_mandate", "commit_lot", "open_commitment", "enter_draw", "candidacy",
    ),
    "begins with something that its own test makes: test_consulting, test_papers, test_letters, test_webhooks": (
        "desk_invited",
        "consultation", "answer_consultation", "member_codes", "seat_codes", "answer_letter", "webhook",
    ),
}
# fmt: on


def address(stop: Stop) -> str:
    """Where in the demonstration it is, of the addresses of this name the one with most of the place's keys."""
    keys = PLACES[stop.place]()
    known = [names for names in _parameters(stop.route) if names <= keys.keys()]
    assert known, f"{stop}: the place has no keys for this address"
    path = reverse(stop.route, kwargs={name: keys[name] for name in max(known, key=len)})
    return f"{path}?{stop.query}" if stop.query else path


def _parameters(route: str) -> list[set[str]]:
    found = get_resolver().reverse_dict.getlist(route)
    return [set(names) for possibilities, *_ in found for _path, names in possibilities]


def _methods(view: Callable[..., Any]) -> list[str]:
    """What the view's decorators let through; of a view that says nothing, GET."""
    while True:
        told = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if told is not None:
            return list(told)
        if not hasattr(view, "__wrapped__"):
            return ["GET"]
        view = view.__wrapped__


def pages(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of all that answers to GET, the API apart: it is data, and tests/api reads all of it."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from pages(entry, route)
        elif not route.startswith("api/") and "GET" in _methods(entry.callback):
            yield entry.name or route, route
