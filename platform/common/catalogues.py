"""The catalogues of translations, gathered and compiled by Babel: no machine needs the system's gettext.

`python -m common.catalogues [compile] | update | check`. None of the three needs Django's settings, so that an
environment can be made before there is a database or a secret. English is the language of the sources and has no
catalogue.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "platform" / "locale"
SOURCES = ("platform", "councils", "proposals")
SOURCE_LANGUAGE = "en"
LOCALES = ("es", "pt_BR", "fr")
# Begun: they hold what somebody was sure of, and need not be complete.
IN_PART = ("qu", "gn")

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"\b(npgettext|ngettext|pgettext|gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}")
MISSING = "not translated"
# One date for all, or each gathering would change every file.
BEGUN = datetime(2026, 11, 24, tzinfo=UTC)


def source_files() -> Iterator[Path]:
    """Every module and template of the product, in a stable order."""
    for top in SOURCES:
        for path in sorted((ROOT / top).rglob("*")):
            is_module = path.suffix == ".py" and "migrations" not in path.parts
            is_template = path.suffix in (".html", ".txt") and "templates" in path.parts
            if is_module or is_template:
                yield path


def python_of(path: Path) -> bytes:
    """The file as Python that calls gettext: a template is turned into its calls alone, one to a line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    calls = (f"{name}({literals})" for name, literals in CALL.findall(templatize(text, origin=str(path))))
    return "\n".join(calls).encode()


def gather() -> Catalog:
    """Every string of the sources that is to be translated, with the files in which it stands."""
    catalogue = new_catalogue(None)
    for path in source_files():
        place = path.relative_to(ROOT).as_posix()
        found = extract_python(BytesIO(python_of(path)), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
        for _line, function, strings, comments in cast("Iterator[tuple[int, str, Any, list[str]]]", found):
            add(catalogue, place, KEYWORDS[function], strings, comments)
    return catalogue


def add(catalogue: Catalog, place: str, spec: tuple | None, strings: Any, comments: list[str]) -> None:
    """Put one call of gettext into the catalogue. A call whose string is made at run time is passed over."""
    parts = [strings] if isinstance(strings, str) else list(strings)
    context = None
    if spec and isinstance(spec[0], tuple):
        context, parts = parts[0], parts[1:]
    wanted = 2 if spec and sum(isinstance(position, int) for position in spec) == 2 else 1
    parts = parts[:wanted]
    if parts and all(parts):
        identity = tuple(parts) if wanted == 2 else parts[0]
        catalogue.add(identity, locations=[(place, 0)], auto_comments=comments, context=context)


def new_catalogue(locale: str | None) -> Catalog:
    """An empty catalogue with our header."""
    return Catalog(
        locale=locale,
        project="Minga",
        version="1",
        fuzzy=False,
        creation_date=BEGUN,
        revision_date=BEGUN,
        copyright_holder="the makers of Minga",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        header_comment="# Minga. AGPL-3.0-or-later.",
    )


def path_of(locale: str) -> Path:
    """Where the catalogue of this locale stands."""
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> Catalog:
    """The catalogue of this locale; empty if there is none yet."""
    path = path_of(locale)
    if not path.exists():
        return new_catalogue(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _strings(value: Any) -> tuple[str, ...]:
    """The forms of a message or of its translation; none where there is no translation."""
    return tuple(filter(None, [value] if isinstance(value, str) else value or []))


def _key(message: Message) -> str | tuple[str, str]:
    first = _strings(message.id)[0]
    return (first, message.context) if message.context else first


def update() -> None:
    """Bring every catalogue up to the sources. What they no longer say is set aside, in case they say it again; nothing
    is guessed.
    """
    sources = [message for message in gather() if message.id]
    for locale in (*LOCALES, *IN_PART):
        kept, fresh = read(locale), new_catalogue(locale)
        known = {_key(message): message for message in [*kept.obsolete.values(), *kept] if message.id}
        for message in sources:
            before = known.pop(_key(message), None)
            if locale in IN_PART and not (before and _strings(before.string)):
                continue
            fresh.add(
                message.id,
                before.string if before and type(before.id) is type(message.id) else None,
                locations=message.locations,
                context=message.context,
                flags=message.flags,
                auto_comments=message.auto_comments,
            )
        fresh.obsolete.update({key: message for key, message in known.items() if _strings(message.string)})
        target = path_of(locale)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_po(file, fresh, width=110, sort_by_file=True, include_lineno=False)


def compile_catalogues(folders: Iterable[Path | str] = (LOCALE,)) -> None:
    """Write a `.mo` beside each catalogue whose own is older, in one step: two processes may do it at once."""
    for source in (path for folder in folders for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        buffer = BytesIO()
        with source.open("rb") as file:
            write_mo(buffer, read_po(file, locale=source.parents[1].name))
        aside = target.with_suffix(f".{os.getpid()}")
        aside.write_bytes(buffer.getvalue())
        aside.replace(target)


def faults(locale: str) -> list[str]:
    """What keeps this locale from being complete: strings without a translation, guesses, lost placeholders. One that
    is only begun need not be complete, and loses no placeholder either.
    """
    kept = read(locale)
    found = [fault for message in gather() if message.id for fault in _faults(message, kept)]
    return [fault for fault in found if locale not in IN_PART or not fault.startswith(MISSING)]


def _faults(message: Message, kept: Catalog) -> Iterator[str]:
    sources, known = _strings(message.id), kept.get(message.id, context=message.context)
    forms = kept.num_plurals if len(sources) == 2 else 1
    written = _strings(known.string) if known else ()
    if known is None or len(written) != forms:
        yield f"{MISSING}: {sources[0]!r}"
    elif known.fuzzy:
        yield f"a guess: {sources[0]!r}"
    else:
        wanted = set(PLACEHOLDER.findall(sources[-1]))
        for string in written:
            # The singular may say "one" in words; whatever else it names, the source must name too.
            found = set(PLACEHOLDER.findall(string))
            if not found <= wanted or (string == written[-1] and found != wanted):
                yield f"other placeholders: {sources[0]!r} → {string!r}"


def main(arguments: list[str]) -> int:
    """The command line."""
    if arguments == ["update"]:
        update()
    elif arguments in ([], ["compile"]):
        compile_catalogues()
    elif arguments == ["check"]:
        lines = [f"{locale}: {fault}\n" for locale in (*LOCALES, *IN_PART) for fault in faults(locale)]
        sys.stdout.writelines(lines)
        return 1 if lines else 0
    else:
        sys.stderr.write("python -m common.catalogues [compile] | update | check\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
