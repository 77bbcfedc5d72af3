"""`huahua.v1.Chat` as a client sees it."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from huahua.gateway.grpc.gen import chat_pb2 as pb
from huahua.gateway.grpc.gen import chat_pb2_grpc, common_pb2
from tests.integration.grpc.conftest import Stage
from tests.simulators.pictures import picture

TEXT = "海上生明月。The moon rises over the sea."


@pytest.fixture
def chat(channel: grpc.aio.Channel) -> Any:
    return chat_pb2_grpc.ChatStub(channel)


def ask(model: str = "talk", words: str = "Hello", **more: Any) -> pb.ChatRequest:
    message = pb.Message(role=pb.ROLE_USER, parts=[pb.Part(text=words)])
    return pb.ChatRequest(model=model, messages=[message], **more)


async def test_complete(chat: Any, stage: Stage) -> None:
    reply = await chat.Complete(ask(), metadata=stage.auth)
    assert [part.text for part in reply.message.parts] == [TEXT]
    assert reply.message.role == pb.ROLE_ASSISTANT
    assert reply.finish_reason == "stop"
    assert reply.usage.input_tokens == 82 and reply.usage.output_tokens == 17
    assert reply.usage.total_tokens == 99 and reply.usage.cache_read_tokens == 64
    assert reply.cost == common_pb2.Cost(amount_micros=82 + 2 * 17, currency="USD")
    assert reply.route.provider == "up" and reply.route.upstream_model == "gpt-4o"
    assert reply.request_id.startswith("req_")
    sent = stage.upstream.sim.requests[-1]
    assert stage.key not in str(sent.headers), "the caller's key stays here"


async def test_the_request_reaches_the_model_as_openai_has_it(chat: Any, stage: Stage) -> None:
    request = ask(
        parameters=pb.Parameters(temperature=0.5, max_output_tokens=20, stop=["。"], seed=7),
        tool_choice="weather",
    )
    request.messages.insert(0, pb.Message(role=pb.ROLE_SYSTEM, parts=[pb.Part(text="Be brief.")]))
    png = picture(4, 4)
    request.messages[-1].parts.append(pb.Part(image=common_pb2.Image(data=png)))
    tool = request.tools.add(name="weather", description="Now.")
    tool.parameters.update({"type": "object", "properties": {"days": {"type": "integer", "maximum": 5}}})
    request.extra.update({"user": "u1", "logit_bias": {"50256": -100}})
    request.messages.extend(
        [
            pb.Message(
                role=pb.ROLE_ASSISTANT, tool_calls=[pb.ToolCall(id="c1", name="weather", arguments="{}")]
            ),
            pb.Message(role=pb.ROLE_TOOL, tool_call_id="c1", parts=[pb.Part(text="sun")]),
        ]
    )
    await chat.Complete(request, metadata=stage.auth)
    sent = stage.upstream.sim.requests[-1]
    body = sent.json
    assert body["temperature"] == 0.5 and body["stop"] == ["。"] and body["seed"] == 7
    assert 20 in (body.get("max_tokens"), body.get("max_completion_tokens"))
    assert body["user"] == "u1" and body["logit_bias"] == {"50256": -100}
    wanted = b'"parameters":{"properties":{"days":{"maximum":5,"type":"integer"}},"type":"object"}'
    assert wanted in sent.body, "whole numbers stay whole, and names are in order"
    assert body["tools"][0]["function"]["name"] == "weather"
    assert body["tool_choice"] == {"type": "function", "function": {"name": "weather"}}
    system, user, assistant, tool_message = body["messages"]
    assert system == {"role": "system", "content": "Be brief."}
    assert user["content"][0] == {"type": "text", "text": "Hello"}
    assert user["content"][1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert assistant["content"] is None and assistant["tool_calls"][0]["id"] == "c1"
    assert tool_message == {"role": "tool", "content": "sun", "tool_call_id": "c1"}


async def test_stream(chat: Any, stage: Stage) -> None:
    events = [event async for event in chat.Stream(ask(), metadata=stage.auth)]
    kinds = [event.WhichOneof("kind") for event in events]
    assert kinds[0] == "started" and kinds[-1] == "finished"
    assert set(kinds[1:-1]) == {"text"} and len(kinds) > 4
    assert "".join(event.text for event in events) == TEXT
    finished = events[-1].finished
    assert finished.finish_reason == "stop" and finished.usage.total_tokens == 99
    assert finished.cost.amount_micros == 82 + 2 * 17
    assert events[0].started.route.provider == "up"


async def test_stream_of_a_tool_call(chat: Any, stage: Stage) -> None:
    request = ask()
    request.tools.add(name="get_weather").parameters.update({"type": "object"})
    events = [event async for event in chat.Stream(request, metadata=stage.auth)]
    calls = [event.tool_call for event in events if event.WhichOneof("kind") == "tool_call"]
    assert [call.id for call in calls if call.id] and calls[0].name
    assert "".join(call.arguments for call in calls if call.index == 0).startswith("{")
    assert events[-1].finished.finish_reason == "tool_calls"
    whole = await chat.Complete(request, metadata=stage.auth)
    assert whole.message.tool_calls[0].name == calls[0].name


async def test_stream_in_sentences(chat: Any, stage: Stage) -> None:
    request = ask(chunking=pb.CHUNKING_SENTENCE)
    by_field = [event async for event in chat.Stream(request, metadata=stage.auth)]
    by_header = [
        event async for event in chat.Stream(ask(), metadata=(*stage.auth, ("x-huahua-chunk", "sentence")))
    ]
    for events in (by_field, by_header):
        texts = [event.text for event in events if event.WhichOneof("kind") == "text"]
        assert texts == ["海上生明月。", "The moon rises over the sea."]
        assert events[-1].finished.usage.total_tokens == 99


async def test_reasoning_is_apart(chat: Any, stage: Stage) -> None:
    request = ask(parameters=pb.Parameters(reasoning_effort="low"))
    reply = await chat.Complete(request, metadata=stage.auth)
    events = [event async for event in chat.Stream(request, metadata=stage.auth)]
    assert reply.reasoning
    assert "".join(event.reasoning for event in events) == reply.reasoning


async def test_without_a_model_the_default_answers(chat: Any, stage: Stage) -> None:
    reply = await chat.Complete(ask(""), metadata=stage.auth)
    assert reply.route.provider == "builtin"
    assert not reply.HasField("cost"), "what has no price has no cost"
