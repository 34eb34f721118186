"""Whom a visitor of the demonstration may be, and what each of them can try."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from embedded.demonstration import plans
from embedded.scene import RESPONDENT, Scene
from proposals.models import Proposal
from proposals.voting.waiting import title_of

# A thing to try: its words and its address, or None when there is nothing of the kind now.
Try = Callable[[Scene], tuple[str, str] | None]


@dataclass(frozen=True)
class Part:
    """One person whom a visitor may be. `ref` is the short name of the part: see `plans.name_of`."""

    key: str
    label: str | Promise
    hint: str | Promise
    ref: str
    tries: tuple[Try, ...]

    @property
    def email(self) -> str:
        return plans.email_of(plans.name_of(self.ref))

    @property
    def movements(self) -> list[str]:
        """For whom this person may act; none for an officer."""
        name = plans.name_of(self.ref)
        return [movement.name for movement in plans.movements().values() if name in movement.people]


def _titled(proposal: Proposal) -> str:
    return proposal.revision.title if proposal.revision else str(proposal)


def vote(scene: Scene) -> tuple[str, str] | None:
    """The ballot that closes next."""
    for ballot in scene.ballots:
        return _("Vote on “%(title)s”") % {"title": title_of(ballot)}, ballot.get_absolute_url()
    return None


def refused_vote(scene: Scene) -> tuple[str, str] | None:
    """The same page, for who holds no mandate."""
    for ballot in scene.ballots:
        return _("See why you cannot vote, and who has not voted yet"), ballot.get_absolute_url()
    return None


def choose(scene: Scene) -> tuple[str, str] | None:
    """For whom to act."""
    if scene.council is None:
        return None
    return _("Choose for whom you act"), f"{reverse('act_for')}?{urlencode({'council': scene.council.slug})}"


def comment(scene: Scene) -> tuple[str, str] | None:
    """The text under discussion."""
    if scene.discussed is None:
        return None
    return _("Comment on “%(title)s”") % {"title": _titled(scene.discussed)}, scene.discussed.get_absolute_url()


def continue_draft(scene: Scene) -> tuple[str, str] | None:
    """Her own draft."""
    if scene.draft is None:
        return None
    return _("Go on with your draft “%(title)s”") % {"title": _titled(scene.draft)}, scene.draft.get_absolute_url()


def begin(scene: Scene) -> tuple[str, str] | None:
    """A proposal of one's own."""
    if scene.drafting is None:
        return None
    place = [scene.drafting.council.slug, scene.drafting.number]
    return _("Begin a proposal"), reverse("begin_proposal", args=place)


def challenge(scene: Scene) -> tuple[str, str] | None:
    """A roll that is still provisional."""
    if scene.settled is None:
        return None
    return _("Challenge a provisional roll"), scene.settled.get_absolute_url()


def answer_challenge(scene: Scene) -> tuple[str, str] | None:
    """The same ballot, for the secretariat."""
    if scene.settled is None:
        return None
    return _("Answer the challenge of a provisional roll"), scene.settled.get_absolute_url()


def amendments(scene: Scene) -> tuple[str, str] | None:
    """What others want to change in a text that her movement sponsors."""
    if scene.settled is None:
        return None
    return _("Accept or decline amendments"), f"{scene.settled.motion.get_absolute_url()}amendments/"


def answer(scene: Scene) -> tuple[str, str] | None:
    """What the body has still to answer."""
    if scene.asked is None:
        return None
    words = _("Answer position %(reference)s") % {"reference": scene.asked.reference}
    return words, scene.asked.get_absolute_url()


def rate(scene: Scene) -> tuple[str, str] | None:
    """The vote on an answer."""
    if scene.rated is None:
        return None
    return _("Vote on whether an answer is adequate"), scene.rated.ballot.get_absolute_url()


def report(scene: Scene) -> tuple[str, str] | None:
    """What became of what was accepted."""
    if scene.accepted is None:
        return None
    place = [scene.accepted.council.slug, scene.accepted.year, scene.accepted.number]
    return _("Report what became of what was accepted"), reverse("follow_ups", args=place)


