"""The forms of a meeting. What is well-formed is said by the acts; a form only asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.languages import say
from common.zones import zone_choices, zone_or_none
from councils.forms import ActForm, TextArea
from councils.models import Council
from proposals.drafting.forms import TONGUES
from proposals.drafting.models import Proposal
from proposals.drafting.veiling import listed
from proposals.voting.models import Ballot
from proposals.voting.waiting import title_of

from .models import Meeting
from .wording import LONGEST_PLACE, LONGEST_TITLE, MOST_ITEMS, Point, subjects_of

POINTS, MOST_SUBJECTS, MOST_ROUNDS = 8, 40, 20
LOCAL = "%Y-%m-%dT%H:%M"


def _local() -> forms.DateTimeField:
    return forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL))


class MeetingForm(ActForm):
    """When and where, and the agenda. The hours are those of the zone that is chosen, not the reader's."""

    title = forms.CharField(
        label=gettext_lazy("What the meeting is called"), widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of its words"), choices=TONGUES)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the meeting"),
        help_text=gettext_lazy("The hours below are hours of this zone."),
        choices=lambda: [("UTC", "UTC"), *zone_choices()],
    )
    starts_at, ends_at = _local(), _local()
    place = forms.CharField(
        label=pgettext_lazy("of a meeting", "Place"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_PLACE}),
        required=False,
    )
    joining_url = forms.CharField(
        label=gettext_lazy("Address to join from afar"),
        help_text=gettext_lazy(
            "Only who speaks for a seat or holds an office sees it, on this site and in the letter."
        ),
        required=False,
    )
    round = forms.ChoiceField(label=gettext_lazy("Round it belongs to"), required=False)

    def __init__(self, *args: Any, council: Council, at: datetime, former: Meeting | None = None, **more: Any) -> None:
        self.agenda = list(former.agenda.all()) if former else []
        more.setdefault("initial", _first(council, former))
        super().__init__(*args, **more)
        self.fields["starts_at"].label, self.fields["ends_at"].label = _("It begins"), _("It ends")
        self.rounds = {str(one.number): one for one in council.rounds.order_by("-number")[:MOST_ROUNDS]}
        rounds = [(number, f"{number}. {say(one.title)}") for number, one in self.rounds.items()]
        self.fields["round"].choices = [("", _("none")), *rounds]  # type: ignore[attr-defined] # a choice field has them
        self.subjects = subjects(council, at, self.agenda)
        self._add_points()
        if former:
            self.fields["reason"] = forms.CharField(
                label=_("Reason of the change"), help_text=_("Everybody can read it, at once."), widget=TextArea(3)
            )

    def _add_points(self) -> None:
        choices = [("", "–"), *((key, label) for key, (label, _thing) in self.subjects.items())]
        count = min(max(POINTS, len(self.agenda) + 2), MOST_ITEMS)
        for number in range(1, count + 1):
            former = self.agenda[number - 1] if number <= len(self.agenda) else None
            self.fields[f"point_{number}"] = forms.CharField(
                label=_("Agenda, point %(number)s") % {"number": number},
                widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE}),
                required=False,
                initial=former.title if former else "",
            )
            self.fields[f"about_{number}"] = forms.ChoiceField(
                label=_("Point %(number)s is about") % {"number": number},
                choices=choices,
                required=False,
                initial=_key(former) if former else "",
            )

    def full_clean(self) -> None:
        """In the zone that was chosen: a time that a clock change skips there is refused."""
        zone = zone_or_none(str(self.data.get("zone", ""))) if self.is_bound else None
        with timezone.override(zone or timezone.get_current_timezone()):
            super().full_clean()

    def facts(self) -> dict[str, Any]:
        """What the acts ask for."""
        given = self.cleaned_data
        plain = ("title", "language", "zone", "starts_at", "ends_at", "place", "joining_url")
        facts: dict[str, Any] = {name: given[name] for name in plain}
        facts["round"] = self.rounds.get(given["round"])
        facts["agenda"] = list(self._points())
        return {**facts, "reason": given["reason"]} if "reason" in given else facts

    def _points(self) -> Sequence[Point]:
        found = []
        for number in range(1, MOST_ITEMS + 1):
            title, about = (self.cleaned_data.get(f"{name}_{number}", "") for name in ("point", "about"))
            label, thing = self.subjects.get(about, ("", None))
            if title or thing:
                is_ballot = isinstance(thing, Ballot)
                proposal, ballot = (None, thing) if is_ballot else (thing, None)
                found.append(Point(title or label[:LONGEST_TITLE], proposal, ballot))  # type: ignore[arg-type] # one of two
        return found


