from __future__ import annotations

import pytest

from huahua.gateway.addresses import check_base_url
from huahua.gateway.errors import InvalidRequest

PUBLIC = [
    "https://api.openai.com/v1",
    "http://8.8.8.8/v1",
    "https://api.例子.com/v1",
    "https://[2606:4700::1]/v1",
]
PRIVATE = [
    "http://127.0.0.1:11434/v1",
    "http://localhost/v1",
    "http://LOCALHOST./v1",
    "http://[::1]/v1",
    "http://192.168.1.9/v1",
    "http://10.0.0.1",
    "http://172.16.0.1",
    "http://100.64.0.1",
    "http://[fd00::1]/v1",
    "http://[::ffff:10.0.0.1]/v1",
    "http://nas.local/v1",
    "http://ollama:11434/v1",
]
NEVER = ["http://169.254.169.254/latest", "http://[fe80::1]/v1", "http://0.0.0.0/v1", "http://224.0.0.1/v1"]
WRONG = ["", "api.openai.com", "file:///etc/passwd", "https://", "https://a.com:99999/v1", "https://a@b.com"]


@pytest.mark.parametrize("url", PUBLIC)
def test_public_addresses_need_no_leave(url: str) -> None:
    assert check_base_url(url + "/", allow_private=False) == url


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("https://open.bigmodel.cn/api/paas/v4/images/generations/", "https://open.bigmodel.cn/api/paas/v4"),
        ("https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1"),
        ("https://x.services.ai.azure.com/models", "https://x.services.ai.azure.com/models"),
    ],
)
def test_an_endpoint_that_was_copied_along_is_cut_off(pasted: str, kept: str) -> None:
    assert check_base_url(pasted, allow_private=False) == kept


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_need_leave(url: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_base_url(url, allow_private=False)
    assert caught.value.code == "address_not_allowed"
    assert check_base_url(url, allow_private=True) == url


@pytest.mark.parametrize("url", NEVER)
@pytest.mark.parametrize("allow", [False, True])
def test_some_addresses_are_never_allowed(url: str, allow: bool) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_base_url(url, allow_private=allow)
    assert caught.value.code == "address_not_allowed"


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_base_url(url: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_base_url(url, allow_private=True)
    assert caught.value.param == "base_url"
