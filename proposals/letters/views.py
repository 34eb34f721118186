"""The pages of letters: those of a council, writing one, one of them, and what is done with it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signed_in import signed_in
from common import clock
from common.acts import carry_out
from common.errors import refuse
from councils.mandates.acting import acting_of, read_acting
from councils.models import Council
from councils.visitor import visitor

from .actions import sign_letter, withdraw_letter, withdraw_signature, write_letter
from .forms import LetterForm, WithdrawalForm
from .models import Letter
from .pages import letter_page, list_page
from .permissions import why_not_author, why_not_open
from .queries import letter_at

form_page = require_http_methods(["GET", "HEAD", "POST"])
LARGEST_NUMBER = 2**31 - 1


def letter_found(council: str, number: int) -> Letter:
    """The letter at an address, or the page that says there is none."""
    wanted = letter_at(council, min(number, LARGEST_NUMBER))
    if wanted is None:
        raise Http404
    return wanted


@never_cache
@require_safe
def letter_list(request: HttpRequest, council: str) -> HttpResponse:
    """The letters that a council's movements write, or that were sent to a body."""
    found = get_object_or_404(Council, slug=council)
    at = clock.now(found.pk)
    page = list_page(found, acting_of(request, found, at), visitor(request), at)
    return render(request, "proposals/letters/list.html", page)


@login_required
@form_page
def write(request: HttpRequest, council: str) -> HttpResponse:
    """Write a letter and open it for signatures, in one step."""
    found, person = get_object_or_404(Council, slug=council, kind=Council.Kind.ADVISORY), signed_in(request)
    at, form, made = clock.now(found.pk), LetterForm(request.POST or None), []
    status = 200
    if request.method == "POST":
        seat = read_acting(request, found, at)
        facts: dict[str, Any] = {"person": person, "seat": seat, "council": found}
        status = carry_out(form, lambda given: made.append(write_letter(**facts, **_words(given))))
        if not status:
            messages.success(request, _("The letter is open for signatures. Your movement has signed it."))
            return redirect(made[0])
    page = {"council": found, "form": form, "acting": acting_of(request, found, at), "section": "councils"}
    return render(request, "proposals/letters/write.html", page, status=status)


def show_letter(request: HttpRequest, found: Letter, *, answers: Sequence[Any] = ()) -> HttpResponse:
    """The page of a letter; `answers` are told by a later room."""
    acting = acting_of(request, found.council, found.instant)  # type: ignore[attr-defined] # annotated by letter_at
    page = {**letter_page(found, acting, visitor(request)), "answers": answers}
    return render(request, "proposals/letters/letter.html", page)


@login_required
@form_page
def sign(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Sign, in one step: it can be taken back until the close."""
    found, person = letter_found(council, number), signed_in(request)
    if request.method == "POST":
        sign_letter(person=person, seat=_seat(request, found), letter=found)
        messages.success(request, _("Your movement has signed the letter. Until it closes you can take that back."))
    return redirect(found)


@login_required
@form_page
def unsign(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Take a signature back, in one step: until the close one can sign again."""
    found, person = letter_found(council, number), signed_in(request)
    if request.method == "POST":
        withdraw_signature(person=person, seat=_seat(request, found), letter=found)
        messages.success(request, _("The signature was taken back."))
    return redirect(found)


@login_required
@form_page
def withdrawal(request: HttpRequest, council: str, number: int) -> HttpResponse:
    """Take the letter itself back, with a reason."""
    found, person = letter_found(council, number), signed_in(request)
    at, form = found.instant, WithdrawalForm(request.POST or None)  # type: ignore[attr-defined] # annotated
    seat, status = _seat(request, found), 200
    refuse(why_not_author(found, seat), why_not_open(found, at))
    if request.method == "POST":
        status = carry_out(form, lambda given: withdraw_letter(person=person, seat=seat, letter=found, **given))
        if not status:
            messages.success(request, _("The letter was withdrawn. It stays to be read."))
            return redirect(found)
    page = {"letter": found, "council": found.council, "form": form, "acting": acting_of(request, found.council, at)}
    return render(request, "proposals/letters/withdraw.html", {**page, "section": "councils"}, status=status)


def _seat(request: HttpRequest, found: Letter) -> Any:
    return read_acting(request, found.council, found.instant)  # type: ignore[attr-defined] # annotated by letter_at


def _words(given: Any) -> dict[str, Any]:
    return {**given, "addressees": list(given["addressees"])}
