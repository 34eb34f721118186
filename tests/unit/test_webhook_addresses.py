"""Which addresses are sent to, and which machines are of the public internet."""

import pytest

from common.reaching.addresses import BadAddressError, is_public, read_address

GOOD = {
    "https://receiver.example/minga": ("receiver.example", 443, "/minga", "receiver.example"),
    "https://receiver.example:8443": ("receiver.example", 8443, "/", "receiver.example:8443"),
    "https://Receiver.Example./a?b=c": ("receiver.example", 443, "/a?b=c", "receiver.example"),
    "https://8.8.8.8/": ("8.8.8.8", 443, "/", "8.8.8.8"),
    "https://[2001:4860:4860::8888]/": ("2001:4860:4860::8888", 443, "/", "[2001:4860:4860::8888]"),
    "https://xn--nandu-pta.example/": ("xn--nandu-pta.example", 443, "/", "xn--nandu-pta.example"),
}
HOSTILE = {
    "": "no_address",
    "receiver.example": "no_address",
    "//receiver.example/": "no_address",
    "ftp://receiver.example/": "no_address",
    "file:///etc/passwd": "no_address",
    "javascript:alert(1)": "no_address",
    "https://": "no_address",
    "https:///path": "no_address",
    "https://receiver.example/\r\nX-Evil: 1": "no_address",
    "https://receiver.example/\n": "no_address",
    "https://receiver.example/ x": "no_address",
    "https://receiver.example/\x00": "no_address",
    "https://ñandú.example/": "no_address",
    "https://receiver.example\\@127.0.0.1/": "no_address",
    "https://receiver.example:port/": "no_address",
    "https://receiver.example:99999/": "no_address",
    "https://[::1/": "no_address",
    "http://receiver.example/": "not_secure",
    "http://[::ffff:127.0.0.1]/": "not_secure",
    "https://user@receiver.example/": "credentials",
    "https://user:word@receiver.example/": "credentials",
    "https://@receiver.example/": "credentials",
    "https://receiver.example/#part": "fragment",
    "https://receiver.example:22/": "port",
    "https://receiver.example:0/": "port",
    "https://localhost/": "host",
    "https://127.0.0.1/": "host",
    "https://127.1/": "host",
    "https://0x7f000001/": "host",
    "https://0x7f.0.0.1/": "host",
    "https://127.0.0.0x1/": "host",
    "https://017700000001/": "host",
    "https://0177.0.0.1/": "host",
    "https://2130706433/": "host",
    "https://[::1]/": "host",
    "https://[::ffff:127.0.0.1]/": "host",
    "https://[64:ff9b::7f00:1]/": "host",
    "https://[fe80::1%25eth0]/": "host",
    "https://169.254.169.254/latest/": "host",
    "https://re%63eiver.example/": "host",
    "https://-a.example/": "host",
    "https://a..example/": "host",
}
PRIVATE = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "198.18.0.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
    *("::", "::1", "::127.0.0.1", "::8.8.8.8", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1"),
    *("2002:7f00:1::", "2002:808:808::", "2001:0:7f00:1::", "not an address", ""),
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "2001:4860:4860::8888", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", GOOD)
def test_a_public_address_is_read(address: str) -> None:
    place = read_address(address, is_private_allowed=False)
    assert (place.host, place.port, place.target, place.header) == GOOD[address]
    assert place.is_secure


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_is_refused_with_its_reason(address: str) -> None:
    with pytest.raises(BadAddressError) as refused:
        read_address(address, is_private_allowed=False)
    assert refused.value.code == HOSTILE[address]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8001/", "http://localhost/", "https://[::1]:9/x"])
def test_a_trial_may_name_its_own_machine(address: str) -> None:
    assert read_address(address, is_private_allowed=True).host in ("127.0.0.1", "localhost", "::1")


@pytest.mark.parametrize(
    "address", ["http://user@localhost/", "http://0x7f000001/", "gopher://localhost/", "http://x:0/"]
)
def test_a_trial_allows_no_disguise(address: str) -> None:
    with pytest.raises(BadAddressError):
        read_address(address, is_private_allowed=True)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_of_the_internet(address: str) -> None:
    assert is_public(address)
