"""The addresses that stand in letters. Who has the letter has the right: nothing else is asked."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from .models import Follower


def ending_url(follower: Follower) -> str:
    """Where a follower ends what they follow."""
    return settings.SITE_URL.rstrip("/") + reverse("end_following", args=[_signer().sign(str(follower.pk))])


def follower_of(token: str) -> Follower | None:
    """Whose address it is; None for one that we did not write, or whose follower is forgotten."""
    try:
        return Follower.objects.filter(pk=_signer().unsign(token)).first()
    except BadSignature:
        return None


def confirming_url(token: str) -> str:
    """Where a following is confirmed."""
    return settings.SITE_URL.rstrip("/") + reverse("confirm_following", args=[token])


def _signer() -> Signer:
    return Signer(salt="following.end", sep=".")
