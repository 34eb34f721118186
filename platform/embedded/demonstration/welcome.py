"""What `make demo` says about signing in. Known without a database, because it is said by whoever starts one."""

from . import plans

LINES = (
    ("Sign in, one click", "{address}/demo/"),
    ("… or by password", "{email} (a delegate; all are on that page), {password}"),
)


def how_to_sign_in(address: str) -> str:
    """A line for each way: the page that signs in at one click, and an address with everybody's password."""
    name = plans.name_of("ve1")
    known = {"address": address, "email": plans.email_of(name), "password": plans.council()["password"]}
    return "\n".join(f"{what:<18} {where.format(**known)}" for what, where in LINES)
