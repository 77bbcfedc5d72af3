"""What Gemini answers as a chat completion, whole or streamed: https://ai.google.dev/api/generate-content.

A stream is a row of whole `GenerateContentResponse` objects; it has no end mark of its own, so it ended well
when a candidate came with a `finishReason`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import ChatReply, Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.translate.fields import dumps
from huahua.gateway.translate.usage import usage_from_gemini, usage_to_openai

_FINISH = {"STOP": "stop", "MAX_TOKENS": "length", "FINISH_REASON_UNSPECIFIED": "stop"}
_FILTERED = frozenset(
    {
        "SAFETY",
        "RECITATION",
        "LANGUAGE",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    }
)
CANDIDATE_EXTRAS = ("groundingMetadata", "citationMetadata", "urlContextMetadata", "safetyRatings")
"""Fields of a candidate that travel under `extra_content.google`."""


class NotAGeminiReply(ValueError):
    """The text completes 'the provider …'."""


def decode(body: bytes) -> JsonObject:
    """Raises NotAGeminiReply when the body is not a JSON object."""
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise NotAGeminiReply("answered something that is not JSON") from fault
    if not isinstance(data, dict):
        raise NotAGeminiReply("answered JSON that is not an object")
    return data


def read_usage(data: JsonObject) -> Usage | None:
    return usage_from_gemini(data.get("usageMetadata"))


def chat_reply(body: bytes, model: str, created: int) -> ChatReply:
    """Raises NotAGeminiReply."""
    data = decode(body)
    usage = read_usage(data) or Usage()
    choices = []
    for candidate in candidates_of(data):
        index = _count(candidate, "index")
        said = read_parts(candidate)
        message: JsonObject = {"role": "assistant", "content": said.content, "refusal": None}
        if said.reasoning:
            message["reasoning_content"] = said.reasoning
        if said.tool_calls:
            message["tool_calls"] = _named(said.tool_calls, _reply_id(data), 0)
        if said.images:
            message["images"] = said.images
        if google := _google(said, candidate):
            message["extra_content"] = {"google": google}
        finish = _finish(candidate.get("finishReason"), bool(said.tool_calls))
        choices.append({"index": index, "message": message, "logprobs": None, "finish_reason": finish})
    if not choices:
        choices = [_blocked(data)]
    reply = {
        "id": _reply_id(data),
        "object": "chat.completion",
        "created": created,
        "model": str(data.get("modelVersion") or model),
        "choices": choices,
        "usage": usage_to_openai(usage),
    }
    return ChatReply(Dialect.OPENAI, reply, usage)


class ChunkStream:
    """Turns streamed replies into chunks; `ended` is True once a finish reason came."""

    def __init__(self, model: str, created: int) -> None:
        self.ended = False
        self._model = model
        self._created = created
        self._id = ""
        self._calls = 0
        self._finish: str | None = None
        self._usage = Usage()

    def feed(self, data: JsonObject) -> list[StreamEvent]:
        """Chunks for one reply object. Raises NotAGeminiReply."""
        out: list[StreamEvent] = []
        if not self._id:
            self._id = _reply_id(data)
            self._model = str(data.get("modelVersion") or self._model)
            out.append(self._chunk({"role": "assistant", "content": ""}))
        self._usage = read_usage(data) or self._usage
        candidates = candidates_of(data)
        if not candidates and isinstance(data.get("promptFeedback"), dict):
            blocked = _blocked(data)
            out.append(self._chunk({"refusal": blocked["message"]["refusal"]}))
            self._finish, self.ended = "content_filter", True
        for candidate in candidates[:1]:
            out += self._candidate(candidate)
        return out

    def close(self) -> list[StreamEvent]:
        """The finish chunk and the usage chunk."""
        counts = self._body([])
        counts["usage"] = usage_to_openai(self._usage)
        return [
            self._chunk({}, finish=self._finish or "stop"),
            StreamEvent(Dialect.OPENAI, msgspec.json.encode(counts), usage=self._usage),
        ]

    def _candidate(self, candidate: JsonObject) -> list[StreamEvent]:
        said = read_parts(candidate)
        deltas: list[JsonObject] = []
        if said.reasoning:
            deltas.append({"reasoning_content": said.reasoning})
        if said.content:
            deltas.append({"content": said.content})
        if said.images:
            deltas.append({"images": said.images})
        if google := _google(said, candidate):
            deltas.append({"extra_content": {"google": google}})
        if said.tool_calls:
            calls = _named(said.tool_calls, self._id, self._calls)
            for position, call in enumerate(calls):
                call["index"] = self._calls + position
            self._calls += len(calls)
            deltas.append({"tool_calls": calls})
        if candidate.get("finishReason"):
            self._finish = _finish(candidate["finishReason"], self._calls > 0)
            self.ended = True
        return [self._chunk(delta) for delta in deltas]

    def _body(self, choices: list[JsonObject]) -> JsonObject:
        return {
            "id": self._id,
            "object": "chat.completion.chunk",
            "created": self._created,
            "model": self._model,
            "choices": choices,
        }

    def _chunk(self, delta: JsonObject, *, finish: str | None = None) -> StreamEvent:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return StreamEvent(Dialect.OPENAI, msgspec.json.encode(self._body([choice])))


class Said(msgspec.Struct):
    """One candidate's parts, sorted by kind. Tool calls have no index and perhaps no id yet."""

    content: str | None
    reasoning: str
    tool_calls: list[JsonObject]
    images: list[JsonObject]
    signature: str | None
    """Gemini 3 signs the last words of an answer without calls."""
    others: list[JsonObject]
    """Parts that only Gemini has (`executableCode`, `codeExecutionResult`, …)."""


