"""What we add to the library's pages of second factors: the way back to where one was asked for it."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as library
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.signed_in import signed_in

from .holding import has_second_factor

WAY_BACK = "second_factor_way_back"


@method_decorator([login_required, never_cache], name="dispatch")
class Factors(library.IndexView):
    """One's second factors. Whoever was sent here from elsewhere finds the way back once they have one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if back := get_next_redirect_url(request):
            request.session[WAY_BACK] = back
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has = has_second_factor(signed_in(self.request))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"has_factor": has, "way_back": self.request.session.get(WAY_BACK)}
