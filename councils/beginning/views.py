"""The guide for a new council: one question to a page, then all answers to be checked, then the council."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.errors import Invalid, refuse
from councils.beginning import reading, summary
from councils.beginning.actions import begin_council, calendar_of, refusal_of
from councils.beginning.calendar import Row, rows_of
from councils.beginning.forms import GuideForm, MovementForm, TableForm
from councils.beginning.guide import STEPS, Guide, Step
from councils.forms import posted
from councils.mandates.models import Council, Office
from councils.mandates.operating import why_not_begin
from councils.mandates.permissions import why_not_hold
from councils.rulebook.templates import TEMPLATES
from councils.wellformed import Fields


def guided(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view what was answered so far. Refused: whoever does not run the site."""

    @never_cache
    @login_required
    @wraps(view)
    def entered(request: HttpRequest, **named: Any) -> HttpResponse:
        person = signed_in(request)
        refuse(why_not_begin(person))
        return view(request, Guide(request.session, person), **named)

    return entered


@guided
@require_safe
def start(request: HttpRequest, guide: Guide) -> HttpResponse:
    """What is asked, and what to have at hand."""
    onward = guide.unanswered()
    address = _address(onward) if onward else reverse("begin_check")
    context = {"steps": STEPS, "onward": address, "is_begun": bool(guide.kept), "templates": TEMPLATES.values()}
    return render(request, "councils/beginning/start.html", context)


@guided
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, guide: Guide, name: str) -> HttpResponse:
    """One question."""
    here = next((one for one in guide.steps if one.name == name), None)
    if here is None:
        raise Http404
    form = guide.form(here, posted(request))
    if request.method != "POST":
        return _asked(request, guide, here, form)
    if not guide.judge(form):
        return _asked(request, guide, here, form, status=422)
    guide.keep(here, request.POST)
    later = Guide(request.session, guide.person)
    return _asked(request, later, here, form) if request.POST.get("do") == "preview" else _onward(request, later, here)


def _asked(request: HttpRequest, guide: Guide, here: Step, form: GuideForm, status: int = 200) -> HttpResponse:
    context = {"form": form, **_frame(request, guide, here)}
    if here.name == "calendar":
        context |= {"rows": _rows(guide), "zone": guide.beginning().time_zone}
    return render(request, "councils/beginning/step.html", context, status=status)


@guided
@require_http_methods(["GET", "HEAD", "POST"])
def movements(request: HttpRequest, guide: Guide) -> HttpResponse:
    """The movements: one more, a table of them, or one fewer; then on."""
    here = next(one for one in STEPS if one.name == "movements")
    do = request.POST.get("do", "")
    form = MovementForm(posted(request) if do == "add" else None, told=guide.told)
    table = TableForm(*((request.POST, request.FILES) if do == "table" else ()), told=guide.told)
    if request.method == "POST" and not do and guide.founders:
        return _onward(request, guide, here)
    if request.method == "POST" and _changed(guide, do, form, table):
        return redirect(request.get_full_path())
    is_missing = request.method == "POST" and not do
    context = {"form": form, "table": table, "is_missing": is_missing, **_frame(request, guide, here)}
    status = 422 if is_missing or form.errors or table.errors else 200
    founders = summary.of_founders(guide.founders)
    return render(request, "councils/beginning/movements.html", {**context, "founders": founders}, status=status)


def _changed(guide: Guide, do: str, form: MovementForm, table: TableForm) -> bool:
    """Whether the list of movements is another now."""
    founders = guide.founders
    if do == "add" and form.is_valid():
        founders.append(form.founder())
    elif do == "table" and table.is_valid():
        try:
            founders += reading.read_movements(table.cleaned_data["table"].read(reading.LARGEST_FILE + 1))
        except Invalid as refusal:
            table.say(refusal)
            return False
    elif do.startswith("remove-") and do[7:].isdigit() and int(do[7:]) < len(founders):
        del founders[int(do[7:])]
        guide.keep_founders(founders)
        return True
    else:
        return False
    return _taken(guide, founders, form if do == "add" else table)


def _taken(guide: Guide, founders: list[Any], form: MovementForm | TableForm) -> bool:
    """Keep the list if the act would take it; else the form says what is wrong with it."""
    problems = guide.problems(movements=founders)
    found = {name: words for name, words in problems.items() if name.startswith("movements")}
    if not found:
        guide.keep_founders(founders)
        return True
    told = [summary.of_problem(name, words, founders) for name, words in found.items()]
    form.say(Invalid("not_well_formed", "", fields={"movements": " ".join(told[:10])}))
    return False


@guided
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, guide: Guide) -> HttpResponse:
    """All answers, each with the way back to it; posting founds the council."""
    missing = guide.unanswered()
    if missing:
        return redirect(_address(missing))
    if request.method != "POST":
        return _checked(request, guide, {})
    try:
        council = begin_council(beginning=guide.beginning(), actor=guide.person)
    except Invalid as refusal:
        return _checked(request, guide, refusal_of(refusal))
    guide.forget()
    return redirect("begin_begun", council.slug)


def _checked(request: HttpRequest, guide: Guide, problems: Mapping[str, str]) -> HttpResponse:
    context = {"answers": summary.of(guide), "problems": summary.of_problems(guide, problems), "rows": _rows(guide)}
    context |= {"zone": guide.beginning().time_zone, "back": _address(guide.steps[-1])}
    return render(request, "councils/beginning/check.html", context, status=422 if problems else 200)


@guided
@require_safe
def begun(request: HttpRequest, guide: Guide, slug: str) -> HttpResponse:
    """The council is founded: where it is, and what comes next."""
    council = get_object_or_404(Council, slug=slug)
    now = clock.now(council.pk)
    is_secretary = why_not_hold(guide.person, council, Office.Kind.SECRETARY, at=now) is None
    round_ = council.rounds.order_by("number").first()
    context = {"council": council, "is_secretary": is_secretary, "round": round_, "section": "councils"}
    return render(request, "councils/beginning/begun.html", context)


def _address(step: Step) -> str:
    return reverse("begin_movements") if step.name == "movements" else reverse("begin_step", args=[step.name])


def _frame(request: HttpRequest, guide: Guide, here: Step) -> dict[str, Any]:
    """Where in the guide a page stands."""
    before = guide.before(here)
    back = reverse("begin_check") if _is_checking(request) else _address(before) if before else reverse("begin")
    return {"step": here, "number": guide.steps.index(here) + 1, "back": back}


def _is_checking(request: HttpRequest) -> bool:
    return request.GET.get("from") == "check"


def _onward(request: HttpRequest, guide: Guide, here: Step) -> HttpResponseRedirect:
    """To the next question; back to the check where the answer was changed from there."""
    following = guide.unanswered() if _is_checking(request) else guide.after(here)
    return redirect(_address(following) if following else reverse("begin_check"))


def _rows(guide: Guide) -> list[Row]:
    """The calendar as it would be; empty where no round is asked for, or its days are not known yet."""
    first, zone = guide.beginning().first_round, guide.beginning().time_zone
    if first is None or "starts_on" not in guide.told:
        return []
    return rows_of(calendar_of(Fields(), first, zone), ZoneInfo(zone))
