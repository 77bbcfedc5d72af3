"""`client.responses` of OpenAI's own Python package, unchanged, against the running server."""

from __future__ import annotations

import json
from typing import Any

import httpx
import openai
import pydantic
import pytest

from tests.integration.sdk.conftest import TALKERS, UPSTREAM_KEY, Stage
from tests.simulators.pictures import data_url, picture_base64

TEXT = "海上生明月。The moon rises over the sea."
VENDORS = sorted(TALKERS)
SIGNATURE = "EjQKMgEMOdbHvkWqLmZs3t0Xv2VQp9dYbN"
WEATHER: Any = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather now.",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"type": "string"}},
        "required": ["city", "unit"],
        "additionalProperties": False,
    },
    "strict": True,
}


class Poem(pydantic.BaseModel):
    title: str


@pytest.mark.parametrize("vendor", VENDORS)
def test_create(openai_client: openai.OpenAI, stage: Stage, vendor: str) -> None:
    reply = openai_client.responses.create(
        model=f"talk-{vendor}",
        instructions="Be brief.",
        input="A line about the moon.",
        max_output_tokens=99,
        metadata={"order": "7"},
        store=False,
    )
    assert reply.output_text == TEXT
    assert reply.status == "completed" and reply.object == "response" and reply.error is None
    assert [item.type for item in reply.output] == ["message"]
    assert reply.instructions == "Be brief." and reply.metadata == {"order": "7"} and reply.store is False
    assert reply.usage is not None
    assert reply.usage.input_tokens_details.cached_tokens == 64 and reply.usage.output_tokens == 17
    assert reply.usage.total_tokens == reply.usage.input_tokens + 17
    sent = stage.last(vendor)
    assert UPSTREAM_KEY in str(sent.headers) and stage.key not in str(sent.headers)
    assert "Be brief." in sent.body.decode() and "99" in sent.body.decode()
    assert "metadata" not in sent.json and "store" not in sent.json and "input" not in sent.json


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_events_of_a_stream(openai_client: openai.OpenAI, vendor: str) -> None:
    events = list(openai_client.responses.create(model=f"talk-{vendor}", input="moon", stream=True))
    kinds = [event.type for event in events]
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert set(kinds[4:-4]) == {"response.output_text.delta"} and len(kinds) > 9, "it came in pieces"
    assert kinds[-4:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == TEXT
    last = events[-1]
    assert last.type == "response.completed" and last.response.output_text == TEXT
    assert last.response.usage is not None and last.response.usage.output_tokens == 17
    assert {event.response.id for event in events if hasattr(event, "response")} == {last.response.id}


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tools_there_and_back(
    openai_client: openai.OpenAI, stage: Stage, vendor: str, streamed: bool
) -> None:
    model = f"talk-{vendor}"
    items: list[Any] = [{"role": "user", "content": "The weather?"}]
    first = _respond(openai_client, streamed, model=model, input=items, tools=[WEATHER])
    calls = [item for item in first.output if item.type == "function_call"]
    assert [(call.name, call.arguments) for call in calls] == [
        ("get_weather", '{"city":"杭州","unit":"c"}'),
        ("get_time", "{}"),
    ]
    assert "The weather now." in stage.last(vendor).body.decode()
    items += [item.to_dict() for item in first.output]
    items += [
        {"type": "function_call_output", "call_id": call.call_id, "output": f"sunny {call.name}"}
        for call in calls
    ]
    second = _respond(openai_client, streamed, model=model, input=items, tools=[WEATHER])
    assert second.output_text == TEXT
    sent = stage.last(vendor).body.decode()
    assert all(f"sunny {call.name}" in sent for call in calls)
    if vendor == "gemini":
        assert SIGNATURE in sent, "the thought signature goes back"


@pytest.mark.parametrize("vendor", VENDORS)
def test_pictures_and_files(openai_client: openai.OpenAI, stage: Stage, vendor: str) -> None:
    content = [
        {"type": "input_text", "text": "What is this?"},
        {"type": "input_image", "image_url": data_url(), "detail": "auto"},
        {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="},
    ]
    items: Any = [{"role": "user", "content": content}]
    assert openai_client.responses.create(model=f"talk-{vendor}", input=items).output_text == TEXT
    sent = stage.last(vendor).body.decode()
    assert picture_base64() in sent and "JVBERi0=" in sent


@pytest.mark.parametrize("vendor", VENDORS)
def test_parse(openai_client: openai.OpenAI, stage: Stage, vendor: str) -> None:
    reply = openai_client.responses.parse(model=f"talk-{vendor}", input="a poem", text_format=Poem)
    assert reply.output_parsed == Poem(title="moon")
    body = stage.last(vendor).json
    schema = {
        "openai": lambda: body["response_format"]["json_schema"]["schema"],
        "anthropic": lambda: body["output_config"]["format"]["schema"],
        "gemini": lambda: body["generationConfig"]["responseJsonSchema"],
    }[vendor]()
    assert schema["required"] == ["title"] and schema["additionalProperties"] is False


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_reasoning_is_an_item_that_goes_back(
    openai_client: openai.OpenAI, stage: Stage, vendor: str, streamed: bool
) -> None:
    model, effort = f"talk-{vendor}", {"effort": "low"}
    items: list[Any] = [{"role": "user", "content": "Is 17 prime?"}]
    asked = {"model": model, "reasoning": effort, "max_output_tokens": 9000}
    reply = _respond(openai_client, streamed, input=items, **asked)
    thought = reply.output[0]
    assert thought.type == "reasoning"
    assert thought.summary[0].text == "17 has no divisor between 2 and 4."
    assert reply.output_text == "Yes, 17 is prime."
    assert reply.usage is not None and reply.usage.output_tokens_details.reasoning_tokens == 45
    items += [*(item.to_dict() for item in reply.output), {"role": "user", "content": "Sure?"}]
    _respond(openai_client, streamed, input=items, **asked)
    if vendor == "anthropic":
        block = stage.last("anthropic").json["messages"][1]["content"][0]
        assert block["type"] == "thinking" and block["signature"].startswith("EqQBCgIY")


def test_a_tool_that_takes_free_text(openai_client: openai.OpenAI, stage: Stage) -> None:
    tools: Any = [{"type": "custom", "name": "get_weather", "description": "The weather now."}]
    for streamed in (False, True):
        reply = _respond(openai_client, streamed, model="talk-openai", input="weather", tools=tools)
        call = reply.output[0]
        assert (call.type, call.name) == ("custom_tool_call", "get_weather")
        assert json.loads(call.input) == {"city": "杭州", "unit": "c"}, (
            "no object with 'input': the text itself"
        )
    sent = stage.last("openai").json["tools"][0]["function"]
    assert sent["parameters"]["required"] == ["input"]


@pytest.mark.parametrize(
    ("asked", "param"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"conversation": "conv_1"}, "conversation"),
        ({"background": True}, "background"),
        ({"tools": [{"type": "web_search"}]}, "tools[0]"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input[0]"),
    ],
)
def test_what_this_server_does_not_do_is_said(
    openai_client: openai.OpenAI, asked: dict[str, Any], param: str
) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        openai_client.responses.create(**{"model": "talk-openai", "input": "hi", **asked})
    assert caught.value.param == param and caught.value.code == "not_supported"


@pytest.mark.parametrize(
    ("model", "kind"),
    [("nothing", openai.NotFoundError), ("gemini-429", openai.RateLimitError)],
)
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_errors_have_a_status_of_their_own(
    openai_client: openai.OpenAI, model: str, kind: type[openai.APIError], streamed: bool
) -> None:
    with pytest.raises(kind):
        openai_client.responses.create(model=model, input="hi", stream=streamed)


def test_a_broken_stream_ends_as_failed(openai_client: openai.OpenAI) -> None:
    events = list(openai_client.responses.create(model="openai-cut-body", input="hi", stream=True))
    assert [event.type for event in events[-2:]] == ["error", "response.failed"]
    last = events[-1]
    assert last.type == "response.failed" and last.response.status == "failed"
    assert last.response.error is not None and last.response.error.code.startswith("upstream_")


def test_every_event_is_named_as_its_type(stage: Stage) -> None:
    body = {"model": "talk-anthropic", "input": "hi", "stream": True}
    headers = {"authorization": f"Bearer {stage.key}"}
    answer = httpx.post(
        f"{stage.url}/v1/responses", json=body, headers=headers, timeout=120, trust_env=False, verify=False
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    for frame in answer.text.strip().split("\n\n"):
        event, data = frame.split("\n")
        assert event.removeprefix("event: ") == json.loads(data.removeprefix("data: "))["type"]


def _respond(client: openai.OpenAI, streamed: bool, **asked: Any) -> Any:
    if not streamed:
        return client.responses.create(**asked)
    with client.responses.stream(**asked) as events:
        return events.get_final_response()
