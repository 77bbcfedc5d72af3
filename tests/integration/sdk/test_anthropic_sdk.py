"""Anthropic's own Python package, unchanged, against the running server."""

from __future__ import annotations

from typing import Any

import anthropic
import pytest

from tests.integration.sdk.conftest import TALKERS, UPSTREAM_KEY, Stage
from tests.simulators.pictures import picture_base64

TEXT = "海上生明月。The moon rises over the sea."
VENDORS = sorted(TALKERS)
ASK: list[Any] = [{"role": "user", "content": "A line about the moon."}]
WEATHER: Any = {
    "name": "get_weather",
    "description": "The weather now.",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
STATUSES: list[tuple[str, int, str]] = [
    ("400", 400, "invalid_request_error"),
    ("401", 502, "api_error"),
    ("402", 502, "api_error"),
    ("403", 502, "api_error"),
    ("404", 404, "not_found_error"),
    ("413", 413, "request_too_large"),
    ("429", 429, "rate_limit_error"),
    ("500", 502, "api_error"),
    ("cut-before-headers", 502, "api_error"),
    ("html", 502, "api_error"),
    ("slow-first-byte", 504, "timeout_error"),
]


@pytest.mark.parametrize("vendor", VENDORS)
def test_messages(anthropic_client: anthropic.Anthropic, stage: Stage, vendor: str) -> None:
    message = anthropic_client.messages.create(
        model=f"talk-{vendor}", max_tokens=99, system="Be brief.", messages=ASK
    )
    assert [(block.type, getattr(block, "text", None)) for block in message.content] == [("text", TEXT)]
    assert (message.type, message.role, message.stop_reason) == ("message", "assistant", "end_turn")
    assert message.id.startswith("msg_")
    usage = message.usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (18, 64, 17)
    sent = stage.last(vendor)
    assert "Be brief." in sent.body.decode()
    assert stage.key not in str(sent.headers) and UPSTREAM_KEY in str(sent.headers)


@pytest.mark.parametrize("vendor", VENDORS)
def test_stream(anthropic_client: anthropic.Anthropic, vendor: str) -> None:
    with anthropic_client.messages.stream(model=f"talk-{vendor}", max_tokens=99, messages=ASK) as stream:
        words = list(stream.text_stream)
        message = stream.get_final_message()
    assert "".join(words) == TEXT and len(words) > 1
    assert message.stop_reason == "end_turn"
    usage = message.usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (18, 64, 17)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tools_there_and_back(
    anthropic_client: anthropic.Anthropic, stage: Stage, vendor: str, streamed: bool
) -> None:
    fields: dict[str, Any] = {"model": f"talk-{vendor}", "max_tokens": 99, "tools": [WEATHER]}
    if streamed:
        with anthropic_client.messages.stream(messages=ASK, **fields) as stream:
            first = stream.get_final_message()
    else:
        first = anthropic_client.messages.create(messages=ASK, **fields)
    uses = [block for block in first.content if block.type == "tool_use"]
    assert first.stop_reason == "tool_use"
    assert [(use.name, use.input) for use in uses] == [
        ("get_weather", {"city": "杭州", "unit": "c"}),
        ("get_time", {}),
    ]
    results = [{"type": "tool_result", "tool_use_id": use.id, "content": f"sunny {use.id}"} for use in uses]
    second = anthropic_client.messages.create(
        messages=[
            *ASK,
            {"role": "assistant", "content": first.content},
            {"role": "user", "content": results},  # type: ignore[list-item,typeddict-item]
        ],
        **fields,
    )
    assert getattr(second.content[0], "text", None) == TEXT
    sent = stage.last(vendor).body.decode()
    assert all(f"sunny {use.id}" in sent for use in uses)
    if vendor == "gemini":
        assert "EjQKMgEMOdbHvkWqLmZs3t0Xv2VQp9dYbNAA" in sent, "the thought signature goes back"


@pytest.mark.parametrize("vendor", VENDORS)
def test_vision(anthropic_client: anthropic.Anthropic, stage: Stage, vendor: str) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": picture_base64()}
    content: Any = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    anthropic_client.messages.create(
        model=f"talk-{vendor}", max_tokens=99, messages=[{"role": "user", "content": content}]
    )
    assert picture_base64() in stage.last(vendor).body.decode()


@pytest.mark.parametrize("model", ["talk-anthropic", "thinker"])
def test_thinking(anthropic_client: anthropic.Anthropic, model: str) -> None:
    with anthropic_client.messages.stream(
        model=model, max_tokens=4096, messages=ASK, thinking={"type": "enabled", "budget_tokens": 1024}
    ) as stream:
        message = stream.get_final_message()
    thinking, text = message.content
    assert thinking.type == "thinking" and thinking.thinking == "17 has no divisor between 2 and 4."
    assert text.type == "text" and text.text == "Yes, 17 is prime."


def test_equal_dialects_change_nothing_but_the_model(
    anthropic_client: anthropic.Anthropic, stage: Stage
) -> None:
    marker = {"type": "ephemeral"}
    fields: dict[str, Any] = {
        "max_tokens": 99,
        "system": [{"type": "text", "text": "long", "cache_control": marker}],
        "messages": ASK,
        "metadata": {"user_id": "u-1"},
        "tools": [WEATHER],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
    }
    extra = {"x_vendor": [1, None], "temperature": 0.5, "top_k": 5}
    anthropic_client.messages.create(model="talk-anthropic", **fields, extra_body=extra)
    sent = stage.last("anthropic").json
    assert sent.pop("stream", False) is False
    assert sent == {"model": "claude-sonnet-4-5", **extra, **fields}


def test_the_key_also_works_as_a_bearer_token(stage: Stage) -> None:
    with anthropic.Anthropic(auth_token=stage.key, base_url=stage.url, max_retries=0) as client:
        assert client.messages.create(model="talk-openai", max_tokens=9, messages=ASK).content


def test_token_count_is_an_estimate_that_grows_with_the_request(
    anthropic_client: anthropic.Anthropic,
) -> None:
    def count(**fields: Any) -> int:
        return anthropic_client.messages.count_tokens(
            **{"model": "talk-anthropic", "messages": ASK, **fields}
        ).input_tokens

    plain = count()
    assert 5 <= plain <= 20
    assert count(system="You are a helpful assistant. " * 100) > plain + 500
    assert count(tools=[WEATHER]) > plain + 300
    with pytest.raises(anthropic.NotFoundError):
        count(model="nope")
    with pytest.raises(anthropic.BadRequestError):
        count(messages="hi")


def test_models(anthropic_client: anthropic.Anthropic) -> None:
    ids = [model.id for model in anthropic_client.models.list()]
    assert {"talk-anthropic", "builtin/assistant"} <= set(ids)


def test_the_built_in_assistant(anthropic_client: anthropic.Anthropic) -> None:
    ask: Any = [{"role": "user", "content": "What is 6 times 7?"}]
    with anthropic_client.messages.stream(model="builtin/assistant", max_tokens=99, messages=ask) as stream:
        assert "42" in stream.get_final_text()


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("fault", "status", "kind"), STATUSES)
def test_faults_of_the_upstream(
    anthropic_client: anthropic.Anthropic, vendor: str, streamed: bool, fault: str, status: int, kind: str
) -> None:
    with pytest.raises(anthropic.APIStatusError) as caught:
        anthropic_client.messages.create(
            model=f"{vendor}-{fault}", max_tokens=9, messages=ASK, stream=streamed
        )
    error = caught.value
    assert error.status_code == status
    body: Any = error.body
    assert (body["type"], body["error"]["type"]) == ("error", kind)
    assert body["request_id"] == error.response.headers["x-request-id"]
    assert UPSTREAM_KEY not in error.response.text
    if fault == "429":
        assert 1 <= int(error.response.headers["retry-after"]) <= 17  # it counts down


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("fault", ["cut-body", "garbage-sse", "no-end", "error-event"])
def test_a_stream_that_breaks_off_ends_with_one_error(
    anthropic_client: anthropic.Anthropic, vendor: str, fault: str
) -> None:
    events = []
    with pytest.raises(anthropic.APIError) as caught:
        for event in anthropic_client.messages.create(
            model=f"{vendor}-{fault}", max_tokens=9, messages=ASK, stream=True
        ):
            events.append(event.type)
    assert events[0] == "message_start"
    assert "message_stop" not in events
    body: Any = caught.value.body
    assert body["error"]["type"] == "api_error"


