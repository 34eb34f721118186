"""What people write, as HTML that can do nothing: CommonMark without images or raw HTML, then an allow-list of tags.

Two walls, because each has fallen somewhere before: the parser escapes HTML and refuses dangerous addresses, and nh3
drops whatever is not on the list. Marks that reverse the direction of writing are dropped, so that nobody can make a
text read otherwise than it is.
"""

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6", "hr"}
DIRECTION_MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
# Most comments are plain sentences. They are drawn without the parser, which costs a hundred times as much.
NOT_PLAIN = re.compile(
    r"[\\`*_\[\]<>#&~|\x00\t\r\f\v\x1c-\x1f\x85\u2028\u2029\"]|^[ ]|^(?:[-+=]|\d+[.)])|  $| +\n", re.M
)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.disable("image")
    return parser


PARSER = _parser()


def _lowered(tokens: list[Token]) -> list[Token]:
    """Headings two levels down: the page's own outline has the first two."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    return tokens


def plain_html(text: str) -> str | None:
    """The HTML of a text that holds no markup, or None if it may hold some."""
    if NOT_PLAIN.search(text):
        return None
    paragraphs = [part.strip("\n") for part in re.split(r"\n{2,}", text)]
    # The parser strips a paragraph of every kind of space, and has its own idea of one that is nothing else.
    if any(part != part.strip() for part in paragraphs):
        return None
    return "".join(f"<p>{_escaped(part)}</p>\n" for part in paragraphs if part)


def _escaped(text: str) -> str:
    """As the second wall writes it: an apostrophe as it is, a space that does not break by its name."""
    return escape(text).replace("&#x27;", "'").replace("\xa0", "&nbsp;")


def parsed_html(text: str) -> str:
    """The HTML of any text, through both walls."""
    html = PARSER.renderer.render(_lowered(PARSER.parse(text)), PARSER.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )


@lru_cache(maxsize=4096)
def to_html(text: str) -> SafeString:
    """HTML of what somebody wrote. Remembered, since a text is read far more often than written."""
    text = text.translate(DIRECTION_MARKS).strip()
    html = plain_html(text)
    return mark_safe(parsed_html(text) if html is None else html)  # noqa: S308 - cleaned by both walls above
