"""The bare views: what the framework and our middleware cost before any rule of a council is asked."""

import os
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST
from rest_framework.generics import ListAPIView
from rest_framework.serializers import ModelSerializer

from proposals.models import Comment

from .models import Mark


@require_POST
def insert(request: HttpRequest) -> HttpResponse:
    """One row, for whoever is signed in; the middleware checks session and CSRF token as it does for a vote."""
    Mark.objects.create(person=request.user, choice=request.POST["choice"])
    return HttpResponseRedirect("/healthz")


@lru_cache(maxsize=1)
def _kept() -> bytes:
    return Path(os.environ["BENCH_BYTES"]).read_bytes()


def same_bytes(request: HttpRequest) -> HttpResponse:
    """The bytes of a published position out of memory, without a database."""
    return HttpResponse(_kept(), content_type="application/json")


class BareComment(ModelSerializer):
    """The columns of a row, as the framework writes them by itself."""

    class Meta:
        model = Comment
        fields = ("id", "proposal", "paragraph", "parent", "stance", "text", "language", "created_at", "edited_at")


class BareList(ListAPIView):
    """Twenty rows of one table in one query, without pages, filters, throttling or conditions."""

    serializer_class = BareComment
    pagination_class = None
    filter_backends = ()
    throttle_classes = ()

    def perform_authentication(self, request):
        """Nobody is asked for: the framework would write over whom the middleware has found."""

    def get_queryset(self):
        return Comment.objects.order_by("id")[:20]
