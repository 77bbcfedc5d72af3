"""Origins: what a base URL is taken apart into, and which are refused."""

from __future__ import annotations

import pytest

from huahua.infra.http1 import Origin, OutboundBadRequest, OutboundForbiddenAddress


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "header", "path"),
    [
        ("https://api.example.com/v1", "api.example.com", 443, True, "api.example.com", "/v1"),
        ("https://api.example.com:443/", "api.example.com", 443, True, "api.example.com", ""),
        ("http://api.example.com:8080/a/b/", "api.example.com", 8080, False, "api.example.com:8080", "/a/b"),
        ("http://API.Example.com", "api.example.com", 80, False, "api.example.com", ""),
        ("https://[2001:4860:4860::8888]:8443/", "2001:4860:4860::8888", 8443, True, None, ""),
        ("https://bücher.example/", "xn--bcher-kva.example", 443, True, "xn--bcher-kva.example", ""),
    ],
)
def test_parts(url: str, host: str, port: int, tls: bool, header: str | None, path: str) -> None:
    origin = Origin(url)
    assert (origin.host, origin.port, origin.tls, origin.path) == (host, port, tls, path)
    assert origin.host_header == (header or "[2001:4860:4860::8888]:8443")


def test_the_target_is_path_and_query_without_the_fragment() -> None:
    assert Origin("https://example.com").target == "/"
    assert Origin("https://example.com/a b?q=ä&x=1#part").target == "/a%20b?q=%C3%A4&x=1"
    assert (
        Origin("https://example.com/model/a%3Ab%2Fc/../x?q=%3A#part").target == "/model/a%3Ab%2Fc/../x?q=%3A"
    )


def test_connections_are_shared_only_under_the_same_guard() -> None:
    assert Origin("https://example.com/a").key == Origin("https://example.com:443/b").key
    assert Origin("https://example.com").key != Origin("https://example.com", allow_private=True).key
    assert Origin("https://example.com:80").key != Origin("http://example.com").key


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://１２７.0.0.1/",
        "ftp://x/",
        "//x/",
        "http://x:99999/",
    ],
)
def test_refused(url: str) -> None:
    with pytest.raises(OutboundForbiddenAddress):
        Origin(url)


def test_credentials_do_not_belong_into_a_url() -> None:
    with pytest.raises(OutboundBadRequest) as caught:
        Origin("https://name:secret@example.com/")
    assert "secret" not in str(caught.value)
