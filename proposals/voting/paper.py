"""The ballot paper: what can be chosen on a ballot that is no motion, as it is frozen at the opening."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, DomainError
from proposals.drafting.models import Proposal

from .models import Ballot
from .options import Option

LEAST = 2


def standing_options(ballot: Ballot, at: datetime) -> QuerySet[Option]:
    """The options that stand at `at`: accepted before then, and not a proposal that is no longer in the round."""
    accepted = ballot.choices.filter(state=Option.State.ACCEPTED, put_at__lt=at)
    still = Q(decided_at__isnull=True) | Q(decided_at__lt=at)
    return accepted.filter(still).exclude(proposal__stage__in=[Proposal.Stage.WITHDRAWN, Proposal.Stage.MERGED])


def withdrawn_from(ballot: Ballot) -> list[Option]:
    """What the secretariat took off the paper, each with its reason; candidates who withdrew are named no more."""
    if ballot.kind == Ballot.Kind.ELECTION:
        return []
    return list(ballot.choices.filter(state=Option.State.WITHDRAWN).select_related("proposal"))


def paper_of(ballot: Ballot, at: datetime) -> list[dict[str, Any]]:
    """The options in the published form, in the order of the ballot paper; see `proposals.tally.terms`."""
    options = standing_options(ballot, at).select_related("proposal__revision", "nominated_for__movement")
    return [as_json(option) for option in options.prefetch_related("proposal__countries", "proposal__themes")]


def as_json(option: Option) -> dict[str, Any]:
    """One option in the published form. What does not apply to it is left out."""
    if option.candidate_id:
        return _person(option)
    told: dict[str, Any] = {"id": option.code, "name": option.title}
    if proposal := option.proposal:
        title = proposal.revision.title if proposal.revision else str(proposal)
        told |= {
            "name": {proposal.revision.language if proposal.revision else "es": title},
            "proposal": proposal.number,
            "countries": sorted(country.code for country in proposal.countries.all()),
            "themes": sorted(theme.slug for theme in proposal.themes.all()),
        }
    return told if option.cost is None else {**told, "cost": str(option.cost)}


def _person(option: Option) -> dict[str, Any]:
    movement = option.nominated_for.movement if option.nominated_for else None
    told = {
        "id": option.code,
        "name": option.name,
        "on_behalf_of": movement.slug if movement else "",
        "country": option.country,
        "expertise": option.expertise,
        "statement": option.statement,
        "language": option.language,
    }
    return {name: value for name, value in told.items() if value}


def put_again(first: Ballot, again: Ballot) -> None:
    """Put what could be chosen at the first call on the paper of the second."""
    options = [option for option in first.choices.all() if option.state == Option.State.ACCEPTED]
    for option in options:
        option.pk, option.ballot = None, again
        option._state.adding = True
    Option.objects.bulk_create(options)


def why_not_options(ballot: Ballot) -> DomainError | None:
    """A choice is between two things at least; a person may stand alone, a project too."""
    if ballot.kind == Ballot.Kind.MOTION:
        return None
    least = LEAST if ballot.kind == Ballot.Kind.RANKING else 1
    if len(ballot.options or ()) >= least:
        return None
    return Conflict("no_options", _("When the vote opened there was nothing to choose from on this ballot."))
