"""What is stored of second factors, encrypted: whoever reads the database alone can make no code from it.

The key is derived from `SECRET_KEY`. What was written under a former one is read while that one stands among
`SECRET_KEY_FALLBACKS`, and `manage.py renew_second_factors` writes all of it anew under the present one.
"""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"minga: second factors"


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    """`text`, to be read with the present key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; raises `cryptography.fernet.InvalidToken` where no key of ours made it."""
    return _keys().decrypt(sealed.encode()).decode()


def renew(sealed: str) -> str:
    """The same under the present key; raises as `unseal`."""
    return _keys().rotate(sealed.encode()).decode()
