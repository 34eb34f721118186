"""The person who signs in. Nothing here knows of councils."""

import hashlib
import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.finding import Plain

from .browsers import Browser
from .sending import Sending

__all__ = ["Browser", "Sending", "User", "UserManager", "new_salt"]


def new_salt() -> str:
    """Salt for a person's marks in public records; erasing it makes the marks nobody's."""
    return secrets.token_hex(16)


# An address that no letter reaches (RFC 2606): that of people who have none, and sign in by a code on paper.
NO_LINE = "@no-line.invalid"


class UserManager(BaseUserManager["User"]):
    """Makes people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **facts: object) -> "User":
        """A person who can sign in; without a password, by e-mailed code alone."""
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_without_line(self, name: str) -> "User":
        """A person without an e-mail address, who signs in by nothing but a code that their movement hands out."""
        return self.create_user(f"{secrets.token_hex(12)}{NO_LINE}", None, name=name)


class User(AbstractBaseUser):
    """Who signs in: an address, how to be called, language and zone. What they may do is said by the councils."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=64, default=new_salt)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [GinIndex(OpClass(Plain("name"), name="gin_trgm_ops"), name="person_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(name="", is_active=False, email__endswith=NO_LINE),
                name="who_left_has_no_name",
            ),
        ]

    def __str__(self) -> str:
        return _("A person who left") if self.left_at else self.name or self.email

    def get_full_name(self) -> str:
        """How the person is called; asked for by the sign-in library."""
        return self.name

    @property
    def has_line(self) -> bool:
        """Whether the person has an e-mail address."""
        return not self.email.endswith(NO_LINE)

    def mark(self, scope: str) -> str:
        """The person's pseudonym within `scope` (a council's code): same person, same mark, and no way back without
        the salt.
        """
        return hashlib.sha256(f"{self.salt}|{scope}|{self.pk}".encode()).hexdigest()[:16]
