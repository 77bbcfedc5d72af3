"""Golden files: bodies and streams of one dialect, and what they become in every other.

`python -m tests.unit.gateway.translate.golden` writes them anew after a change; read the difference before it is
committed. Requests are written by hand (`requests/*.in.json`), replies and streams are those of the simulators.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from huahua.gateway.domain.calls import ChatReply, Dialect, JsonObject, StreamEvent
from huahua.gateway.translate import translate_reply, translate_request
from huahua.gateway.translate.gemini_to_openai import gemini_request_to_openai
from huahua.gateway.translate.openai_to_gemini import OpenAIToGeminiStream, reply_to_gemini
from huahua.gateway.translate.openai_to_responses import OpenAIToResponsesStream, reply_to_responses
from huahua.gateway.translate.responses_objects import Asked
from huahua.gateway.translate.responses_to_openai import responses_request_to_openai
from huahua.gateway.translate.stream_to_anthropic import OpenAIToAnthropicStream
from huahua.gateway.translate.stream_to_openai import AnthropicToOpenAIStream
from huahua.gateway.translate.usage import usage_from_anthropic, usage_from_openai
from huahua.gateway.wire.gemini import chat_request
from huahua.gateway.wire.gemini_reply import ChunkStream, chat_reply
from huahua.gateway.wire.sse import SseParser
from tests.unit.gateway.translate.streams import FIXTURES, NOW, recorded

FOLDER = Path(__file__).parent / "golden"
MODELS = {"openai": "gpt-5.5", "anthropic": "claude-sonnet-4-5", "gemini": "gemini-3.8-flash"}
RECORDED = [
    (vendor, name)
    for vendor, names in {
        "openai": ("chat-text", "chat-tools", "chat-reasoning"),
        "anthropic": ("message-text", "message-tools", "message-thinking"),
        "gemini": ("content-text", "content-tools", "content-thinking"),
    }.items()
    for name in names
]
ASKED = Asked.of({"instructions": "Be brief.", "reasoning": {"effort": "low"}})
Golden = Iterator[tuple[Path, str]]


def everything() -> Golden:
    """Each golden file with what should be in it."""
    yield from requests()
    yield from replies()
    yield from streams()


def requests() -> Golden:
    """`<case>.<dialect>.in.json` → `<case>.<dialect>.to-<upstream>.json`."""
    for path in sorted((FOLDER / "requests").glob("*.in.json")):
        case, dialect = path.name.removesuffix(".in.json").split(".")
        body = json.loads(path.read_text())
        for upstream, model in MODELS.items():
            if upstream != dialect:
                target = path.with_name(f"{case}.{dialect}.to-{upstream}.json")
                yield target, _pretty(request_for(upstream, model, dialect, body))


def request_for(upstream: str, model: str, dialect: str, body: JsonObject) -> JsonObject:
    """What `upstream` is sent for a body in `dialect`, in the order of the gateway's own steps."""
    if upstream == "anthropic" and dialect == "anthropic":
        return body
    if dialect == "anthropic":
        chat = translate_request({**body, "model": model}, Dialect.ANTHROPIC, Dialect.OPENAI)
    elif dialect == "gemini":
        chat = gemini_request_to_openai(body, model)
    elif dialect == "responses":
        chat = responses_request_to_openai({**body, "model": model})
    else:
        chat = {**body, "model": model}
    if upstream == "anthropic":
        return translate_request(chat, Dialect.OPENAI, Dialect.ANTHROPIC)
    return chat_request(model, chat) if upstream == "gemini" else chat


def replies() -> Golden:
    for vendor, name in RECORDED:
        chat, own = _as_chat(vendor, (FIXTURES / vendor / f"{name}.json").read_bytes())
        found = {
            "openai": chat.body,
            "anthropic": translate_reply(chat, Dialect.ANTHROPIC).body,
            "gemini": reply_to_gemini(chat.body, chat.usage, thoughts=True),
            "responses": reply_to_responses(chat.body, chat.usage, ASKED, NOW),
        }
        found.pop(own, None)
        yield FOLDER / "replies" / f"{vendor}.{name}.json", _pretty(found)


def _as_chat(vendor: str, raw: bytes) -> tuple[ChatReply, str]:
    if vendor == "gemini":
        return chat_reply(raw, MODELS["gemini"], NOW), "gemini"
    body = json.loads(raw)
    if vendor == "anthropic":
        usage = usage_from_anthropic(body["usage"])
        assert usage is not None
        return translate_reply(
            ChatReply(Dialect.ANTHROPIC, body, usage), Dialect.OPENAI, now=lambda: NOW
        ), "anthropic"
    usage = usage_from_openai(body["usage"])
    assert usage is not None
    return ChatReply(Dialect.OPENAI, body, usage), "openai"


def streams() -> Golden:
    for vendor, name in RECORDED:
        chunks = chat_chunks(vendor, name)
        found = {
            "openai": [json.loads(chunk.data) for chunk in chunks],
            "anthropic": as_messages(chunks),
            "gemini": as_contents(chunks),
            "responses": as_responses(chunks),
        }
        for dialect, events in found.items():
            if dialect != vendor:
                lines = "".join(_line(event) for event in events)
                yield FOLDER / "streams" / f"{vendor}.{name}.to-{dialect}.jsonl", lines


def chat_chunks(vendor: str, name: str) -> list[StreamEvent]:
    """A vendor's recorded stream as chunks of a chat completion."""
    if vendor == "openai":
        return recorded(vendor, name)
    if vendor == "anthropic":
        to_chat = AnthropicToOpenAIStream(created=NOW)
        return [chunk for event in recorded(vendor, name) for chunk in to_chat.feed(event)] + to_chat.close()
    contents = ChunkStream(MODELS["gemini"], NOW)
    frames = SseParser().feed((FIXTURES / vendor / f"{name}.sse").read_bytes())
    return [chunk for frame in frames for chunk in contents.feed(json.loads(frame.data))] + contents.close()


def as_messages(chunks: list[StreamEvent]) -> list[JsonObject]:
    translator = OpenAIToAnthropicStream()
    events = [event for chunk in chunks for event in translator.feed(chunk)] + translator.close()
    return [json.loads(event.data) for event in events]


def as_contents(chunks: list[StreamEvent]) -> list[JsonObject]:
    translator = OpenAIToGeminiStream(thoughts=True)
    return [part for chunk in chunks for part in translator.feed(chunk)] + translator.close()


def as_responses(chunks: list[StreamEvent]) -> list[JsonObject]:
    translator = OpenAIToResponsesStream(ASKED, NOW)
    return [event for chunk in chunks for event in translator.feed(chunk)] + translator.close()


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _line(value: Any) -> str:
    return msgspec.json.encode(value).decode() + "\n"


if __name__ == "__main__":
    for path, content in everything():
        path.write_text(content)
