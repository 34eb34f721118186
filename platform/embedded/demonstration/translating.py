"""The translations of the story: a passage at a time, some of them reviewed by somebody else."""

from datetime import timedelta

from councils.rounds.calendar import Stretch
from proposals.models import Translation
from proposals.translating.actions import review_translation, translate_passage
from proposals.translating.queries import last_translation, originals_of

from . import cast, plans
from .agenda import Agenda
from .places import Place, proposal_of


def plan_translations(agenda: Agenda, discussion: Stretch, motion: plans.Motion, place: Place) -> None:
    """Each is reviewed, if it is, an hour and a half later."""
    for number, made in enumerate(motion.translations):
        at = agenda.within(discussion.opens_at, discussion.closes_at, made.at) + timedelta(minutes=number)
        agenda.add(at, translate, made, place)
        if made.reviewed_by:
            agenda.add(at + timedelta(minutes=90), review, made, place)


def translate(made: plans.Translation, place: Place) -> None:
    """Beside the original as it reads at that moment."""
    proposal, passage = proposal_of(place), passage_of(made, place)
    original = next(one for one in originals_of(proposal.revision) if one.passage == passage)
    last = last_translation(proposal, passage, made.language)
    translate_passage(
        person=cast.person(made.by),
        seat=cast.seat(made.by),
        proposal=proposal,
        passage=passage,
        language=made.language,
        text=made.text,
        base=last.serial if last else 0,
        source=original.sha256,
    )


def review(made: plans.Translation, place: Place) -> None:
    """By another movement, or by the secretariat."""
    translation = last_translation(proposal_of(place), passage_of(made, place), made.language)
    if not isinstance(translation, Translation):
        raise LookupError(f"there is no translation to review: {place}")
    reviewer = made.reviewed_by
    review_translation(person=cast.person(reviewer), seat=cast.seat_or_none(reviewer), translation=translation)


def passage_of(made: plans.Translation, place: Place) -> str:
    """The id of the paragraph in that place, or the name of the title or summary."""
    if not made.passage.isdecimal():
        return made.passage
    revision = proposal_of(place).revision
    return revision.paragraphs[int(made.passage) - 1]["id"] if revision else ""
