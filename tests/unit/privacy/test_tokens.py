"""Masking and back again: nothing is lost, however the answer is cut into pieces."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.privacy.masking.bodies import mask_body, restore_body
from huahua.privacy.masking.recognise import ALL, recognise
from huahua.privacy.masking.tokens import Tokens, TokenStream

PIECES = st.sampled_from(
    [
        "13800138000",
        "a@example.com",
        "[PHONE_1]",
        "phone_1",
        "PHONE_2",
        "【EMAIL 1】",
        "[",
        "]",
        "\\",
        "_1",
        "PHONE",
        "P",
        " ",
        "。",
        "4111 1111 1111 1111",
        "call ",
        "北京市海淀区中关村大街27号",
        "EMAIL_",
        "[[",
        "\n",
        "x",
        "7",
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60)


def masked(text: str) -> tuple[str, Tokens]:
    tokens = Tokens()
    tokens.reserve([text])
    return tokens.mask(text, recognise(text)), tokens


@given(TEXTS)
def test_masking_and_restoring_is_nothing(text: str) -> None:
    sent, tokens = masked(text)
    assert tokens.restore(sent) == text


@given(TEXTS, st.lists(st.integers(0, 200), max_size=8))
def test_a_stream_says_what_the_whole_says(text: str, cuts: list[int]) -> None:
    sent, tokens = masked(text)
    places = sorted({min(cut, len(sent)) for cut in cuts} | {0, len(sent)})
    stream = TokenStream(tokens)
    came = "".join(stream.feed(sent[a:b]) for a, b in pairwise(places)) + stream.close()
    assert came == tokens.restore(sent) == text


@given(st.lists(PIECES, max_size=10).map("".join), st.lists(st.integers(0, 120), max_size=6))
def test_any_answer_streams_as_it_is_whole(answer: str, cuts: list[int]) -> None:
    _, tokens = masked("13800138000 a@example.com 13900139000")
    places = sorted({min(cut, len(answer)) for cut in cuts} | {0, len(answer)})
    stream = TokenStream(tokens)
    came = "".join(stream.feed(answer[a:b]) for a, b in pairwise(places)) + stream.close()
    assert came == tokens.restore(answer)


@pytest.mark.parametrize(
    "written",
    [
        "[PHONE_1]",
        "[phone_1]",
        "【PHONE_1】",
        "[PHONE 1]",
        "[Phone-1]",
        "\\[PHONE\\_1\\]",
        "[ PHONE_1 ]",
        "⟦PHONE_1⟧",
        "PHONE_1",
        "PHONE\\_1",
        "[PHONE_01]",
    ],
)
def test_what_models_make_of_a_token(written: str) -> None:
    _, tokens = masked("ring 13800138000")
    assert tokens.restore(f"Ring {written} now") == "Ring 13800138000 now"


@pytest.mark.parametrize("written", ["[PHONE_2]", "phone 1", "XPHONE_1", "PHONE_11", "[EMAIL_1]", "PHONE_1x"])
def test_what_is_no_token(written: str) -> None:
    _, tokens = masked("ring 13800138000")
    assert tokens.restore(written) == written


def test_equal_values_have_one_token_and_others_have_others() -> None:
    sent, _ = masked("13800138000, 13900139000, 13800138000")
    assert sent == "[PHONE_1], [PHONE_2], [PHONE_1]"


def test_a_longer_conversation_begins_as_the_shorter_did() -> None:
    first = [{"role": "user", "content": "我是 13800138000"}]
    more = [
        *first,
        {"role": "assistant", "content": "好的 13800138000"},
        {"role": "user", "content": "还有 a@example.com 和 13900139000"},
    ]
    one, two = (mask_body({"messages": messages}, ALL, Tokens())["messages"] for messages in (first, more))
    assert two[:1] == one
    assert two[2]["content"] == "还有 [EMAIL_1] 和 [PHONE_2]"


def test_bodies() -> None:
    address = "北京市海淀区中关村大街27号"
    arguments = json.dumps(
        {"to": address, "phone": 13800138000, "13900139000": "x", "id": "11010519491231002X"}
    )
    body = {
        "model": "m",
        "system": [{"type": "text", "text": "mail a@example.com", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "13800138000"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,13800138000"}},
                ],
            },
            {
                "role": "assistant",
                "tool_calls": [
                    {"id": "call_1", "type": "function", "function": {"name": "send", "arguments": arguments}}
                ],
            },
            {
                "role": "assistant",
                "content": [
                    {
                        "type": "tool_use",
                        "id": "t",
                        "name": "n",
                        "input": {"name": "a@example.com", "deep": [13800138000]},
                    }
                ],
            },
            {
                "role": "user",
                "content": [
                    {
                        "type": "document",
                        "source": {"type": "text", "media_type": "text/plain", "data": "13800138000"},
                    }
                ],
            },
        ],
        "huahua_extras": {"gemini": {"note": "13800138000"}},
    }
    tokens = Tokens()
    sent = mask_body(body, ALL, tokens)
    text = json.dumps(sent, ensure_ascii=False)
    for value in ("13900139000", "a@example.com", "11010519491231002X", address):
        assert value not in text
    assert text.count("13800138000") == 1  # the picture
    assert json.loads(sent["messages"][1]["tool_calls"][0]["function"]["arguments"])["to"] == "[ADDRESS_1]"
    back = restore_body(sent, tokens)
    assert back["messages"][2]["content"][0]["input"] == {"name": "a@example.com", "deep": ["13800138000"]}
    assert back["system"] == body["system"] and back["huahua_extras"] == body["huahua_extras"]


def test_arguments_stay_json() -> None:
    key = '-----BEGIN PRIVATE KEY-----\nMII"x\n-----END PRIVATE KEY-----'
    tokens = Tokens()
    mask_body({"messages": [{"content": key}]}, ALL, tokens)
    reply = {
        "choices": [
            {"message": {"tool_calls": [{"function": {"name": "f", "arguments": '{"key": "[SECRET_1]"}'}}]}}
        ]
    }
    back = restore_body(reply, tokens)
    assert json.loads(back["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]) == {"key": key}
    stream = TokenStream(tokens, in_json=True)
    assert json.loads("".join(stream.feed(sign) for sign in '{"key": "[SECRET_1]"}') + stream.close()) == {
        "key": key
    }


def test_a_body_without_personal_data_is_left_as_it_is() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    assert mask_body(body, ALL, Tokens()) is body
