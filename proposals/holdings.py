"""What deliberation holds of a person. Of others who stand in the same row nothing is shown."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.holdings import Rows, hold
from common.retaining import older, retain
from proposals.calendars.keys import forget_revoked
from proposals.witnessing.actions import forget_sent

ROUND = "council=round__council__slug round=round__number"
PROPOSAL = "council=proposal__round__council__slug round=proposal__round__number proposal=proposal__number"
BALLOT = "council=ballot__round__council__slug round=ballot__round__number ballot=ballot__number"
SEAT = "on_behalf_of=seat__movement__slug"

hold(
    "words",
    _("What you wrote"),
    _("Proposals and their versions, amendments, comments, translations, evaluations, statements and reports."),
    Rows("proposals.Proposal", "begun_by", f"{ROUND} number {SEAT} stage begun_at"),
    Rows(
        "proposals.Revision",
        "author",
        f"{PROPOSAL} number {SEAT} language title summary paragraphs note created_at",
    ),
    Rows("proposals.Attachment", "attached_by", f"{PROPOSAL} file attached_at removed_at"),
    Rows(
        "proposals.Amendment",
        "proposed_by decided_by",
        f"{PROPOSAL} number {SEAT} state state_reason proposed_at decided_at",
    ),
    Rows(
        "proposals.AmendmentText",
        "author",
        "amendment=amendment__number proposal=amendment__proposal__number number language changes reasons created_at",
    ),
    Rows(
        "proposals.Comment",
        "author",
        f"{PROPOSAL} {SEAT} paragraph stance language text created_at edited_at retracted_at retraction_note",
    ),
    Rows("proposals.Translation", "made_by reviewed_by", f"{PROPOSAL} passage language text made_at reviewed_at"),
    Rows(
        "proposals.Evaluation", "evaluated_by", f"{PROPOSAL} number office technical risks cost currency evaluated_at"
    ),
    Rows(
        "proposals.Statement",
        "made_by",
        "ballot=roll_entry__ballot__number on_behalf_of=roll_entry__movement kind language text made_at",
    ),
    Rows(
        "proposals.FollowUp",
        "reported_by",
        f"position=position__number {SEAT} milestone state as_of amount currency language text link reported_at",
    ),
    Rows("proposals.Response", "answered_by", "kind language reasons paragraphs answered_at"),
    Rows(
        "proposals.Letter",
        "opened_by",
        f"council=council__slug number {SEAT} language title paragraphs opens_at closes_at state",
    ),
    Rows(
        "proposals.Referral",
        "referred_by decided_by",
        "council=council__slug number kind language title text amount currency referred_at state decided_at",
    ),
    Rows("proposals.ReferralDocument", "attached_by", "referral=referral__number file attached_at"),
    Rows(
        "proposals.Reshaping",
        "proposed_by",
        f"{PROPOSAL} {SEAT} kind wording other_wording reason state proposed_at",
    ),
    Rows("proposals.Minutes", "published_by", "meeting=meeting__number serial language text reason published_at"),
    Rows("proposals.AssemblyWord", "credited_by", "name place held_on people minutes credited_at"),
)
hold(
    "votes",
    _("Votes and receipts"),
    _("Each vote that you cast for a seat, with its receipt; your answers as a member; instructions and delegations."),
    Rows(
        "proposals.Vote",
        "cast_by",
        f"{BALLOT} on_behalf_of=roll_entry__movement serial capacity cast_at receipt commitment answer",
        when=Q(ballot__closed_at__isnull=False),
    ),
    Rows(
        "proposals.Vote",
        "cast_by",
        f"{BALLOT} on_behalf_of=roll_entry__movement serial capacity cast_at receipt commitment",
        when=Q(ballot__closed_at__isnull=True),
    ),
    Rows("proposals.Participation", "cast_by", f"{BALLOT} on_behalf_of=roll_entry__movement serial capacity receipt"),
    Rows(
        "proposals.PaperReading", "entered_by", f"{BALLOT} on_behalf_of=roll_entry__movement reference entered_at state"
    ),
    Rows(
        "proposals.ConsultationAnswer",
        "person",
        "consultation=consultation__number answered_at answer",
        when=Q(consultation__counted_at__isnull=False),
    ),
    Rows(
        "proposals.ConsultationAnswer",
        "person",
        "consultation=consultation__number answered_at",
        when=Q(consultation__counted_at__isnull=True),
    ),
    Rows("proposals.Consultation", "opened_by", f"{BALLOT} number purpose state opens_at closes_at"),
    Rows("proposals.Instruction", "instructed_by", f"{BALLOT} {SEAT} language text commitment instructed_at"),
    Rows("proposals.Delegation", "made_by", f"{ROUND} {SEAT} to=to__movement__slug made_at"),
    Rows("proposals.Recusal", "recused_by", f"{BALLOT} {SEAT} reason recused_at"),
    Rows(
        "proposals.RollChallenge", "raised_by answered_by", f"{BALLOT} {SEAT} text raised_at outcome answer answered_at"
    ),
    Rows(
        "proposals.Option",
        "candidate put_by",
        f"{BALLOT} code state name country expertise statement language put_at decided_at withdrawal_reason",
    ),
    Rows("proposals.Lot", "named_by drawn_by", f"{BALLOT} method draw named_at drawn_at evidence"),
    Rows("proposals.LotCommitment", "person", "office commitment committed_at opened_at"),
    left_out=_("What you chose in a vote that is still open, and what lies in the envelope of a secret vote."),
)
hold(
    "support",
    _("What you stood behind, and where you were named"),
    _("Sponsorships, endorsements, support of comments, signatures for your movement, and comments that name you."),
    Rows("proposals.Sponsorship", "invited_by answered_by", f"{PROPOSAL} {SEAT} state invited_at answered_at"),
    Rows("proposals.AmendmentSponsorship", "joined_by", f"amendment=amendment__number {SEAT} joined_at withdrawn_at"),
    Rows("proposals.PlenaryCall", "called_by", f"amendment=amendment__number {SEAT} called_at"),
    Rows("proposals.Consent", "answered_by", f"{SEAT} is_given answered_at"),
    Rows("proposals.Endorsement", "endorsed_by", f"{PROPOSAL} {SEAT} endorsed_at withdrawn_at"),
    Rows("proposals.CommentSupport", "supported_by", f"comment {SEAT} supported_at withdrawn_at"),
    Rows("proposals.LetterSignature", "signed_by", f"letter=letter__number {SEAT} name signed_at withdrawn_at"),
    Rows("proposals.Mention", "person", "comment"),
)
hold(
    "meetings",
    _("Meetings and answers that you looked after"),
    _("Meetings that you called, attendance that you noted, translations by machine that you asked for."),
    Rows("proposals.Meeting", "convened_by", "council=council__slug number title place starts_at ends_at state"),
    Rows("proposals.Attendance", "marked_by", f"meeting=meeting__number {SEAT} is_present marked_at"),
    Rows("proposals.Transmittal", "acknowledged_by", "addressee=addressee__slug acknowledged_at"),
    Rows("proposals.MachineRequest", "requested_by", f"{PROPOSAL} language state requested_at"),
)
hold(
    "moderation",
    _("Moderation"),
    _("Cases about what you wrote, what you reported, decided or appealed."),
    Rows("proposals.Case", "author", "council=council__slug number cause state opened_at due_at"),
    Rows("proposals.Report", "reporter", "case=case__number ground text reported_at"),
    Rows("proposals.Decision", "decided_by", "case=case__number kind ground reason office decided_at"),
    Rows(
        "proposals.Appeal",
        "appealed_by heard_by",
        "case=decision__case__number text appealed_at outcome reason heard_at",
    ),
)
hold(
    "keys",
    _("Keys and letters of your own"),
    _("Addresses of your calendar, codes on paper, webhooks of yours, and sealed heads that were sent to you."),
    Rows("proposals.CalendarKey", "person", "name made_at revoked_at"),
    Rows("proposals.AccessCode", "person", "ballot=batch__ballot__number used_at"),
    Rows("proposals.CodeBatch", "made_by withdrawn_by", f"council=council__slug {SEAT} made_at withdrawn_at"),
    Rows(
        "proposals.Webhook",
        "asked_by consented_by refused_by ended_by",
        "council=council__slug subscriber asked_at consented_at refused_at ended_at reason",
    ),
    Rows("proposals.HeadMail", "person", "size=seal__size queued_at sent_at failure"),
    left_out=_("The secret part of calendar addresses, codes on paper and webhooks."),
)

retain(
    "deliveries",
    _("What a webhook was sent, or could not be: %(days)s days."),
    settings.KEEP_DELIVERIES_DAYS,
    older("proposals.Delivery", "next_try_at", Q(delivered_at__isnull=False) | Q(dead_at__isnull=False)),
)
retain(
    "heads",
    _("That a sealed head was sent to you: %(days)s days."),
    settings.KEEP_NOTICES_DAYS,
    forget_sent,
)
retain(
    "calendars",
    _("Addresses of calendars that were revoked: %(days)s days."),
    settings.KEEP_ENDED_DAYS,
    forget_revoked,
)
