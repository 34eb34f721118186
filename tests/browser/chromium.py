"""The browser of the tests and of the guides' pictures, wherever the machine keeps it."""

import shutil

from playwright.sync_api import Browser, Playwright

# The shell draws what the whole browser draws, in two thirds of the time; it shows no notices of a system.
SHELL, WHOLE = ("chromium-headless-shell",), ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright, *, whole: bool = False) -> Browser:
    """A browser that is missing fails whoever asks; nobody goes on without it."""
    names = WHOLE if whole else (*SHELL, *WHOLE)
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "no Chromium on this machine: run scripts/chromium.sh, or install the package chromium"
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
