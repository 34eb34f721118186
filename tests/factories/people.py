"""A person who signs in by their address and a password."""

from allauth.account.models import EmailAddress

from accounts.models import User

ADDRESS, PASSWORD = "rosa@example.org", "cinco maíces morados"


def make_rosa() -> User:
    """Rosa reads English, and her address is confirmed."""
    person = User.objects.create_user(ADDRESS, PASSWORD, name="Rosa", language="en")
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    return person
