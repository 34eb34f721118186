"""What a browser may not do with what we send; without Django, since the settings read it too."""

from wsgiref.headers import Headers

# Of all that a browser could hand to a page: what none of ours asks for, so that no words that ran in one could either.
SWITCHED_OFF = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "clipboard-write"),
    *("compute-pressure", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope"),
    *("hid", "identity-credentials-get", "idle-detection", "interest-cohort", "keyboard-map", "local-fonts"),
    *("magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock"),
    *("serial", "speaker-selection", "storage-access", "sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
)
# For passkeys, on our own pages and in no frame of another's.
OUR_OWN = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join([*(f"{name}=()" for name in SWITCHED_OFF), *(f"{name}=(self)" for name in OUR_OWN)])


def close(headers: Headers, _path: str, _url: str) -> None:
    """Of a static file that is opened by its address, as if it were a page: it loads nothing, and nobody frames it.

    A page that uses it as a part is not concerned: there its own policy counts.
    """
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["X-Frame-Options"] = "DENY"
    headers["Permissions-Policy"] = PERMISSIONS_POLICY
