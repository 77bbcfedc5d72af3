"""OpenAI's own Python package, unchanged, against the running server."""

from __future__ import annotations

import base64
import io
from typing import Any

import openai
import pytest

from tests.integration.sdk.conftest import TALKERS, UPSTREAM_KEY, Stage
from tests.simulators.openai import vector_of
from tests.simulators.pictures import data_url, picture, picture_base64

TEXT = "海上生明月。The moon rises over the sea."
VENDORS = sorted(TALKERS)
ASK: list[Any] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "A line about the moon."},
]
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather now.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"type": "string"}},
            "required": ["city"],
        },
    },
}


@pytest.mark.parametrize("vendor", VENDORS)
def test_chat(openai_client: openai.OpenAI, stage: Stage, vendor: str) -> None:
    reply = openai_client.chat.completions.create(model=f"talk-{vendor}", messages=ASK, max_tokens=99)
    assert reply.choices[0].message.content == TEXT
    assert reply.choices[0].finish_reason == "stop"
    assert reply.object == "chat.completion" and reply.created > 1_700_000_000
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert reply.usage.prompt_tokens_details is not None
    assert reply.usage.prompt_tokens_details.cached_tokens == 64
    sent = stage.last(vendor)
    assert stage.key not in str(sent.headers), "the caller's key stays here"
    assert UPSTREAM_KEY in str(sent.headers)
    assert "Be brief." in sent.body.decode()


@pytest.mark.parametrize("vendor", VENDORS)
def test_stream_with_usage(openai_client: openai.OpenAI, vendor: str) -> None:
    stream = openai_client.chat.completions.create(
        model=f"talk-{vendor}", messages=ASK, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    words = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    assert "".join(words) == TEXT
    assert len([word for word in words if word]) > 1, "it came in pieces"
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "stop"
    assert chunks[-1].choices == [] and chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 17
    assert len({chunk.id for chunk in chunks}) == 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_stream_without_usage_has_no_chunk_without_choices(openai_client: openai.OpenAI, vendor: str) -> None:
    stream = openai_client.chat.completions.create(model=f"talk-{vendor}", messages=ASK, stream=True)
    assert all(chunk.choices for chunk in stream)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tools_there_and_back(
    openai_client: openai.OpenAI, stage: Stage, vendor: str, streamed: bool
) -> None:
    model = f"talk-{vendor}"
    messages = list(ASK)
    if streamed:
        with openai_client.chat.completions.stream(model=model, messages=messages, tools=[WEATHER]) as events:
            first = events.get_final_completion()
    else:
        first = openai_client.chat.completions.create(model=model, messages=messages, tools=[WEATHER])
    choice = first.choices[0]
    calls = choice.message.tool_calls or []
    assert choice.finish_reason == "tool_calls"
    assert [(call.function.name, call.function.arguments) for call in calls] == [
        ("get_weather", '{"city":"杭州","unit":"c"}'),
        ("get_time", "{}"),
    ]
    assert "The weather now." in stage.last(vendor).body.decode()
    messages.append(choice.message.to_dict())
    messages += [{"role": "tool", "tool_call_id": call.id, "content": f"sunny {call.id}"} for call in calls]
    second = openai_client.chat.completions.create(model=model, messages=messages, tools=[WEATHER])
    assert second.choices[0].message.content == TEXT
    sent = stage.last(vendor).body.decode()
    assert all(f"sunny {call.id}" in sent for call in calls)
    if vendor == "gemini":
        assert "EjQKMgEMOdbHvkWqLmZs3t0Xv2VQp9dYbNAA" in sent, "the thought signature goes back"


@pytest.mark.parametrize("vendor", VENDORS)
def test_vision(openai_client: openai.OpenAI, stage: Stage, vendor: str) -> None:
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": data_url()}},
    ]
    openai_client.chat.completions.create(
        model=f"talk-{vendor}",
        messages=[{"role": "user", "content": content}],  # type: ignore[list-item,misc]
    )
    assert picture_base64() in stage.last(vendor).body.decode()


def test_reasoning(openai_client: openai.OpenAI) -> None:
    reply = openai_client.chat.completions.create(model="thinker", messages=ASK)
    assert reply.choices[0].message.to_dict()["reasoning_content"] == "17 has no divisor between 2 and 4."


