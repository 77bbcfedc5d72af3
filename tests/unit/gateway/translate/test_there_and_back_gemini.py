"""A conversation that goes to Gemini's dialect and back still says the same, and so does a reply."""

from __future__ import annotations

import itertools
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import EXTRAS, JsonObject, StreamEvent, Usage
from huahua.gateway.errors import GatewayError
from huahua.gateway.translate.completions import completion_to_chat, prompts_of
from huahua.gateway.translate.gemini_embeddings import embeddings_to_openai
from huahua.gateway.translate.gemini_to_openai import gemini_request_to_openai
from huahua.gateway.translate.openai_to_gemini import OpenAIToGeminiStream, reply_to_gemini
from huahua.gateway.translate.openai_to_responses import OpenAIToResponsesStream, reply_to_responses
from huahua.gateway.translate.responses_objects import Asked
from huahua.gateway.translate.responses_to_openai import responses_request_to_openai
from huahua.gateway.wire.gemini import chat_request
from huahua.gateway.wire.gemini_reply import ChunkStream, chat_reply
from tests.unit.gateway.translate.streams import NOW, chunk
from tests.unit.gateway.translate.test_there_and_back import ARGUMENTS, JSON, NAMES, TEXT, conversations

MODEL = "gemini-2.5-flash"
ASKED = Asked.of({})
KEPT = ("max_tokens", "temperature", "stop", "tools", "tool_choice")


def meaning(body: JsonObject) -> Any:
    """What a request says; calls and their results are paired by place, since Gemini has no ids."""
    said: list[Any] = []
    places: dict[str, int] = {}
    for message in body["messages"]:
        content = message.get("content")
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content or []
        if message["role"] == "tool":
            said.append(("answer", places[message["tool_call_id"]], _loose(parts[0]["text"])))
            continue
        said += [(message["role"], json.dumps(part, sort_keys=True)) for part in parts]
        for call in message.get("tool_calls", []):
            places[call["id"]] = len(places)
            said.append((call["function"]["name"], json.loads(call["function"]["arguments"])))
    return said, {name: body.get(name) for name in KEPT}


def _loose(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@given(conversations())
def test_a_conversation_to_gemini_and_back(body: JsonObject) -> None:
    there = chat_request(MODEL, body)
    back = gemini_request_to_openai(there, "m")
    assert meaning(back) == meaning(body)
    assert back[EXTRAS]["gemini"] == {"x_vendor_field": body["x_vendor_field"]}


@given(conversations())
def test_a_request_of_gemini_to_openai_and_back(body: JsonObject) -> None:
    request = chat_request(MODEL, body)
    assert chat_request(MODEL, gemini_request_to_openai(request, "m")) == request


CALLS = st.lists(st.tuples(NAMES, ARGUMENTS), max_size=3)


@st.composite
def replies(draw: st.DrawFn) -> JsonObject:
    """A chat completion with any of: thoughts, words, calls."""
    message: JsonObject = {"role": "assistant", "content": draw(TEXT | st.none()), "refusal": None}
    if draw(st.booleans()):
        message["reasoning_content"] = draw(TEXT)
    calls = [
        {
            "id": f"call_{place}",
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)},
        }
        for place, (name, arguments) in enumerate(draw(CALLS))
    ]
    if calls:
        message["tool_calls"] = calls
    finish = "tool_calls" if calls else draw(st.sampled_from(["stop", "length", "content_filter"]))
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"id": "chatcmpl-1", "model": "m", "choices": [choice]}


