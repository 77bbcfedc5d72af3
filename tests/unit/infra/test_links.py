"""Signed links: only the server makes them, and they end."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from huahua.infra.links import LIFETIME, BadLink, SignedLinks
from huahua.infra.sealing import Sealer

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def links_at(moment: datetime) -> SignedLinks:
    return SignedLinks(Sealer(b"0" * 32), clock=lambda: moment)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_link_opens_until_its_time_is_over() -> None:
    token = links_at(NOW).token("usr_1", "img_1")
    assert links_at(NOW + LIFETIME - timedelta(seconds=1)).open(token) == ("usr_1", "img_1")
    with pytest.raises(BadLink):
        links_at(NOW + LIFETIME + timedelta(seconds=1)).open(token)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "é",
        "AAAA",
        encoded("a\x1fb"),
        encoded("a\x1fb\x1f1\x1fnot the signature"),
        encoded("a\x1fb\x1f1\x1f签名"),
    ],
    ids=["empty", "not ASCII", "not text", "too short", "forged", "forged with other letters"],
)
def test_what_the_server_did_not_make_is_a_bad_link(token: str) -> None:
    with pytest.raises(BadLink):
        links_at(NOW).open(token)
