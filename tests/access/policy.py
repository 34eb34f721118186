"""Who may come where: the policy, a row for every route. A new route is a word more in the line where it belongs.

A row says who may read at an address and who may send something to it; `None` is that nobody can. A route is written
as `name@place?query`, where the place says of which thing in the scene, the council itself if it is left away. Who may
send is who is the right person for the act: whether it can be done now is another question, and so is what is sent.
"""

from typing import NamedTuple

# The roles, each a person of the scene. Who is "ours" is of the movement that wrote what is asked for.
EVERYBODY = frozenset(
    [
        "nobody",
        "operator",
        "neighbour",
        "rival",
        "member",
        "alternate",
        "delegate",
        "observer",
        "respondent",
        "moderator",
        "secretary",
    ]
)
PERSONS = EVERYBODY - {"nobody"}
# What is everybody's, or of whoever is signed in, is asked for by these: who they are makes no difference there, and it
# is most of the pages.
A_FEW = ("nobody", "rival", "secretary")
OURS = frozenset({"member", "alternate", "delegate"})
HOLDERS = frozenset({"rival", "alternate", "delegate"})
SEATED = OURS | HOLDERS
OUR_HOLDERS = OURS & HOLDERS
COORDINATORS = frozenset({"delegate"})
RIVALS = frozenset({"rival"})
SECRETARY = frozenset({"secretary"})
OFFICERS = frozenset({"moderator", "secretary"})
RESPONDENT = frozenset({"respondent"})
OPERATOR = frozenset({"operator"})
NOBODY = frozenset[str]()


class Row(NamedTuple):
    """What the routes of a line have in common. `may_miss`: the story has no such thing, which is a 404 for who may."""

    why: str
    reads: frozenset[str] | None
    sends: frozenset[str] | None
    routes: str
    may_miss: bool = False


