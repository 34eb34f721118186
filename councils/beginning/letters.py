"""The letter that tells somebody that they are secretary of a council that was begun, and how they sign in."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.languages import say
from councils.mandates.models import Council


def welcome_secretaries(council: Council, secretaries: Iterable[User]) -> None:
    """A letter to each, in their own language or the council's."""
    for person in secretaries:
        with translation.override(language_for(person, council.languages)):
            _send(person, "councils/mail/secretary.txt", _("You are secretary of %(council)s"), council)


def welcome_operator(person: User) -> None:
    """The way to the guide, for somebody who runs the site."""
    with translation.override(language_for(person, ())):
        link = settings.SITE_URL.rstrip("/") + reverse("begin")
        words = render_to_string("councils/mail/operator.txt", {"link": link})
        send_mail(_("Begin a council on Minga"), words, None, [person.email])


def language_for(person: User, languages: Iterable[str]) -> str:
    """In which the site writes to somebody: their own, else the council's first that the site speaks."""
    spoken = (code for code in (person.language, *languages) if code in settings.COMPLETE_LANGUAGES)
    return next(spoken, settings.LANGUAGE_CODE)


def _send(person: User, template: str, subject: str, council: Council) -> None:
    site, name = settings.SITE_URL.rstrip("/"), say(council.name)
    letter = {
        "name": name,
        "link": site + reverse("account_login"),
        "desk": site + reverse("desk", args=[council.slug]),
        "is_two_person": council.is_two_person,
        "email": person.email,
    }
    send_mail(subject % {"council": name}, render_to_string(template, letter), None, [person.email])
