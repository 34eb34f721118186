"""Signatures of exact bytes, against the first vectors of RFC 8032 §7.1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.proof.signatures import KeyTrouble, Signer, is_signed, key_name

SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
OF_NOTHING = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


def test_the_example_of_the_standard() -> None:
    signer = Signer(SECRET)
    assert signer.public_key == PUBLIC
    assert signer.sign(b"") == OF_NOTHING
    assert signer.name == key_name(PUBLIC)
    assert SECRET not in repr(signer)


@given(st.binary(max_size=200), st.data())
def test_one_flipped_bit_is_no_longer_signed(document: bytes, data: st.DataObject) -> None:
    signature = Signer(SECRET).sign(document)
    assert is_signed(document, public_key=PUBLIC, signature=signature)
    assert not is_signed(document + b" ", public_key=PUBLIC, signature=signature)
    bit = data.draw(st.integers(0, 511))
    flipped = (int(signature, 16) ^ (1 << bit)).to_bytes(64).hex()
    assert not is_signed(document, public_key=PUBLIC, signature=flipped)


@pytest.mark.parametrize("text", ["", "00", "ZZ" * 32, SECRET.upper(), SECRET + "00", f"{SECRET[:-1]}\n"])
def test_what_is_no_key_is_refused_in_words(text: str) -> None:
    with pytest.raises(KeyTrouble, match="64 hexadecimal digits"):
        Signer(text)
    with pytest.raises(KeyTrouble, match="64 hexadecimal digits"):
        is_signed(b"", public_key=text, signature=OF_NOTHING)
