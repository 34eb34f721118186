"""What stands above a page by its address, to which its breadcrumbs are to lead."""

from collections.abc import Iterator

from django.urls import Resolver404, resolve

# What people go up to. A page below one of these says so, whatever it is.
UPPER = {"council", "round", "proposal", "ballot", "desk"}


def above(path: str) -> Iterator[str]:
    """The addresses above this one that are pages of the river, the highest first."""
    parts = path.partition("?")[0].strip("/").split("/")
    for length in range(1, len(parts)):
        upper = f"/{'/'.join(parts[:length])}/"
        try:
            found = resolve(upper)
        except Resolver404:
            continue
        if found.url_name in UPPER:
            yield upper


def strayed(path: str, crumbs: list[str]) -> list[str]:
    """What the breadcrumbs leave out, or say in another order than the address."""
    plain = [crumb.partition("?")[0].partition("#")[0] for crumb in crumbs]
    wanted = list(above(path))
    missing = [upper for upper in wanted if upper not in plain]
    if missing:
        return [f"not up to {upper}" for upper in missing]
    places = [plain.index(upper) for upper in wanted]
    return [] if places == sorted(places) else [f"in another order: {plain}"]