def _first(council: Council, former: Meeting | None) -> dict[str, Any]:
    """What the form begins with: instants as the clock of the meeting's own zone shows them."""
    if former is None:
        return {"zone": council.time_zone, "language": (council.languages or ["es"])[0]}
    zone = ZoneInfo(former.zone)
    told = {name: getattr(former, name) for name in ("title", "language", "zone", "place", "joining_url")}
    told |= {name: getattr(former, name).astimezone(zone).strftime(LOCAL) for name in ("starts_at", "ends_at")}
    return {**told, "round": str(former.round.number) if former.round else ""}


def subjects(council: Council, at: datetime, agenda: Sequence[Any] = ()) -> dict[str, tuple[str, Proposal | Ballot]]:
    """What a point can be about, by a key: the latest proposals and ballots, and those of the agenda as it was."""
    proposals, ballots = subjects_of(council)
    proposals = proposals.select_related("round", "revision").defer("revision__paragraphs").order_by("-pk")
    ballots = ballots.select_related("round", "proposal__revision", "revision", "amendment").order_by("-pk")
    ballots = ballots.defer("revision__paragraphs", "proposal__revision__paragraphs", "rules", "contributions")
    kept_p, kept_b = ({getattr(item, name) for item in agenda} - {None} for name in ("proposal_id", "ballot_id"))
    found: dict[str, tuple[str, Proposal | Ballot]] = {}
    for one in [*proposals[:MOST_SUBJECTS], *proposals.filter(pk__in=kept_p)]:
        left = listed(one, at).revision
        told = {"round": one.round.number, "number": one.number, "title": left.title if left else ""}
        found[f"p{one.pk}"] = (_("Proposal %(number)s of round %(round)s: %(title)s") % told, one)
    for ballot in [*ballots[:MOST_SUBJECTS], *ballots.filter(pk__in=kept_b)]:
        told = {"round": ballot.round.number, "number": ballot.number, "title": _named(ballot, at)}
        found[f"b{ballot.pk}"] = (_("Ballot %(number)s of round %(round)s: %(title)s") % told, ballot)
    return found


def _named(ballot: Ballot, at: datetime) -> str:
    """A text by what the moderation left of its name."""
    if ballot.proposal and ballot.proposal.is_hidden(at):
        left = listed(ballot.proposal, at).revision
        return left.title if left else ""
    return title_of(ballot)


def _key(item: Any) -> str:
    return f"p{item.proposal_id}" if item.proposal_id else f"b{item.ballot_id}" if item.ballot_id else ""


class CancellationForm(ActForm):
    """Why a meeting is called off."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("Everybody can read it, at once."), widget=TextArea(4)
    )


class MinutesForm(ActForm):
    """What was said and agreed."""

    text = forms.CharField(
        label=gettext_lazy("The minutes"),
        help_text=gettext_lazy("Who was there stands beside them. They are published at once and are not changed."),
        widget=TextArea(16),
        strip=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), choices=TONGUES)
    file = forms.FileField(
        label=gettext_lazy("The signed paper"), help_text=gettext_lazy("PDF or picture."), required=False
    )

    def __init__(self, *args: Any, is_later: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if is_later:
            self.fields["reason"] = forms.CharField(
                label=_("Why they take the place of the former"), widget=TextArea(3)
            )