def decide(scene: Scene) -> tuple[str, str] | None:
    """A case that waits."""
    if scene.reported is None:
        return None
    place = [scene.reported.council.slug, scene.reported.number]
    return _("Decide on a text that was reported"), reverse("decide_case", args=place)


def log(scene: Scene) -> tuple[str, str] | None:
    """What was decided before."""
    if scene.council is None:
        return None
    return _("See what was moderated, and why"), reverse("moderation_log", args=[scene.council.slug])


def desk(scene: Scene) -> tuple[str, str] | None:
    """All that waits for the secretariat."""
    return (_("See what waits on the desk"), reverse("desk", args=[scene.council.slug])) if scene.council else None


def confirm(scene: Scene) -> tuple[str, str] | None:
    """What the other secretary proposed."""
    if scene.pending is None or scene.council is None:
        return None
    words = _("Confirm or refuse what a secretary proposed")
    return words, reverse("desk_act", args=[scene.council.slug, scene.pending.pk])


def admit(scene: Scene) -> tuple[str, str] | None:
    """A proposal that was submitted."""
    if scene.submitted is None:
        return None
    words = _("Admit or return “%(title)s”") % {"title": _titled(scene.submitted)}
    return words, scene.submitted.get_absolute_url()


def convene(scene: Scene) -> tuple[str, str] | None:
    """A round."""
    return (_("Convene a round"), reverse("desk_convene", args=[scene.council.slug])) if scene.council else None


def turn(scene: Scene) -> tuple[str, str] | None:
    """The clock of the rehearsal."""
    if scene.rehearsal is None:
        return None
    return _("Turn the clock of the rehearsal"), reverse("desk_clock", args=[scene.rehearsal.slug])


def read_position(scene: Scene) -> tuple[str, str] | None:
    """What was decided, and how it was counted."""
    if scene.position is None:
        return None
    words = _("Read the position %(reference)s that is addressed to you") % {"reference": scene.position.reference}
    return words, scene.position.get_absolute_url()


PARTS = (
    Part(
        "delegate",
        gettext_lazy("A delegate"),
        gettext_lazy("Holds a movement's mandate as its titular, and has not voted yet."),
        "ve1",
        (vote, rate, report, amendments, challenge, comment),
    ),
    Part(
        "alternate",
        gettext_lazy("Her alternate"),
        gettext_lazy("May vote for the same seat while the titular has not; her vote then replaces his."),
        "ve1.alternate",
        (vote, comment),
    ),
    Part(
        "both",
        gettext_lazy("A delegate of two movements"),
        gettext_lazy("Chooses for whom she acts, and sees it on every form."),
        "py1",
        (choose, vote, comment),
    ),
    Part(
        "member",
        gettext_lazy("A member"),
        gettext_lazy("Drafts and comments for her movement, and cannot vote for it."),
        "ve1.member",
        (continue_draft, begin, comment, refused_vote),
    ),
    Part(
        "secretary",
        gettext_lazy("A secretary"),
        gettext_lazy("Keeps the desk: admits, convenes, extends, answers challenges."),
        "secretary",
        (confirm, admit, answer_challenge, convene, turn, desk),
    ),
    Part(
        "second",
        gettext_lazy("The other secretary"),
        gettext_lazy("What weighs is proposed by one of the two and confirmed by the other."),
        "second",
        (desk,),
    ),
    Part(
        "moderator",
        gettext_lazy("A moderator"),
        gettext_lazy("Decides on what was reported, with a rule and a reason that everybody reads."),
        "moderator",
        (decide, log),
    ),
    Part(
        "observer",
        gettext_lazy("An observer"),
        gettext_lazy("Comments without a seat, and has no vote."),
        "observer",
        (comment, refused_vote),
    ),
    Part(
        "respondent",
        gettext_lazy("A respondent"),
        gettext_lazy("Answers for the board of the bank, to which positions are addressed."),
        RESPONDENT,
        (answer, report, read_position),
    ),
)
