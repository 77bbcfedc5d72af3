"""A chat completion as Gemini's `GenerateContentResponse`, whole or streamed:
https://ai.google.dev/api/generate-content#generatecontentresponse.

Thoughts are shown only to those who asked (`thinkingConfig.includeThoughts`), signatures always go along: without
them a model cannot go on from its own reasoning.
"""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject, StreamEvent, Usage
from huahua.gateway.errors import UpstreamBroken
from huahua.gateway.translate.fields import (
    event_object,
    loose_object,
    loose_objects,
    parse_arguments,
    split_data_url,
)
from huahua.gateway.translate.replies import reasoning_text
from huahua.gateway.translate.sealed_thinking import seal
from huahua.gateway.translate.tool_deltas import CallsInPieces
from huahua.gateway.translate.usage import usage_from_openai

_FINISH = {"length": "MAX_TOKENS", "content_filter": "SAFETY"}
_CARRIED = frozenset({"thought_signature", "parts"})


def reply_to_gemini(body: JsonObject, usage: Usage, *, thoughts: bool) -> JsonObject:
    """Raises UpstreamBroken when the completion has no choice."""
    choices = loose_objects(body.get("choices"))
    if not choices:
        raise UpstreamBroken("the provider's reply holds no message")
    candidates = []
    for choice in choices:
        message = loose_object(choice.get("message"))
        candidate = _candidate(choice, _parts(message, thoughts=thoughts))
        _decorate(candidate, message)
        if logprobs := _logprobs(choice.get("logprobs")):
            candidate["logprobsResult"] = logprobs
        candidates.append(candidate)
    return _response(body, candidates, usage)


def usage_to_gemini(usage: Usage) -> JsonObject:
    """`usageMetadata`: the prompt holds its cached tokens, candidates leave thoughts out."""
    counts: JsonObject = {
        "promptTokenCount": usage.prompt_tokens,
        "candidatesTokenCount": usage.output_tokens,
        "totalTokenCount": usage.prompt_tokens + usage.completion_tokens,
    }
    if usage.cache_read_tokens:
        counts["cachedContentTokenCount"] = usage.cache_read_tokens
    if usage.reasoning_tokens:
        counts["thoughtsTokenCount"] = usage.reasoning_tokens
    return counts


class OpenAIToGeminiStream:
    """Feed it every chunk of one completion in order, then `close` it; both give whole response objects.

    A call comes whole, as Gemini sends it: its pieces wait until the end.
    """

    def __init__(self, *, thoughts: bool) -> None:
        self._thoughts = thoughts
        self._head: JsonObject = {}
        self._choices: dict[int, _Choice] = {}
        self._usage: Usage | None = None

    def feed(self, event: StreamEvent) -> list[JsonObject]:
        """Raises UpstreamBroken for what is not a JSON object."""
        chunk = event_object(event.data)
        self._head = self._head or {"id": chunk.get("id"), "model": chunk.get("model")}
        self._usage = event.usage or usage_from_openai(chunk.get("usage")) or self._usage
        candidates = []
        for choice in loose_objects(chunk.get("choices")):
            given = choice.get("index", 0)
            index = given if isinstance(given, int) else 0
            state = self._choices.setdefault(index, _Choice())
            if parts := state.feed(choice, thoughts=self._thoughts):
                candidates.append({"content": {"role": "model", "parts": parts}, "index": index})
        return [_response(self._head, candidates, None)] if candidates else []

    def close(self) -> list[JsonObject]:
        """The calls, the finish reasons and the usage."""
        candidates = []
        for index, state in sorted(self._choices.items() or [(0, _Choice())]):
            choice = {"index": index, "finish_reason": state.finish}
            candidate = _candidate(choice, state.last_parts())
            _decorate(candidate, {"extra_content": {"google": state.google}, "refusal": state.refusal})
            candidates.append(candidate)
        return [_response(self._head, candidates, self._usage or Usage())]


class _Choice:
    """One choice while it arrives."""

    def __init__(self) -> None:
        self.finish: Any = None
        self.google: JsonObject = {}
        self.refusal = ""
        self._calls = CallsInPieces()
        self._thinking_blocks: list[JsonObject] = []

    def feed(self, choice: JsonObject, *, thoughts: bool) -> list[JsonObject]:
        delta = loose_object(choice.get("delta"))
        self.finish = choice.get("finish_reason") or self.finish
        self._thinking_blocks += loose_objects(delta.get("thinking_blocks"))
        google = loose_object(loose_object(delta.get("extra_content")).get("google"))
        parts = loose_objects(google.get("parts"))
        self.google |= {name: value for name, value in google.items() if name != "parts"}
        for call in loose_objects(delta.get("tool_calls")):
            self._calls.feed(call)
        if isinstance(delta.get("refusal"), str):
            self.refusal += delta["refusal"]
        reasoning = reasoning_text(delta)
        shown = [{"text": reasoning, "thought": True}] if reasoning and thoughts else []
        return [*shown, *_texts(delta.get("content")), *_images(delta), *parts]

    def last_parts(self) -> list[JsonObject]:
        calls = [_call_part(call) for call in self._calls.whole()]
        signature = self.google.pop("thought_signature", None)
        return _with_signature(calls, self._thinking_blocks, signature)