def parts_of(candidate: JsonObject) -> list[JsonObject]:
    content = candidate.get("content")
    parts = content.get("parts") if isinstance(content, dict) else None
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def read_parts(candidate: JsonObject) -> Said:
    texts: list[str] = []
    thoughts: list[str] = []
    calls: list[JsonObject] = []
    images: list[JsonObject] = []
    signature: str | None = None
    others: list[JsonObject] = []
    for part in parts_of(candidate):
        if isinstance(part.get("thoughtSignature"), str) and "functionCall" not in part:
            signature = part["thoughtSignature"]
        if isinstance(part.get("text"), str):
            (thoughts if part.get("thought") is True else texts).append(part["text"])
        elif isinstance(part.get("functionCall"), dict):
            calls.append(_tool_call(part))
        elif isinstance(part.get("inlineData"), dict):
            inline = part["inlineData"]
            url = f"data:{inline.get('mimeType', 'image/png')};base64,{inline.get('data', '')}"
            images.append({"type": "image_url", "image_url": {"url": url}})
        else:
            others.append(part)
    content = "".join(texts) if texts or not calls else None
    return Said(content, "".join(thoughts), calls, images, signature, others)


def _google(said: Said, candidate: JsonObject) -> JsonObject:
    """What has no name in Chat Completions, for callers of Gemini's own dialect."""
    kept: JsonObject = {name: candidate[name] for name in CANDIDATE_EXTRAS if candidate.get(name)}
    if said.signature is not None:
        kept["thought_signature"] = said.signature
    if said.others:
        kept["parts"] = said.others
    return kept


def _tool_call(part: JsonObject) -> JsonObject:
    function = part["functionCall"]
    call: JsonObject = {
        "id": str(function.get("id") or ""),
        "type": "function",
        "function": {"name": str(function.get("name", "")), "arguments": dumps(function.get("args") or {})},
    }
    if isinstance(part.get("thoughtSignature"), str):
        call["extra_content"] = {"google": {"thought_signature": part["thoughtSignature"]}}
    return call


def _named(calls: list[JsonObject], reply_id: str, before: int) -> list[JsonObject]:
    """Gemini often gives calls no id; one made of the reply's id and the position is unique in a chat."""
    stem = reply_id.removeprefix("chatcmpl-")
    for position, call in enumerate(calls):
        call["id"] = call["id"] or f"call_{stem}_{before + position}"
    return calls


def candidates_of(data: JsonObject) -> list[JsonObject]:
    candidates = data.get("candidates")
    if candidates is None:
        if not isinstance(data.get("promptFeedback"), dict) and "usageMetadata" not in data:
            raise NotAGeminiReply("answered JSON without candidates")
        return []
    if not isinstance(candidates, list):
        raise NotAGeminiReply("answered candidates that are not a list")
    return [candidate for candidate in candidates if isinstance(candidate, dict)]


def _blocked(data: JsonObject) -> JsonObject:
    feedback = data.get("promptFeedback")
    reason = feedback.get("blockReason") if isinstance(feedback, dict) else None
    refusal = f"The provider blocked the prompt ({reason or 'no reason given'})."
    message = {"role": "assistant", "content": None, "refusal": refusal}
    return {"index": 0, "message": message, "logprobs": None, "finish_reason": "content_filter"}


def _finish(reason: Any, has_tools: bool) -> str:
    if str(reason) in _FILTERED:
        return "content_filter"
    if has_tools:
        return "tool_calls"
    return _FINISH.get(str(reason), "stop")


def _reply_id(data: JsonObject) -> str:
    return f"chatcmpl-{data.get('responseId') or 'gemini'}"


def _count(counts: JsonObject, name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) and value > 0 else 0
