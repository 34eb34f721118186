"""What a page says once, kept in a cookie that has the name that the deployment gives it."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


class NamedCookie(CookieStorage):
    """Django's, whose name is fixed."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.cookie_name = settings.MESSAGES_COOKIE_NAME


class Storage(FallbackStorage):
    """In the cookie, and what is too long for it in the session."""

    storage_classes = (NamedCookie, SessionStorage)
