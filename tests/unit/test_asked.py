"""What an address asks to see of a discussion, and the way back into an address."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from proposals.deliberation.asked import SORTS, Asked, read_asked

KEYS = st.tuples(st.integers(0, 10**6), st.integers(1, 10**12))


@given(
    st.builds(
        Asked,
        sort=st.sampled_from(SORTS),
        stance=st.sampled_from(["", "support", "question"]),
        country=st.sampled_from(["", "BO"]),
        movement=st.sampled_from(["", "red-de-semillas", "a_b"]),
        paragraph=st.sampled_from(["", "p7"]),
        language=st.sampled_from(["", "qu", "pt-br"]),
    ),
    st.none() | KEYS,
)
def test_an_address_asks_for_what_it_was_made_from(asked: Asked, after: tuple[int, int] | None):
    read = read_asked(QueryDict(asked.address(after)))
    assert read.without() == asked.without()
    assert read.address() == asked.address()
    if after:
        assert read.after == (after if asked.sort == "supported" else (0, after[1]))


@pytest.mark.parametrize(
    "address",
    [
        "sort=loudest&stance=anger&country=bolivia&movement=../x&paragraph=%00&language=xx&after=x",
        "after=0&comment=0",
        "after=-1",
        "after=" + "9" * 40,
        "after=3.4",
        "comment=" + "9" * 40,
        "comment=٣",
        "movement=" + "m" * 81,
        "stance=support%0a",
        "sort=",
    ],
)
def test_what_is_no_choice_is_passed_over(address: str):
    assert read_asked(QueryDict(address)) == Asked()


def test_a_link_to_a_comment_is_the_page_that_begins_with_it():
    assert read_asked(QueryDict("comment=12&sort=newest&stance=support")) == Asked(after=(0, 11))


def test_a_key_of_the_support_order_is_for_that_order_alone():
    assert read_asked(QueryDict("sort=supported&after=3.12")).after == (3, 12)
    assert read_asked(QueryDict("sort=supported&after=12")).after is None
    assert read_asked(QueryDict("sort=newest&after=3.12")).after is None