def chunks_of(draw: st.DrawFn, reply: JsonObject) -> list[StreamEvent]:
    """The reply as a stream, cut anywhere."""
    choice = reply["choices"][0]
    message = choice["message"]
    deltas: list[JsonObject] = [{"role": "assistant"}]
    for name in ("reasoning_content", "content"):
        deltas += [{name: piece} for piece in _pieces(draw, message.get(name) or "")]
    for index, call in enumerate(message.get("tool_calls", [])):
        head = {**call, "index": index, "function": {"name": call["function"]["name"], "arguments": ""}}
        deltas.append({"tool_calls": [head]})
        deltas += [
            {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}
            for piece in _pieces(draw, call["function"]["arguments"])
        ]
    rows = [{"index": 0, "delta": delta, "finish_reason": None} for delta in deltas]
    rows.append({"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]})
    return [chunk({"id": reply["id"], "model": reply["model"], "choices": [row]}) for row in rows]


def _pieces(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    edges = [0, *cuts, len(text)]
    return [text[start:end] for start, end in itertools.pairwise(edges) if end > start]


def said_by(reply: JsonObject) -> Any:
    choice = reply["choices"][0]
    message = choice["message"]
    calls = [
        (call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
        for call in message.get("tool_calls", [])
    ]
    return message.get("content") or "", message.get("reasoning_content", ""), calls, choice["finish_reason"]


@given(replies())
def test_a_reply_to_gemini_and_back(reply: JsonObject) -> None:
    there = reply_to_gemini(reply, Usage(3, 2, 0, 5, 4), thoughts=True)
    back = chat_reply(json.dumps(there).encode(), MODEL, NOW)
    assert said_by(back.body) == said_by(reply)
    assert back.usage == Usage(3, 2, 0, 5, 4)


@given(st.data())
def test_a_stream_to_gemini_and_back_says_what_the_whole_reply_says(data: st.DataObject) -> None:
    reply = data.draw(replies())
    there, back = OpenAIToGeminiStream(thoughts=True), ChunkStream(MODEL, NOW)
    parts = [part for event in chunks_of(data.draw, reply) for part in there.feed(event)] + there.close()
    events = [event for part in parts for event in back.feed(part)] + back.close()
    message: JsonObject = {"content": "", "reasoning_content": "", "tool_calls": []}
    finish = None
    for event in events:
        for choice in json.loads(event.data)["choices"]:
            delta = choice["delta"]
            message["content"] += delta.get("content") or ""
            message["reasoning_content"] += delta.get("reasoning_content") or ""
            message["tool_calls"] += delta.get("tool_calls", [])
            finish = choice["finish_reason"] or finish
    assert said_by({"choices": [{"message": message, "finish_reason": finish}]}) == said_by(reply)


@given(st.data())
def test_a_streamed_response_ends_as_the_whole_one(data: st.DataObject) -> None:
    reply = data.draw(replies())
    stream = OpenAIToResponsesStream(ASKED, NOW)
    events = [event for part in chunks_of(data.draw, reply) for event in stream.feed(part)] + stream.close()
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    final = events[-1]["response"]
    whole = reply_to_responses(reply, Usage(), ASKED, NOW)
    assert final["status"] == whole["status"] == events[-1]["type"].removeprefix("response.")
    assert [_without_id(item) for item in final["output"]] == [_without_id(item) for item in whole["output"]]
    done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    assert sorted(item["id"] for item in done) == sorted(item["id"] for item in final["output"])


def _without_id(item: JsonObject) -> JsonObject:
    return {name: value for name, value in item.items() if name != "id"}


FIELDS = st.sampled_from(
    [
        *("contents", "systemInstruction", "system_instruction", "tools", "toolConfig", "generationConfig"),
        *("input", "instructions", "tool_choice", "text", "reasoning", "max_output_tokens", "include"),
        *("prompt", "suffix", "logprobs", "content", "outputDimensionality", "embedContentConfig"),
    ]
)
PARTS = st.dictionaries(
    st.sampled_from(
        [
            *(
                "text",
                "thought",
                "thoughtSignature",
                "inlineData",
                "fileData",
                "functionCall",
                "functionResponse",
            ),
            *("name", "args", "response", "parts", "role", "mimeType", "data", "type", "output", "call_id"),
            *("encrypted_content", "summary", "arguments", "content", "functionDeclarations", "parameters"),
        ]
    ),
    JSON,
    max_size=4,
)


@given(
    st.dictionaries(FIELDS, JSON | PARTS | st.lists(PARTS, max_size=3), max_size=6),
    st.lists(PARTS, max_size=3),
)
def test_whatever_a_caller_sends_nothing_but_our_errors_comes_out(body: JsonObject, parts: list[Any]) -> None:
    contents = [{"role": "user", "parts": parts}, {"role": "model", "parts": parts}]
    translations: list[Any] = [
        lambda: chat_request(MODEL, gemini_request_to_openai(body, "m")),
        lambda: chat_request(MODEL, gemini_request_to_openai({**body, "contents": contents}, "m")),
        lambda: responses_request_to_openai(body),
        lambda: responses_request_to_openai({**body, "input": parts}),
        lambda: Asked.of(body),
        lambda: completion_to_chat(body, prompts_of(body)[0]),
        lambda: embeddings_to_openai([("", body)], "m"),
    ]
    for translate in translations:
        try:
            json.dumps(translate(), default=repr)
        except GatewayError as fault:
            assert fault.status in (400, 422)
