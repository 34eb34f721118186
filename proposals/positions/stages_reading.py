"""An instant runoff or a single transferable vote so that one can follow it by hand, round by round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choice_words import tie_words
from .numbers import as_counted, exact
from .paper import Listed, Paper, Piece, bar_up_to
from .pictures.rounds import Line, lines_of

MOST_GAINS = 200
WHY_OUT: dict[str, Promise] = {
    "fewest": gettext_lazy("%(names)s drops out, with the fewest votes."),
    "tie": gettext_lazy("%(names)s drops out, level with others at the end of the list."),
    "together": gettext_lazy("%(names)s drop out together: level, and all of them together behind the next one."),
    "batch": gettext_lazy("%(names)s drop out together: nobody of them could still pass the next one."),
    "no_candidate": gettext_lazy("%(names)s cannot be elected, and drops out."),
    "guarded": gettext_lazy(
        "%(names)s drops out: the fewest votes of those who may. A minimum of places keeps others."
    ),
    "doomed": gettext_lazy("%(names)s drops out: every place that is left is owed to others by a minimum of places."),
}
SAID_WHY: dict[str, Promise] = {
    "exhausted": gettext_lazy("no further preference"),
    "overvoted": gettext_lazy("more than one option on a rank"),
    "skipped": gettext_lazy("too many ranks left out"),
}


@dataclass(frozen=True)
class Gain:
    """Who gained how much by a step."""

    option: Listed
    votes: str


@dataclass(frozen=True)
class Parcel:
    """Papers that moved: how many, what one was worth, and what it is worth since."""

    papers: str
    value: str
    moves_at: str


@dataclass(frozen=True)
class Step:
    """One round or stage: what was done, to whom the votes went, and what went to nobody."""

    number: int
    sentences: list[str]
    gains: list[Gain]
    parcels: list[Parcel] = field(default_factory=list)


@dataclass(frozen=True)
class Course:
    """What one option had in each round; `note` says in a word what became of it; the bar is its last number."""

    option: Listed
    votes: list[str]
    note: str
    is_chosen: bool
    bar: list[Piece]


@dataclass(frozen=True)
class StagesWorking:
    """Everything of one count by rounds. `quota` is empty for an instant runoff. `lines` draw what stands in `courses`,
    one for each, `height` units high together; there are none where they would be too many.
    """

    quota: str
    quota_sentence: str
    steps: list[Step]
    courses: list[Course]
    lost: list[str]
    lines: tuple[Line, ...] = ()
    height: int = 0
    template: str = field(default="proposals/positions/_stages.html", init=False)

    @property
    def drawn(self) -> Iterable[tuple[Course, Line]]:
        """Each option with the line that draws it."""
        return zip(self.courses, self.lines, strict=False)


def read_irv(result: Mapping[str, Any], paper: Paper) -> StagesWorking:
    """Read the rounds of an instant runoff."""
    rounds = result["working"]
    mark = Fraction(rounds[-1]["threshold"]) if rounds and "threshold" in rounds[-1] else None
    left = {name: number for number, one in enumerate(rounds, 1) for name in one["eliminated"]}
    totals = [one["totals"] for one in rounds]
    courses = _courses(totals, paper, set(result["selected"]), left, mark, "exact")
    lines, height = lines_of([course.option.id for course in courses], totals, mark)
    return StagesWorking(
        quota="",
        quota_sentence=_("Whoever has more than half of the votes that still count wins."),
        steps=[_round(number, one, rounds, paper) for number, one in enumerate(rounds, 1)],
        courses=courses,
        lost=[exact(str(sum(map(Fraction, one["inactive"].values()), Fraction(0)))) for one in rounds],
        lines=lines,
        height=height,
    )


def _round(number: int, told: Mapping[str, Any], rounds: Sequence[Mapping[str, Any]], paper: Paper) -> Step:
    sentences = []
    if "threshold" in told:
        counting = {"continuing": exact(told["continuing"]), "threshold": exact(told["threshold"])}
        sentences.append(_("Votes that count: %(continuing)s. More than %(threshold)s wins.") % counting)
    idle = [
        f"{SAID_WHY.get(why, why)}: {exact(weight)}"
        for why, weight in sorted(told["inactive"].items())
        if Fraction(weight)
    ]
    if idle:
        sentences.append(_("For nobody any more: %(votes)s.") % {"votes": ", ".join(idle)})
    if told.get("winner"):
        sentences.append(_("%(name)s has more than half, and wins.") % {"name": paper.one(told["winner"]).name})
    sentences += _out(told, told["eliminated"], paper)
    gains = told.get("transfers") or {}
    if gains and number > 1:
        before = paper.names(rounds[number - 2]["eliminated"])
        sentences.insert(0, _("The votes of %(names)s go on to the next preference.") % {"names": before})
    return Step(number, sentences, _gains(gains, paper, "exact"))


def _out(told: Mapping[str, Any], names: Sequence[str], paper: Paper) -> list[str]:
    """Who dropped out, why, and what told them from others who were level."""
    said = [tie_words(told.get("tie"), paper)]
    if names:
        why = WHY_OUT.get(told.get("why") or "fewest", WHY_OUT["fewest"])
        said.append(str(why) % {"names": paper.names(names, 30)})
    return [sentence for sentence in said if sentence]


def read_stv(result: Mapping[str, Any], paper: Paper) -> StagesWorking:
    """Read the quota and the stages of a single transferable vote."""
    first, stages = result["working"][0], result["working"][1:]
    arithmetic = result.get("conventions", {}).get("arithmetic", "exact")
    quota = as_counted(first["quota"], arithmetic)
    left = {name: number for number, one in enumerate(stages, 1) if one["act"] == "exclusion" for name in one["of"]}
    totals, mark = [one["totals"] for one in stages], Fraction(first["quota"])
    courses = _courses(totals, paper, set(result["selected"]), left, mark, arithmetic)
    lines, height = lines_of([course.option.id for course in courses], totals, mark)
    return StagesWorking(
        quota=quota,
        quota_sentence=_quota(first, quota, arithmetic),
        steps=[_stage(number, one, quota, arithmetic, paper) for number, one in enumerate(stages, 1)],
        courses=courses,
        lost=[as_counted(one["non_transferable"], arithmetic) for one in stages],
        lines=lines,
        height=height,
    )


def _quota(told: Mapping[str, Any], quota: str, arithmetic: str) -> str:
    data = {"quota": quota, "seats": told["seats"]}
    if "valid" not in told:
        return _("Places: %(seats)s. The quota is %(quota)s: whoever reaches it is elected.") % data
    data |= {"valid": as_counted(told["valid"], arithmetic), "parts": int(told["seats"]) + 1}
    sentence = _(
        "Votes that count: %(valid)s. Places: %(seats)s. The quota is the next whole number above %(valid)s divided by "
        "%(parts)s: %(quota)s. Whoever reaches it is elected."
    )
    return sentence % data


def _stage(number: int, told: Mapping[str, Any], quota: str, arithmetic: str, paper: Paper) -> Step:
    names = paper.names(told["of"], 30)
    if told["act"] == "first":
        sentences = [_("Every vote counts for its first preference.")]
    elif told["act"] == "surplus":
        sentences = [tie_words(told.get("tie"), paper), *_surplus(told, quota, names, arithmetic)]
    elif told["act"] == "exclusion":
        sentences = _out(told, told["of"], paper)
    else:
        sentences = [_("As many places are left as candidates, who are elected: %(names)s.") % {"names": names}]
    sentences += _lost(told, arithmetic)
    if told["elected"] and told["act"] != "filled":
        elected = {"names": paper.names(told["elected"], 30), "quota": quota}
        sentences.append(_("The quota of %(quota)s is reached by: %(names)s. Elected.") % elected)
    parcels = [
        Parcel(*(as_counted(moved[key], arithmetic) for key in ("papers", "value", "moves_at")))
        for moved in told.get("moved", ())
    ]
    return Step(number, [s for s in sentences if s], _gains(told["transfers"], paper, arithmetic), parcels)


def _surplus(told: Mapping[str, Any], quota: str, names: str, arithmetic: str) -> list[str]:
    if told.get("surplus") is None:
        data = {"names": names, "value": as_counted(told["value"], arithmetic)}
        return [_("The surplus of %(names)s goes on: each paper is worth %(value)s of what it was.") % data]
    surplus, value = Fraction(told["surplus"]), as_counted(told["value"], arithmetic)
    had = surplus / Fraction(told["value"]) if Fraction(told["value"]) else Fraction(0)
    data = {
        "names": names,
        "surplus": as_counted(told["surplus"], arithmetic),
        "had": as_counted(str(had), arithmetic),
        "quota": quota,
        "value": value,
    }
    sentence = _(
        "%(names)s has %(had)s, which is %(surplus)s more than the quota of %(quota)s. The surplus goes on: every "
        "paper moves at %(surplus)s / %(had)s = %(value)s of what it was worth."
    )
    return [sentence % data]


def _lost(told: Mapping[str, Any], arithmetic: str) -> list[str]:
    said = []
    if Fraction(told.get("exhausted", "0")):
        said.append(
            _("Without a further preference: %(votes)s.") % {"votes": as_counted(told["exhausted"], arithmetic)}
        )
    if Fraction(told.get("rounding", "0")):
        said.append(_("Cut off by rounding: %(votes)s.") % {"votes": as_counted(told["rounding"], arithmetic)})
    return said


def _gains(transfers: Mapping[str, str], paper: Paper, arithmetic: str) -> list[Gain]:
    gained = [option for option in paper.ordered(transfers) if Fraction(transfers[option.id])]
    return [Gain(option, as_counted(transfers[option.id], arithmetic)) for option in gained[:MOST_GAINS]]


def _courses(
    totals: Sequence[Mapping[str, str]],
    paper: Paper,
    chosen: set[str],
    left: Mapping[str, int],
    mark: Fraction | None,
    arithmetic: str,
) -> list[Course]:
    """What each option had in every round, those who were chosen first and then who stayed the longest."""
    whole = max((Fraction(value) for one in totals for value in one.values()), default=Fraction(0))
    whole = max(whole, mark or Fraction(0))
    stood = [option for option in paper.options if any(option.id in one for one in totals)]
    stood.sort(key=lambda option: (option.id not in chosen, -left.get(option.id, len(totals) + 1), option.number))
    courses = []
    for option in stood:
        given = [one.get(option.id) for one in totals]
        votes = ["" if value is None else as_counted(value, arithmetic) for value in given]
        out = left.get(option.id)
        last = _most([value for value in given if value is not None])
        note = _("out after %(round)d") % {"round": out} if out else ""
        fill = "yes" if option.id in chosen else "abstain"
        courses.append(Course(option, votes, note, option.id in chosen, bar_up_to(last, whole, mark, fill)))
    return courses


def _most(values: Sequence[str]) -> Fraction:
    """The most that an option ever had: whoever drops out ends with nothing, which would draw nothing."""
    return max((Fraction(value) for value in values), default=Fraction(0))
