import pytest

from huahua.infra.addresses import is_allowed, parse_ip

PUBLIC = ["8.8.8.8", "2606:4700:4700::1111"]
PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "192.168.1.1",
    "172.16.0.1",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "::ffff:127.0.0.1",
]
NEVER = [
    "169.254.169.254",
    "fe80::1",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
]


def allowed(text: str, *, allow_private: bool) -> bool:
    address = parse_ip(text)
    assert address is not None
    return is_allowed(address, allow_private=allow_private)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_always_allowed(text: str) -> None:
    assert allowed(text, allow_private=False)


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_need_permission(text: str) -> None:
    assert not allowed(text, allow_private=False)
    assert allowed(text, allow_private=True)


@pytest.mark.parametrize("text", NEVER)
def test_link_local_and_the_like_are_never_allowed(text: str) -> None:
    assert not allowed(text, allow_private=True)


@pytest.mark.parametrize("text", ["example.org", "localhost", "2130706433", "0x7f.1"])
def test_names_are_not_addresses(text: str) -> None:
    assert parse_ip(text) is None
