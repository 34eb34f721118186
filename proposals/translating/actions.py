"""A passage is translated, and its translation reviewed by somebody else; a machine may be asked for a first try."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Conflict, refuse
from common.locks import Lock, share
from common.proof.canonical import sha256
from councils.models import Seat
from councils.rounds.queries import Entrance
from councils.wellformed import LANGUAGES, Fields
from proposals.drafting.actions.holding import hold, tell
from proposals.drafting.deadlines import enter
from proposals.drafting.models import Proposal
from proposals.drafting.paragraphs import LONGEST_PARAGRAPH
from proposals.drafting.wording import LONGEST_SUMMARY, LONGEST_TITLE, visible

from .choosing import SUMMARY, TITLE, Original, is_reviewed
from .models import MachineRequest, Translation
from .permissions import (
    why_asked,
    why_frozen,
    why_no_machine,
    why_not_acting,
    why_not_another,
    why_not_ask_machine,
    why_not_now,
    why_not_on,
    why_not_review,
    why_not_translate,
    why_original_changed,
    why_reviewed,
    why_same_language,
)
from .queries import last_translation, machine_requests, originals_of, versions_of

# Some languages need twice the signs of others for the same.
ROOM = 2
LONGEST = {TITLE: ROOM * LONGEST_TITLE, SUMMARY: ROOM * LONGEST_SUMMARY}


def translate_passage(
    *, person: User, seat: Seat, proposal: Proposal, passage: str, language: str, text: str, base: int, source: str
) -> Translation:
    """The next version of a passage in a language, written on version `base` (0: the first) beside the original whose
    hash is `source`.

    The text of the last version is saved again only where the original has changed since: that says that it still
    holds. Refused: to who speaks for no seat here, or cannot read the draft (403); outside its stages, when somebody
    else saved a version or changed the original meanwhile, and for what was reviewed when the vote opened (409); no
    such passage or language, no text, or one beyond the limits (422).
    """
    with transaction.atomic():
        proposal, entrance = hold_translated(proposal, "translate_passage")
        at = entrance.instant
        refuse(why_not_translate(person, seat, proposal, at))
        refuse(why_not_now(proposal, entrance), why_not_acting(seat, at))
        fields = Fields()
        language = fields.one_of("language", language, LANGUAGES)
        original = read_passage(fields, proposal, passage)
        words = read_words(fields, passage, text)
        original = fields.needed(original)
        last = last_translation(proposal, passage, language)
        if last and last.text == words and last.source_sha256 == original.sha256:
            return last
        refuse(
            why_same_language(original, language),
            why_original_changed(original, source),
            why_not_on(base, last),
            why_frozen(proposal, is_reviewed=_is_reviewed(proposal, original, language)),
        )
        made = write_version(proposal, original, language, words, last, at, person=person, seat=seat)
        data = {**_place(made), "sha256": sha256(words.encode())}
        tell("translate_passage", proposal=proposal, person=person, seat=seat, at=at, data=data)
    return made


def review_translation(*, person: User, seat: Seat | None, translation: Translation) -> Translation:
    """Say that a translation holds, having read this very version beside the original as it stands.

    `seat` is None for the secretariat and the moderation. Refused: to who made it, to who speaks for no seat and holds
    neither office (403); outside its stages, when there is a later version or another original, twice, and when the
    vote opened on another reviewed one (409).
    """
    with transaction.atomic():
        proposal, entrance = hold_translated(translation.proposal, "review_translation")
        at = entrance.instant
        translation = Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
        refuse(why_not_review(person, seat, proposal, at), why_not_another(person, translation))
        refuse(why_not_now(proposal, entrance), why_not_acting(seat, at))
        passage, language = translation.passage, translation.language
        original = next((one for one in originals_of(proposal.revision) if one.passage == passage), None)
        refuse(
            why_original_changed(original, translation.source_sha256),
            why_reviewed(translation),
            why_not_on(translation.serial, last_translation(proposal, passage, language)),
        )
        if original is not None:
            refuse(why_frozen(proposal, is_reviewed=_is_reviewed(proposal, original, language)))
        translation.reviewed_by, translation.reviewed_at = person, at
        translation.save(update_fields=["reviewed_by", "reviewed_at"])
        data = {**_place(translation), "by": seat.movement.slug if seat else "office"}
        tell("review_translation", proposal=proposal, person=person, seat=seat, at=at, data=data)
        transaction.on_commit(partial(try_ballots_again, proposal))
    return translation


def request_machine_translation(
    *, person: User, seat: Seat | None, proposal: Proposal, language: str
) -> MachineRequest:
    """Ask that a machine translate whatever the text lacks in a language. The worker does it; what it makes is marked.

    `seat` is None for the secretariat. Refused: to who neither wrote nor sponsors the text and is no secretary (403);
    where no machine is set up, outside its stages, and while it has been asked already (409); no such language (422).
    """
    with transaction.atomic():
        proposal, entrance = hold_translated(proposal, "request_machine_translation")
        at = entrance.instant
        refuse(why_not_ask_machine(person, seat, proposal, at))
        refuse(why_not_now(proposal, entrance), why_not_acting(seat, at), why_no_machine(settings.TRANSLATION_URL))
        fields = Fields()
        language = fields.one_of("language", language, LANGUAGES)
        fields.refuse()
        waiting = machine_requests(proposal, language).filter(state=MachineRequest.State.WAITING)
        refuse(why_asked(waiting.first()), why_whole(proposal, language))
        request = MachineRequest.objects.create(
            proposal=proposal, language=language, requested_by=person, seat=seat, requested_at=at
        )
        data = {"language": language}
        tell("request_machine_translation", proposal=proposal, person=person, seat=seat, at=at, data=data)
    return request


def hold_translated(proposal: Proposal, verb: str) -> tuple[Proposal, Entrance]:
    """The proposal as it stands, and the ballots on it: none opens until this transaction ends.

    In the order of all locks: windows, then ballots, then rows.
    """
    enter(proposal.round, verb)
    ballots = proposal.ballots.order_by("pk").values_list("pk", flat=True)
    for ballot in ballots:
        share(Lock.BALLOT, ballot)
    return hold(proposal, verb)


def try_ballots_again(proposal: Proposal) -> None:
    """A ballot that was set aside may now lack nothing: it is tried at once, and not when its pause ends.

    After the act has committed, because whoever opens the ballot has its row and waits for the act's locks.
    """
    waiting = proposal.ballots.filter(state="provisional", next_try_at__isnull=False)
    waiting.update(next_try_at=None)


def write_version(
    proposal: Proposal,
    original: Original,
    language: str,
    words: str,
    last: Translation | None,
    at: datetime,
    *,
    person: User | None = None,
    seat: Seat | None = None,
) -> Translation:
    """The next version of a passage; without a person it is the machine's. The caller holds the proposal."""
    return Translation.objects.create(
        proposal=proposal,
        passage=original.passage,
        language=language,
        serial=last.serial + 1 if last else 1,
        text=words,
        source_sha256=original.sha256,
        origin=Translation.Origin.HUMAN if person else Translation.Origin.MACHINE,
        made_by=person,
        seat=seat,
        made_at=at,
    )


