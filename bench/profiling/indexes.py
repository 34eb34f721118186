"""Which index serves whom: the walks, the filters and lists, the search, the conductor and the dump, one after another,
each told apart by how often PostgreSQL looked into an index meanwhile.
"""

from collections.abc import Callable
from typing import Any

from bench.measures import dumping, growth
from bench.remote import Remote
from bench.stage import Stage, World

from .telling import table
from .walking import Walk

WORDS = """\
Every index of a table that is large here, or grows with the years: what looked into it while the paths were walked, all
filters and lists of the growth benchmarks asked for, six searches made, everything due conducted, and the dump written.
What nothing looked into says why it stays: it keeps something unique, or it is the way from what a foreign key points
to, which whoever erases a person, closes a council or reads one side of an act goes.
"""
# What nothing here asks for, and why it is there all the same.
REASONS = {
    "notice_inbox": "the inbox of a person (`/me/`), of which there is none in this database",
    "notice_to_hand_out": "notices that wait for a device",
    "notice_waiting": "notices that wait for the mail",
    "notice_waiting_for": "notices of one person that wait to be joined in one letter",
    "comment_likeness": "the same words by others within a day, asked for when somebody comments",
    "comment_amendment": "the discussion of an amendment, of which there is none in this database",
    "comment_amendment_supported": "the same, most supported first",
    "comment_held": "what waits for a moderator",
    "comment_language": "a discussion filtered by language alone",
    "comment_stance": "a discussion filtered by stance alone",
    "comment_supported": "a filtered discussion, most supported first",
    "comment_said": "a discussion filtered by several things at once",
    "entry_council": "the ledger of one council among several: here nearly every act is of one",
    "entry_council_settled": "the same for the API, as far as it has settled",
    "proposal_round_stage": "the proposals of a round in one stage, which the desk asks for",
    "entry_subject": "the acts upon one thing, for its history and its calendar",
    "entry_council_verb": "the ledger of a council by verb",
    "person_by_name": "people found by a part of their name, by whoever gives an office or a mandate",
    "movement_by_name": "movements found by a part of their name",
    "question_answered": "questions that the sponsors answered",
    "django_session_expire_date_a5c62663": "sessions that are over, which a daily task drops",
    "accounts_browser_seen_at_4a3404c8": "browsers not seen for long, which a daily task drops",
    "vote_latest": "the latest vote of each seat, when a ballot is counted",
    "participation_latest": "the same of a secret ballot",
    "search_movement": "a search among the texts of one movement",
    "search_council": "a search among the texts of one council",
}
LIKE = "made by the framework for the beginning of a text; small, and its table is written seldom"


def told(stage: Stage, world: World, walks: list[Walk], before: list[dict[str, Any]]) -> str:
    """The table. `before` are the counts when the walks began."""
    remote = world.remote
    former, uses = {one["name"]: one["scans"] for one in before}, dict[str, list[str]]()
    for each in walks:
        for name in {name for statement in each.explained for name in statement["indexes"]}:
            uses.setdefault(name, []).append(each.path.what)
    groups: list[tuple[str, Callable[[], object]]] = [
        ("another path", lambda: None),
        ("filters and lists", lambda: _lists(world)),
        ("searches", lambda: _searches(remote)),
        ("conductor", lambda: remote.call("bench.inside.indexing:conduct")),
        ("dump", lambda: dumping._dump(stage, world.database)),
    ]
    found: list[dict[str, Any]] = []
    for group, act in groups:
        act()
        found = remote.call("bench.inside.indexing:indexes")
        for one in found:
            if one["scans"] > former.get(one["name"], 0) and (group != "another path" or one["name"] not in uses):
                uses.setdefault(one["name"], []).append(group)
        former = {one["name"]: one["scans"] for one in found}
    rows = [(f"`{one['name']}`", f"{one['bytes'] / 1e6:.1f}", _use(one, uses.get(one["name"], []))) for one in found]
    return f"{WORDS}\n{table(('index', 'MB', 'used by'), rows)}"


def _use(one: dict[str, Any], used: list[str]) -> str:
    if used:
        return ", ".join(used) if len(used) < 4 else f"{', '.join(used[:3])} and {len(used) - 3} more"
    if one["is_unique"]:
        return "– keeps unique"
    if one["name"] in REASONS:
        return f"– {REASONS[one['name']]}"
    if one["name"].endswith("_like"):
        return f"– {LIKE}"
    return f"– the key `{one['key']}`" if one["key"] else f"**UNUSED**: {one['definition']}"


def _lists(world: World) -> None:
    world.places |= {"recent": "2000-01-01T00:00:00Z"}
    for page in growth.PAGES:
        world.remote.call("bench.inside.asking:spent", path=growth._path(world, page), times=1)


def _searches(remote: Remote) -> None:
    for word in remote.call("bench.inside.searching:words").values():
        remote.call("bench.inside.asking:spent", path=f"/search/?q={word.replace(' ', '+')}", times=1)
