"""The mail server of the notices' tests serves here too."""

from tests.notices.conftest import postman

__all__ = ["postman"]