def test_leaving_a_stream_cancels_the_upstream_call(
    anthropic_client: anthropic.Anthropic, stage: Stage
) -> None:
    stream = anthropic_client.messages.create(
        model="anthropic-stall", max_tokens=9, messages=ASK, stream=True
    )
    next(iter(stream))
    stream.close()
    stage.sims.wait_until_gone(stage.last("anthropic"))


def test_a_wrong_key_and_bad_requests(stage: Stage, anthropic_client: anthropic.Anthropic) -> None:
    with (
        anthropic.Anthropic(api_key="sk-wrong", base_url=stage.url, max_retries=0) as client,
        pytest.raises(anthropic.AuthenticationError),
    ):
        client.messages.create(model="talk-openai", max_tokens=9, messages=ASK)
    with pytest.raises(anthropic.NotFoundError):
        anthropic_client.messages.create(model="nope", max_tokens=9, messages=ASK)
    with pytest.raises(anthropic.BadRequestError):
        anthropic_client.messages.create(model="talk-openai", max_tokens=9, messages=[])
    with pytest.raises(anthropic.BadRequestError):
        anthropic_client.messages.create(model="talk-anthropic", max_tokens=9, messages=[])
    server_tool: Any = [{"type": "web_search_20250305", "name": "web_search"}]
    with pytest.raises(anthropic.UnprocessableEntityError):
        anthropic_client.messages.create(model="talk-openai", max_tokens=9, messages=ASK, tools=server_tool)
