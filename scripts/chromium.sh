#!/bin/sh
# The browser of the tests: found, else installed where that is ours to do (root on Debian), else asked for in a line.
set -eu

have() {
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

install() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" >/dev/null
}

if ! have chromium chromium-browser google-chrome; then
    echo "Installing Chromium for the browser tests …"
    if ! install chromium fonts-dejavu-core; then
        echo "The browser tests need Chromium: install the package 'chromium' (Debian, Fedora, Arch) or 'chromium-browser' (Ubuntu), and run make test again." >&2
        exit 1
    fi
fi

# The same browser without what draws a window takes two thirds of the time. Where a system has none, the whole one serves.
if ! have chromium-headless-shell; then
    echo "Looking for Chromium's headless shell …"
    install chromium-headless-shell >/dev/null 2>&1 || echo "None here: the tests take the whole browser, and longer."
fi
