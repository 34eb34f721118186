"""Who is named in a text, and how the names become links without becoming anything else."""

import pytest

from common.markdown import to_html
from proposals.deliberation.mentions import MOST, linked, named_in


@pytest.mark.parametrize(
    ("text", "movements", "persons"),
    [
        ("Con @red-de-semillas, sí.", ["red-de-semillas"], []),
        ("@m1 @m1 (@m2)", ["m1", "m2"], []),
        ('Lo dijo @"Ana Quispe": «sí».', [], ["Ana Quispe"]),
        ("Escriban a ana@red.example o a a.@b", [], []),
        ("https://red.example/@m1 y @@m1", [], []),
        ('@" y @"" y @"Ana\nQuispe"', [], []),
        ("@M1 @ñandú @m1_x @m1@m2", [], []),
        ("@" * 100_000, [], []),
        ('@"' + "x" * 10_000, [], []),
        (" ".join(f"@m{n}" for n in range(500)), [f"m{n}" for n in range(MOST)], []),
    ],
)
def test_only_what_is_written_as_a_mention_is_one(text: str, movements: list[str], persons: list[str]):
    assert named_in(text) == (movements, persons)


ADDRESSES = {"@m1": "/movements/m1/", "@m1-sur": "/movements/m1-sur/", '@"Ana & <b>"': "/movements/m1/"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("@m1 y @m1-sur.", '<p><a href="/movements/m1/">@m1</a> y <a href="/movements/m1-sur/">@m1-sur</a>.</p>'),
        ("@m12 y x@m1-otro, x@m1 /@m1", "<p>@m12 y x@m1-otro, x@m1 /@m1</p>"),
        ("**@m1**", '<p><strong><a href="/movements/m1/">@m1</a></strong></p>'),
        ("`@m1`", "<p><code>@m1</code></p>"),
        ('@"Ana & <b>"', '<p><a href="/movements/m1/">@&quot;Ana &amp; &lt;b&gt;&quot;</a></p>'),
    ],
)
def test_mentions_become_links_where_they_are_words(text: str, html: str):
    assert linked(to_html(text), ADDRESSES).strip() == html


def test_a_link_is_not_put_into_a_link_nor_into_an_address():
    html = linked(to_html("[ver @m1](https://x.example/@m1 '@m1')"), ADDRESSES)
    assert html.count("<a ") == 1
    assert 'href="https://x.example/@m1"' in html
