"""What `make demo` does at each start before anything is served; every step finds its own work done and leaves it."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from common.catalogues import compile_catalogues
from config.joined import JOINED


def _static_fingerprint() -> str:
    """Of our files' names, sizes and ages, of what is joined, and of the versions of the packages that bring some."""
    parts = [f"{name} {version(name)}" for name in ("Django", "django-htmx", "drf-spectacular-sidecar", "whitenoise")]
    parts.append(repr(JOINED))
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(folder.rglob("*")):
            status = path.stat()
            parts.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def collect_static() -> None:
    """Compressing every file takes seconds, so it is done when one of them has changed."""
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", _static_fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def main() -> None:
    compile_catalogues(settings.LOCALE_PATHS)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("grant_application_role", verbosity=0)
    collect_static()
    if "load_demonstration" in get_commands():
        call_command("load_demonstration")


if __name__ == "__main__":
    main()
