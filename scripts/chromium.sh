#!/bin/sh
# The browser of the tests: found, else installed where that is ours to do (root on Debian), else asked for in a line.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests …"
    if apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium fonts-dejavu-core >/dev/null; then
        exit 0
    fi
fi

echo "The browser tests need Chromium: install the package 'chromium' (Debian, Fedora, Arch) or 'chromium-browser' (Ubuntu), and run make test again." >&2
exit 1
