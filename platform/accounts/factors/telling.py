"""The letter of a change that no request made, so that the sign-in library cannot send it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User


def tell_taken(person: User) -> None:
    """Tell somebody that the operator took their second factor away; whoever has no address is told by nobody."""
    if not person.has_line:
        return
    with translation.override(person.language or translation.get_language()):
        words = _(
            "Whoever runs the site took away the second factor of your account, because it was said to be lost, and"
            " signed you out everywhere. If you act in an office, set up another one when you sign in.\n\nIf you did"
            " not ask for it, tell the secretariat of your council at once."
        )
        subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _("a second factor was taken away")
        letter = EmailMultiAlternatives(subject, words, to=[person.email])
        page = {"words": words, "language": translation.get_language()}
        letter.attach_alternative(render_to_string("account/email/_letter.html", page), "text/html")
    letter.send()