def read_passage(fields: Fields, proposal: Proposal, passage: object) -> Original | None:
    """The passage of the present text."""
    found = next((one for one in originals_of(proposal.revision) if one.passage == passage), None)
    if found is None:
        fields.note("passage", _("This passage is not in the present text."))
    return found


def read_words(fields: Fields, passage: str, text: object) -> str:
    """The words of a translation: a title is one line."""
    longest = LONGEST.get(passage, ROOM * LONGEST_PARAGRAPH)
    return fields.text("text", visible(text), longest, lines=passage != TITLE)


def why_whole(proposal: Proposal, language: str) -> Conflict | None:
    """There is nothing for a machine to do where every passage has a translation of its present wording."""
    if lacking(proposal, language):
        return None
    return Conflict("nothing_missing", _("Every passage has a translation into this language."))


def lacking(proposal: Proposal, language: str) -> list[Original]:
    """The passages without any translation of their present wording."""
    originals = [one for one in originals_of(proposal.revision) if one.language != language]
    versions = versions_of(proposal.pk, originals, [language], with_texts=False)
    made = {(v.passage, v.source_sha256) for found in versions.values() for v in found}
    return [one for one in originals if (one.passage, one.sha256) not in made]


def _is_reviewed(proposal: Proposal, original: Original, language: str) -> bool:
    versions = versions_of(proposal.pk, [original], [language], with_texts=False)
    return is_reviewed(original, versions, language)


def _place(made: Translation) -> dict[str, object]:
    return {"passage": made.passage, "language": made.language, "serial": made.serial}