def test_reasoning_of_claude_can_go_back_signed(openai_client: openai.OpenAI, stage: Stage) -> None:
    reply = openai_client.chat.completions.create(
        model="talk-anthropic", messages=ASK, reasoning_effort="low", max_tokens=4096
    )
    message = reply.choices[0].message.to_dict()
    assert message["reasoning_content"] == "17 has no divisor between 2 and 4."
    assert reply.usage is not None and reply.usage.completion_tokens_details is not None
    assert reply.usage.completion_tokens_details.reasoning_tokens == 45
    again: Any = [*ASK, message, {"role": "user", "content": "Sure?"}]
    openai_client.chat.completions.create(model="talk-anthropic", messages=again)
    thinking = stage.last("anthropic").json["messages"][1]["content"][0]
    assert thinking["type"] == "thinking" and thinking["signature"].startswith("EqQBCgIY")


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_unknown_fields_reach_the_upstream_untouched(
    openai_client: openai.OpenAI, stage: Stage, vendor: str, streamed: bool
) -> None:
    odd = {"nested": [1, 2.5, {"deep": None}], "ключ": "値"}
    reply = openai_client.chat.completions.create(
        model=f"talk-{vendor}", messages=ASK, stream=streamed, extra_body={"x_vendor": odd}
    )
    if streamed:
        list(reply)
    assert stage.last(vendor).json["x_vendor"] == odd


def test_equal_dialects_change_nothing_but_the_model(openai_client: openai.OpenAI, stage: Stage) -> None:
    fields: dict[str, Any] = {
        "temperature": 0.3,
        "seed": 11,
        "logit_bias": {"50256": -100},
        "response_format": {"type": "json_object"},
        "parallel_tool_calls": False,
        "tools": [WEATHER],
        "user": "u-1",
    }
    openai_client.chat.completions.create(model="talk-openai", messages=ASK, **fields)
    sent = stage.last("openai").json
    assert sent.pop("stream", False) is False
    assert sent == {"model": "gpt-4o", "messages": ASK, **fields}


@pytest.mark.parametrize("vendor", ["openai", "gemini"])
@pytest.mark.parametrize("encoding", ["float", "base64", None])
def test_embeddings(openai_client: openai.OpenAI, vendor: str, encoding: Any) -> None:
    extra = {} if encoding is None else {"encoding_format": encoding}
    reply = openai_client.embeddings.create(model=f"embed-{vendor}", input=["月", "sea"], **extra)
    values = reply.data[1].embedding
    if encoding == "base64":
        assert isinstance(values, str)
    else:
        assert list(values) == vector_of("sea", 8)
    assert reply.object == "list" and [row.index for row in reply.data] == [0, 1]


@pytest.mark.parametrize("vendor", ["openai", "gemini"])
def test_pictures_are_generated(openai_client: openai.OpenAI, stage: Stage, vendor: str) -> None:
    reply = openai_client.images.generate(
        model=f"paint-{vendor}", prompt="a boat", n=2, size="1024x1024", response_format="b64_json"
    )
    assert reply.data is not None and len(reply.data) == 2
    assert base64.b64decode(reply.data[0].b64_json or "").startswith(b"\x89PNG")
    assert "a boat" in stage.last(vendor).body.decode()


@pytest.mark.parametrize("vendor", ["openai", "gemini"])
def test_pictures_are_edited(openai_client: openai.OpenAI, stage: Stage, vendor: str) -> None:
    source = picture(48, 32)
    reply = openai_client.images.edit(
        model=f"paint-{vendor}",
        image=("boat.png", io.BytesIO(source), "image/png"),
        prompt="make it night",
        response_format="b64_json",
    )
    assert reply.data is not None and reply.data[0].b64_json
    sent = stage.last(vendor)
    if vendor == "openai":
        assert any(part.data == source for part in sent.form)
    else:
        assert base64.b64encode(source).decode() in sent.body.decode()


def test_models(openai_client: openai.OpenAI) -> None:
    ids = [model.id for model in openai_client.models.list()]
    assert {"builtin/assistant", "talk-openai", "talk-anthropic", "paint-gemini"} <= set(ids)
    assert openai_client.models.retrieve("talk-openai").id == "talk-openai"
    assert openai_client.models.retrieve("builtin/assistant").owned_by
    with pytest.raises(openai.NotFoundError):
        openai_client.models.retrieve("nope")


def test_the_built_in_assistant_and_painter(openai_client: openai.OpenAI) -> None:
    reply = openai_client.chat.completions.create(
        model="builtin/assistant", messages=[{"role": "user", "content": "What is 6 times 7?"}]
    )
    assert "42" in (reply.choices[0].message.content or "")
    painted = openai_client.images.generate(
        model="builtin/painter", prompt="a red boat at dawn", size="256x256", response_format="b64_json"
    )
    assert painted.data and base64.b64decode(painted.data[0].b64_json or "")


def test_several_clients_at_once(stage: Stage) -> None:
    import asyncio

    async def ask(client: openai.AsyncOpenAI, vendor: str) -> str:
        stream = await client.chat.completions.create(model=f"talk-{vendor}", messages=ASK, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    async def all_at_once() -> list[str]:
        async with openai.AsyncOpenAI(api_key=stage.key, base_url=f"{stage.url}/v1") as client:
            return await asyncio.gather(*(ask(client, vendor) for vendor in VENDORS * 10))

    assert asyncio.run(all_at_once()) == [TEXT] * 30
