"""A person's own settings. They bind nobody else and are nobody else's business, so the ledger does not hold them."""

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from .models import User


def keep_profile(*, person: User, name: str, language: str, time_zone: str) -> User:
    """Keep how the person is called, and the language and zone in which they read."""
    person.name, person.language, person.time_zone = name.strip(), language, time_zone
    _here(person).update(name=person.name, language=language, time_zone=time_zone)
    return person


def keep_language(*, person: User, language: str) -> User:
    """Keep the language alone, as the switch at the foot of each page does."""
    person.language = language
    _here(person).update(language=language)
    return person


def _here(person: User) -> QuerySet[User]:
    """The person's row, unless they left in another tab meanwhile."""
    return User.objects.filter(pk=person.pk, left_at__isnull=True)


def has_proved(person: User) -> bool:
    """Whether the person has shown that the address by which they are known is theirs."""
    return EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists()