def _parts(message: JsonObject, *, thoughts: bool) -> list[JsonObject]:
    google = loose_object(loose_object(message.get("extra_content")).get("google"))
    reasoning = reasoning_text(message)
    shown: list[JsonObject] = [{"text": reasoning, "thought": True}] if reasoning and thoughts else []
    said = [*loose_objects(google.get("parts")), *_texts(message.get("content")), *_images(message)]
    calls = [_call_part(call) for call in loose_objects(message.get("tool_calls"))]
    blocks = loose_objects(message.get("thinking_blocks"))
    return [*shown, *_with_signature([*said, *calls], blocks, google.get("thought_signature"))]


def _texts(content: Any) -> list[JsonObject]:
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in loose_objects(content))
    return [{"text": content}] if isinstance(content, str) and content else []


def _images(message: JsonObject) -> list[JsonObject]:
    """Pictures that a model drew, under the name that Google's and OpenRouter's models have for them."""
    parts: list[JsonObject] = []
    for image in loose_objects(message.get("images")):
        inline = split_data_url(str(loose_object(image.get("image_url")).get("url", "")))
        if inline:
            parts.append({"inlineData": {"mimeType": inline[0], "data": inline[1]}})
    return parts


def _call_part(call: JsonObject) -> JsonObject:
    function = loose_object(call.get("function"))
    part: JsonObject = {
        "functionCall": {
            "id": str(call.get("id", "")),
            "name": str(function.get("name", "")),
            "args": parse_arguments(function.get("arguments")),
        }
    }
    google = loose_object(loose_object(call.get("extra_content")).get("google"))
    if isinstance(google.get("thought_signature"), str):
        part["thoughtSignature"] = google["thought_signature"]
    return part


def _with_signature(
    parts: list[JsonObject], thinking_blocks: list[JsonObject], signature: Any
) -> list[JsonObject]:
    """The opaque text goes on the first call, or on the last part, or on an empty one of its own."""
    if any(block.get("signature") or block.get("data") for block in thinking_blocks):
        signature = seal({"thinking_blocks": thinking_blocks})
    if not isinstance(signature, str):
        return parts
    parts = parts or [{"text": ""}]
    place = next((n for n, part in enumerate(parts) if "functionCall" in part), len(parts) - 1)
    parts[place] = {"thoughtSignature": signature, **parts[place]}
    return parts


def _candidate(choice: JsonObject, parts: list[JsonObject]) -> JsonObject:
    index = choice.get("index", 0)
    return {
        "content": {"role": "model", "parts": parts or [{"text": ""}]},
        "finishReason": _FINISH.get(str(choice.get("finish_reason")), "STOP"),
        "index": index if isinstance(index, int) else 0,
    }


def _decorate(candidate: JsonObject, message: JsonObject) -> None:
    google = loose_object(loose_object(message.get("extra_content")).get("google"))
    candidate |= {name: value for name, value in google.items() if name not in _CARRIED}
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal:
        candidate |= {"finishReason": "SAFETY", "finishMessage": refusal}


def _logprobs(logprobs: Any) -> JsonObject | None:
    rows = loose_objects(loose_object(logprobs).get("content"))
    if not rows:
        return None
    return {
        "chosenCandidates": [_token(row) for row in rows],
        "topCandidates": [
            {"candidates": [_token(top) for top in loose_objects(row.get("top_logprobs"))]} for row in rows
        ],
    }


def _token(row: JsonObject) -> JsonObject:
    return {"token": row.get("token"), "logProbability": row.get("logprob")}


def _response(head: JsonObject, candidates: list[JsonObject], usage: Usage | None) -> JsonObject:
    out: JsonObject = {"candidates": candidates}
    if usage is not None:
        out["usageMetadata"] = usage_to_gemini(usage)
    out["modelVersion"] = str(head.get("model") or "")
    out["responseId"] = str(head.get("id") or "").removeprefix("chatcmpl-")
    return out