# fmt: off
POLICY = (
    Row("the public record and how it is decided, to read", EVERYBODY, None, """
        home council round@voting ledger feed_atom feed_json council_list council_seats council_times
        council_rulebook council_seats_named council_rulebook_version@rulebook movement@movement rules
        search?q=agua council_search?q=agua proposal@discussed proposal_history@discussed
        compare_revisions@discussed translations@discussed proposal_endorsements@discussed
        proposal_questions@discussed proposal_stances@discussed comment_thread@spoken amendment@discussed
        amendment_list@discussed amendments_of_paragraph@discussed plenary@concluded reshaping@split
        moderation_log case@case ballot@motion ballot_minutes@counted roll@motion consultations@motion
        consultation@consultation position@position transmittal@again follow_ups@position letters letter@first
        letter_transmittal@first referrals referral@second meetings meeting@first position_list
        council_positions council_answers council_calendar council_subscribing meeting_date@first robots
        notices_worker dumps"""),
    Row("files that stand beside what is published", EVERYBODY, None, """
        referral_document@document minutes_file@minutes response_file@answer-file position_data@position"""),
    Row("files that are printed, drawn or dumped by the worker, which this story has not run", EVERYBODY, None, """
        position_file@position position_file_in@position position_card@position newest_dump dump@dump
        series_position series_position_data series_position_file series_position_file_in series_position_card""",
        may_miss=True),
    Row("the API: reads no session", EVERYBODY, None, """
        api:root api:schema api:docs api:councils api:council api:seats api:seat@seat api:countries api:country@country
        api:movements api:movement@movement api:rulebooks api:rulebook@rulebook api:rounds api:round@voting
        api:proposals api:proposal@discussed api:proposal_stances@discussed api:amendments api:amendment@amended
        api:translations api:endorsements api:comments api:evaluations api:moderation api:moderation_statistics
        api:case@case api:ballots api:ballot@motion api:ballot_package@counted api:consultations api:positions
        api:position@position api:position_package@position api:letters api:letter@first api:transmittals
        api:transmittal@again api:transmittal_again@again api:letter_transmittal@first api:meetings api:meeting@first
        api:referrals api:referral@second api:follow_ups api:follow_up@again api:search?q=agua api:ledger api:popolo
        api:council_popolo api:keys api:seals api:comment@spoken api:translation@translated
        api:endorsement@endorsed api:evaluation@evaluated api:entry@recorded"""),
    Row("the API, of what the story has not", EVERYBODY, None, """
        api:consultation@consultation api:series_position api:series_package api:ballot_votes@votes api:key api:seal
        api:inclusion api:consistency api:unknown""", may_miss=True),
    Row("by a key that only its owner was given", EVERYBODY, None, "my_calendar@calendar"),
    Row("by a key that a letter holds, which this one does not open", EVERYBODY, EVERYBODY, """
        invitation confirm_following end_following unsubscribe""", may_miss=True),
    Row("whoever reads: in which language, and told by letter", EVERYBODY, EVERYBODY, """
        follow_council follow_proposal@discussed code_sign_in"""),
    Row("whoever reads: in which language", None, EVERYBODY, "language"),
    Row("the steps of signing in", EVERYBODY, EVERYBODY, """
        account_login account_signup account_request_login_code account_reset_password mfa_list_webauthn"""),
    Row("the steps of signing in that only show something", EVERYBODY, None,
        "account_inactive account_password_reset_completed"),
    Row("the step after another, from which a visitor is led back to the first", PERSONS, PERSONS,
        "account_confirm_password_reset_code"),
    Row("words for machines, which answer to any method", EVERYBODY, EVERYBODY,
        "sitemap sitemap_section healthz readyz"),
    Row("the step after a code of another", EVERYBODY, EVERYBODY, "account_complete_password_reset"),
    Row("signing out, which leads a visitor home", EVERYBODY, EVERYBODY, "account_logout"),
    Row("one's own", PERSONS, PERSONS, """
        me account_email account_email_verification_sent account_change_password account_set_password
        account_reauthenticate browsers mfa_authenticate mfa_login_webauthn mfa_activate_totp
        mfa_generate_recovery_codes mfa_add_webauthn account_confirm_login_code notice_preferences inbox
        my_calendars leave"""),
    Row("what is held of oneself, and the last page of who has left", PERSONS, None, "held held_file"),
    Row("the page on which whoever has left finds themselves signed out", EVERYBODY, None, "left"),
    Row("one's own, of which they have none", PERSONS, PERSONS,
        "mfa_deactivate_totp mfa_download_recovery_codes mfa_remove_webauthn act_for?council=movimientos",
        may_miss=True),
    Row("one's own, to read, of which they have none", PERSONS, None, "mfa_view_recovery_codes", may_miss=True),
    Row("one's own, to read", PERSONS, None, "mfa_index drafts@drafting"),
    Row("whoever is asked who they are, with a way back", PERSONS, NOBODY, "again"),
    Row("one's own, by a button; another's is left as it is", None, PERSONS, """
        notice_resume remove_device@device add_device revoke_calendar@calendar"""),
    Row("a notice, by whom it was sent to", COORDINATORS, COORDINATORS, "notice@notice"),
    Row("what anybody who is signed in may ask for", PERSONS, PERSONS, """
        council_apply report_letter@second report_referral@second report_amendment@discussed"""),
    Row("a movement's return, by whoever is its coordinator", None, NOBODY, "council_apply_returning"),
    Row("a report, by anybody but whoever wrote the text", PERSONS - RIVALS, PERSONS - RIVALS, "report_comment@spoken"),
    Row("a report on their own body's words", PERSONS - RESPONDENT, PERSONS - RESPONDENT,
        "report_evaluation@evaluation report_followup@again"),
    Row("a report on one's own proposal", PERSONS - COORDINATORS, PERSONS - COORDINATORS, "report_proposal@discussed"),
    Row("webhooks are explained to everybody, and asked for by the signed-in", EVERYBODY, PERSONS, "webhooks"),

    Row("a draft, by those of its movement", OURS, OURS, """
        revise_proposal@draft describe_proposal@draft invite_sponsor@draft attach_file@draft submit_proposal@draft
        withdraw_proposal@draft remove_attachment@attachment"""),
    Row("a file of a draft", OURS, None, "attachment@attachment"),
    Row("a draft of one's own movement", SEATED, SEATED, "begin_proposal@drafting propose_amendment@discussed"),
    Row("an invitation to sponsor, answered by the movement that was asked", PERSONS, NOBODY,
        "accept_sponsorship@invited decline_sponsorship@invited"),
    Row("to speak in the discussion", SEATED | {"observer"}, PERSONS, "comment_proposal@discussed"),
    Row("a translation, by those who have a seat", EVERYBODY, SEATED, "translation@discussed"),
    Row("a machine's translation, by who wrote the text and by the desk", None, OURS | SECRETARY,
        "machine_translation@discussed"),
    Row("a comment, by whoever wrote it", RIVALS, RIVALS,
        "edit_comment@spoken retract_comment@spoken comment_assembly@spoken"),
    Row("support, by movements, and not of their own words", SEATED, OURS,
        "support_comment@spoken withdraw_support@spoken"),
    Row("an endorsement, by movements that do not sponsor", SEATED, RIVALS,
        "endorse_proposal@discussed withdraw_endorsement@discussed"),
    Row("an amendment, by those who sponsor the text", OUR_HOLDERS, OUR_HOLDERS,
        "accept_amendment@settled decline_amendment@settled"),
    Row("a plenary, by mandates", HOLDERS, HOLDERS, "call_plenary@settled"),
    Row("a movement's name is taken from it by mandates, and was never there", NOBODY, HOLDERS,
        "leave_amendment@discussed"),
    Row("another movement's name to an amendment, by mandates", HOLDERS, HOLDERS, "sponsor_amendment@discussed"),
    Row("an amendment, by the movement that made it", NOBODY, NOBODY, """
        withdraw_amendment@settled carry_over_amendment@discussed
        amendment_assembly@discussed"""),
    Row("a merge is planned by sponsors, who choose the other first", PERSONS, PERSONS, "plan_merge@discussed"),
    Row("a split, by the movement's members, and decided by its mandates", OURS, OURS, "plan_split@discussed"),
    Row("a plan, answered by mandates of who was asked", OURS, OUR_HOLDERS, """
        accept_reshaping@split decline_reshaping@split withdraw_reshaping@split"""),

    Row("a vote, by who holds the mandate", PERSONS, HOLDERS, "vote@motion", may_miss=True),
    Row("a receipt, by those of the seat", RIVALS, None, "receipt@receipt"),
    Row("what a mandate does beside the vote", HOLDERS, HOLDERS, """
        delegate_vote@motion revoke_delegation@motion state_vote@motion recuse_seat@provisional
        challenge_roll@provisional nominate_candidate@election"""),
    Row("an instruction, by a movement's coordinators", RIVALS | COORDINATORS, RIVALS | COORDINATORS,
        "instruct_mandate@motion replace_vote@motion"),
    Row("a candidacy, by the candidate", NOBODY, NOBODY, "candidacy@candidacy"),
    Row("codes of a seat, by its coordinators", COORDINATORS, COORDINATORS,
        "seat_codes@motion?acting_for={ours} member_codes@consultation?acting_for={ours}"),
    Row("codes are taken back by coordinators and officers", None, COORDINATORS | OFFICERS, "withdraw_codes@codes"),
    Row("a consultation, answered by the movement's members", PERSONS, OURS, "answer_consultation@consultation"),
    Row("a consultation, ended by the movement's coordinators", COORDINATORS, COORDINATORS,
        "cancel_consultation@consultation"),

    Row("papers, by officers", OFFICERS, OFFICERS, "paper_votes@motion paper_vote@motion"),
    Row("a paper, taken back by the officer who entered it", None, OFFICERS, "withdraw_paper@motion"),
    Row("an empty paper, to print", OFFICERS | OUR_HOLDERS, None, "paper_ballot@motion"),
    Row("a scan of a paper, by officers, once it is cast", OFFICERS, None, "paper_scan@paper", may_miss=True),
    Row("minutes of an assembly, by its movement and by officers", OFFICERS | RIVALS, None,
        "assembly_minutes@assembly"),
    Row("the lot is kept by offices", OFFICERS | {"observer"}, OFFICERS | {"observer"}, "commit_lot@motion"),
    Row("a secret of the lot, by who committed to it", PERSONS, PERSONS, "open_commitment@motion"),

    Row("a case, by whoever moderates", OFFICERS, OFFICERS, "decide_case@case"),
    Row("an appeal, by the author, and heard by another office", NOBODY, NOBODY,
        "appeal_decision@decided hear_appeal@decided"),

    Row("an answer of a body, by its respondents", RESPONDENT, RESPONDENT, """
        answer_transmittal@asked answer_letter@first evaluate_proposal@discussed refer_to_council"""),
    Row("that a body has received what was sent", PERSONS, RESPONDENT,
        "acknowledge_transmittal@asked acknowledge_letter@first"),
    Row("a report on what was accepted, by the body and by movements", HOLDERS | RESPONDENT, HOLDERS | RESPONDENT,
        "report_progress@again"),
    Row("a document of a referral, by the body that referred", None, RESPONDENT, "attach_document@second"),
    Row("a letter, by those who have a seat", PERSONS, SEATED, "write_letter"),
    Row("a letter is signed by mandates", PERSONS, HOLDERS, "sign_letter@second withdraw_signature@second"),
    Row("a letter, by the movement that wrote it", NOBODY, NOBODY, "withdraw_letter@second"),

    Row("members of a movement, by its coordinators, and its papers by the council's desk",
        COORDINATORS | SECRETARY, COORDINATORS | SECRETARY, "movement_members@movement movement_enrol@movement"),
    Row("a membership, by the member, the coordinators and the desk", None, COORDINATORS | SECRETARY | {"member"},
        "movement_member@membership"),
    Row("one's name in public, by oneself", None, frozenset({"member"}), "movement_name@membership"),
    Row("an invitation is taken back by who may invite", None, COORDINATORS | SECRETARY,
        "movement_withdraw@invitation"),
    Row("a movement leaves by its coordinators", COORDINATORS | SECRETARY, COORDINATORS, "movement_leave@movement"),

    Row("the desk, by the council's secretaries", SECRETARY, SECRETARY, """
        desk_seat@seat desk_mandate@mandate desk_inviting desk_offices desk_countries desk_rulebook desk_rehearsals
        desk_clock@rehearsal desk_convene desk_round@discussion desk_suspension@discussion desk_window@window
        desk_act@pending order_plenary@settled call_ballots@discussion call_ballot@discussion open_round@second
        decline_referral@second convene_meeting change_meeting@second cancel_meeting@second publish_minutes@first
        answer_challenge@provisional waive_languages@provisional name_lot@motion cancel_ballot@motion
        open_consultation@provisional end_webhook@webhook annul_position@position admit_proposal@submitted
        enter_draw@motion withdraw_option@election call_again@counted refuse_webhook@webhook"""),
    Row("the desk, of a series that the story has not", SECRETARY, SECRETARY, "annul_series_position", may_miss=True),
    Row("the desk, to read", SECRETARY, None, """
        desk desk_seats desk_people desk_invited@list desk_evidence@mandate desk_rounds webhook@webhook"""),
    Row("the evidence of an act that waits, which has none", SECRETARY, None,
        "desk_act_evidence@pending", may_miss=True),
    Row("the desk, by a button", None, SECRETARY, "desk_office_end@office consent_webhook@webhook"),
    Row("the desk, by a button, of what the story has not", None, SECRETARY, "replay_delivery@webhook", may_miss=True),
    Row("who is there, seen by all and marked by the desk and by mandates", EVERYBODY, HOLDERS | SECRETARY,
        "attendance@first"),

    Row("a council is begun by whoever runs the site", OPERATOR, OPERATOR,
        "begin_check begin_movements begin_step@step"),
    Row("a council is begun by whoever runs the site: where it stands", OPERATOR, None, "begin begin_begun"),
)
# fmt: on
