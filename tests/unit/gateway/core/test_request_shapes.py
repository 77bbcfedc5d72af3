from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Dialect
from huahua.gateway.errors import GatewayError, InvalidRequest, RequestTooLarge
from huahua.gateway.http._asgi import parse_object
from huahua.gateway.outcomes import plain
from huahua.gateway.shapes import check_chat

LIMITS = GatewayLimits(max_text_chars=50, max_messages=3, max_images=1, max_image_bytes=100)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def _chat(*contents: Any, **more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": content} for content in contents], **more}


def test_facts_are_read_from_plain_and_from_undecoded_bodies() -> None:
    body = _chat("x", stream=True, stream_options={"include_usage": True})
    for form in (body, parse_object(json.dumps(body).encode())):
        facts = check_chat(Dialect.OPENAI, form, LIMITS)
        assert (facts.model, facts.stream, facts.include_usage) == ("m", True, True)


@given(st.dictionaries(st.text(), json_values, max_size=6))
def test_an_undecoded_body_decodes_to_itself(body: dict[str, Any]) -> None:
    raw = parse_object(msgspec.json.encode(body))
    assert plain(raw) == msgspec.json.decode(msgspec.json.encode(body))


@given(st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_body_at_all_is_an_object_or_a_clear_refusal(raw: bytes) -> None:
    try:
        body = parse_object(raw)
    except InvalidRequest as fault:
        assert fault.status == 400 and fault.message
        return
    for dialect in Dialect:
        try:
            check_chat(dialect, body, LIMITS)
        except GatewayError as fault:
            assert fault.status in (400, 413, 422)


@given(
    st.dictionaries(st.sampled_from(["model", "messages", "stream", "tools", "max_tokens", "n"]), json_values)
)
def test_any_values_in_known_fields_pass_or_are_clearly_refused(body: dict[str, Any]) -> None:
    try:
        check_chat(Dialect.OPENAI, body, LIMITS)
    except GatewayError as fault:
        assert fault.param is None or fault.param.split(".")[0].split("[")[0] in body | {
            "model": 0,
            "messages": 0,
        }


def test_the_limit_counts_texts_and_not_pictures_or_labels() -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/" + "x" * 20}}
    check_chat(Dialect.OPENAI, _chat("x" * 50), LIMITS)
    with pytest.raises(RequestTooLarge) as caught:
        check_chat(Dialect.OPENAI, _chat("x" * 30, [{"type": "text", "text": "y" * 21}, picture]), LIMITS)
    assert caught.value.code == "text_too_long"


def test_an_anthropic_picture_is_found() -> None:
    block = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGVsbG8="}}
    facts = check_chat(Dialect.ANTHROPIC, _chat([block], max_tokens=5), LIMITS)
    assert facts.images == (b"hello",)


def test_limits_of_pictures_and_messages() -> None:
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGVsbG8="}}
    with pytest.raises(RequestTooLarge, match="more than 1 pictures"):
        check_chat(Dialect.OPENAI, _chat([part, part]), LIMITS)
    large = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 200}}
    with pytest.raises(RequestTooLarge) as caught:
        check_chat(Dialect.OPENAI, _chat([large]), LIMITS)
    assert (caught.value.code, caught.value.param) == ("image_too_large", "messages[0].content[0]")
    with pytest.raises(RequestTooLarge, match="4 messages"):
        check_chat(Dialect.OPENAI, _chat("a", "b", "c", "d"), LIMITS)


def test_anthropic_needs_max_tokens() -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_chat(Dialect.ANTHROPIC, _chat("x"), LIMITS)
    assert caught.value.param == "max_tokens"


@pytest.mark.parametrize("depth", [100, 500, 700, 900, 5_000])
@pytest.mark.parametrize("dialect", list(Dialect))
def test_deeply_nested_bodies_are_read_or_refused(dialect: Dialect, depth: int) -> None:
    nested = "[" * depth + "]" * depth
    part = f'{{"type": "text", "text": "base64", "x": {nested}}}'
    text = f'{{"model": "m", "max_tokens": 5, "messages": [{{"role": "user", "content": [{part}]}}]}}'
    try:
        facts = check_chat(dialect, parse_object(text.encode()), LIMITS)
    except InvalidRequest as fault:
        assert fault.status == 400
    else:
        assert facts.model == "m"
