"""Following by e-mail: the form, the link of the first letter, and the end of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from common import clock
from common.errors import Invalid, refuse
from councils.models import Council
from councils.movements.queries import hash_of
from proposals.drafting.queries import proposal_at
from proposals.models import Proposal

from .actions import ask_to_follow, confirm_following, end_following, why_not_confirm
from .forms import FollowForm
from .letters import name_of
from .limits import why_not_ask_again
from .models import Following
from .tokens import follower_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


# Without a token of ours, so that pages for everybody carry none and a provider of mail can end what its reader asks it
# to: all that a stranger's form could do is have one letter sent, and that is counted.
@csrf_exempt
@never_cache
@form_page
def follow_council(request: HttpRequest, slug: str) -> HttpResponse:
    """The ways to follow a council."""
    return _follow(request, get_object_or_404(Council, slug=slug), None)


@csrf_exempt
@never_cache
@form_page
def follow_proposal(request: HttpRequest, council: str, round_number: int, number: int) -> HttpResponse:
    """The ways to follow a proposal; while it is no public one, there is none here."""
    found = proposal_at(council, round_number, number)
    if found is None or not found.is_public:
        raise Http404
    return _follow(request, found.round.council, found)


@sensitive_post_parameters("email")
@sensitive_variables("form")
def _follow(request: HttpRequest, council: Council, proposal: Proposal | None) -> HttpResponse:
    form = FollowForm(request.POST or None, initial={"language": get_language()})
    page = {"council": council, "proposal": proposal, "form": form, "section": "councils"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "following/follow.html", page, status=422 if form.errors else 200)
    refuse(why_not_ask_again(request))
    try:
        ask_to_follow(council=council, proposal=proposal, **form.cleaned_data)
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name, str(sentence))
        return render(request, "following/follow.html", page, status=422)
    return render(request, "following/asked.html", page)


@csrf_exempt
@never_cache
@form_page
@sensitive_variables("token")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first letter. It asks once more: programs that look at links confirm nothing."""
    if request.method == "POST":
        following = confirm_following(token=token)
        return render(request, "following/confirmed.html", {"name": name_of(following), "council": following.council})
    found = Following.objects.filter(token_hash=hash_of(token)).select_related("council", "proposal").first()
    refuse(why_not_confirm(found, clock.now(None)))
    assert found is not None  # noqa: S101 - refused otherwise
    return render(request, "following/confirm.html", {"name": name_of(found)})


@csrf_exempt
@never_cache
@form_page
@sensitive_variables("token")
def end(request: HttpRequest, token: str) -> HttpResponse:
    """What the address follows, each with the way to end it, and all. A program that posts here ends all (RFC 8058)."""
    follower = follower_of(token)
    if request.method == "POST" and follower is not None:
        one = request.POST.get("following", "")
        end_following(follower=follower, following=int(one) if one.isdecimal() and len(one) < 19 else None)
        follower = follower_of(token)
    followings = follower.followings.filter(confirmed_at__isnull=False) if follower else Following.objects.none()
    named = [(one.pk, name_of(one)) for one in followings.select_related("council", "proposal").order_by("pk")]
    return render(request, "following/end.html", {"followings": named, "is_ended": request.method == "POST"})
