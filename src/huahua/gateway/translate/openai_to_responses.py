"""A chat completion as a response of OpenAI's Responses API, whole or streamed:
https://platform.openai.com/docs/api-reference/responses-streaming.

A stream opens an item when its first piece comes. Thoughts and words close when something else begins; calls, whose
pieces may interleave, stay open until the end.
"""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject, StreamEvent, Usage
from huahua.gateway.errors import GatewayError, UpstreamBroken
from huahua.gateway.translate.fields import event_object, loose_object, loose_objects
from huahua.gateway.translate.replies import reasoning_text
from huahua.gateway.translate.responses_objects import (
    Asked,
    call_item,
    message_item,
    picture_item,
    pictures_of,
    reasoning_item,
    refusal_part,
    response,
    sealed_of,
    status_of,
    stem_of,
    text_part,
)
from huahua.gateway.translate.tool_deltas import CallsInPieces
from huahua.gateway.translate.usage import usage_from_openai


def reply_to_responses(body: JsonObject, usage: Usage, asked: Asked, now: float) -> JsonObject:
    """`now` in seconds since 1970. Raises UpstreamBroken when the completion has no choice."""
    choices = loose_objects(body.get("choices"))
    if not choices:
        raise UpstreamBroken("the provider's reply holds no message")
    message = loose_object(choices[0].get("message"))
    status, reason = status_of(choices[0].get("finish_reason"))
    stem = stem_of(body.get("id"))
    output = _output(message, stem, asked, choices[0].get("logprobs"))
    model = str(body.get("model", ""))
    return response(asked, stem, model, now, output=output, status=status, reason=reason, usage=usage)


def _output(message: JsonObject, stem: str, asked: Asked, logprobs: Any) -> list[JsonObject]:
    calls = loose_objects(message.get("tool_calls"))
    sealed = sealed_of(loose_objects(message.get("thinking_blocks")), calls, message.get("extra_content"))
    reasoning = reasoning_text(message)
    output = [reasoning_item(f"rs_{stem}", reasoning, sealed)] if reasoning or sealed else []
    content = []
    if words := _words(message.get("content")):
        content.append(text_part(words, loose_objects(loose_object(logprobs).get("content"))))
    if isinstance(message.get("refusal"), str) and message["refusal"]:
        content.append(refusal_part(message["refusal"]))
    if content:
        output.append(message_item(f"msg_{stem}", content))
    for place, image in enumerate(pictures_of(message)):
        if (picture := picture_item(f"ig_{stem}_{place}", image)) is not None:
            output.append(picture)
    output += [call_item(f"fc_{stem}_{place}", call, asked) for place, call in enumerate(calls)]
    return output


def _words(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in loose_objects(content))
    return content if isinstance(content, str) else ""


class OpenAIToResponsesStream:
    """Feed it every chunk of one completion in order, then `close` it or, when it broke, `fail` it.

    Every event is an object with its `type` and `sequence_number`.
    """

    def __init__(self, asked: Asked, now: float) -> None:
        self._asked = asked
        self._now = now
        self._stem = ""
        self._model = ""
        self._sequence = 0
        self._output: list[JsonObject] = []
        """Items by their index; those that are open hold what was announced of them."""
        self._open: _OpenItem | None = None
        self._calls = CallsInPieces()
        self._call_indices: list[int] = []
        self._thinking_blocks: list[JsonObject] = []
        self._extra: Any = None
        self._finish: Any = None
        self._usage: Usage | None = None

    def feed(self, event: StreamEvent) -> list[JsonObject]:
        """Raises UpstreamBroken for what is not a JSON object."""
        chunk = event_object(event.data)
        out = self._start(chunk)
        self._usage = event.usage or usage_from_openai(chunk.get("usage")) or self._usage
        for choice in loose_objects(chunk.get("choices")):
            if choice.get("index", 0) == 0:
                out += self._delta(loose_object(choice.get("delta")))
                self._finish = choice.get("finish_reason") or self._finish
        return out

    def close(self) -> list[JsonObject]:
        """Closes what is open and ends the response."""
        out = [*self._start({}), *self._close_open(), *self._close_calls()]
        sealed = sealed_of(self._thinking_blocks, self._calls.whole(), self._extra)
        if sealed is not None:
            out += self._whole(reasoning_item(f"rs_{self._stem}_{len(self._output)}", "", sealed))
        status, reason = status_of(self._finish)
        body = self._response(status, reason=reason, usage=self._usage or Usage())
        return [*out, self._event(f"response.{status}", response=body)]

    def fail(self, fault: GatewayError) -> list[JsonObject]:
        """The error, and the end of a response that broke."""
        error = {"code": fault.code, "message": fault.message}
        told = self._event("error", **error, param=fault.param)
        return [
            *self._start({}),
            told,
            self._event("response.failed", response=self._response("failed", error)),
        ]

    def _start(self, chunk: JsonObject) -> list[JsonObject]:
        if self._stem:
            return []
        self._stem = stem_of(chunk.get("id"))
        self._model = str(chunk.get("model") or "")
        body = self._response("in_progress")
        return [self._event(f"response.{kind}", response=body) for kind in ("created", "in_progress")]

    def _response(
        self,
        status: str,
        error: JsonObject | None = None,
        reason: str | None = None,
        usage: Usage | None = None,
    ) -> JsonObject:
        return response(
            self._asked,
            self._stem,
            self._model,
            self._now,
            output=list(self._output),
            status=status,
            reason=reason,
            usage=usage,
            error=error,
        )

    def _delta(self, delta: JsonObject) -> list[JsonObject]:
        out: list[JsonObject] = []
        if reasoning := reasoning_text(delta):
            out += self._say("reasoning", reasoning)
        self._thinking_blocks += loose_objects(delta.get("thinking_blocks"))
        if words := _words(delta.get("content")):
            out += self._say("text", words)
        if isinstance(delta.get("refusal"), str) and delta["refusal"]:
            out += self._say("refusal", delta["refusal"])
        for image in pictures_of(delta):
            picture = picture_item(f"ig_{self._stem}_{len(self._output)}", image)
            if picture is not None:
                out += [*self._close_open(), *self._whole(picture)]
        for call in loose_objects(delta.get("tool_calls")):
            out += self._call(call)
        self._extra = delta.get("extra_content") or self._extra
        return out

    def _say(self, kind: str, words: str) -> list[JsonObject]:
        out: list[JsonObject] = []
        if self._open is None or self._open.kind != kind:
            out += self._close_open()
            self._open = _OpenItem(kind, self._stem, len(self._output))
            out += self._added(self._open.empty())
            out.append(
                self._event(self._open.part_event("added"), **self._open.place(), part=self._open.part(""))
            )
        self._open.pieces.append(words)
        logprobs: JsonObject = {"logprobs": []} if kind == "text" else {}
        out.append(self._event(self._open.delta_event(), **self._open.place(), delta=words, **logprobs))
        return out

    def _close_open(self) -> list[JsonObject]:
        item, self._open = self._open, None
        if item is None:
            return []
        words = "".join(item.pieces)
        done: JsonObject = {item.field: words, **({"logprobs": []} if item.kind == "text" else {})}
        whole = item.whole(words, self._take_sealed() if item.kind == "reasoning" else None)
        self._output[item.index] = whole
        return [
            self._event(item.done_event(), **item.place(), **done),
            self._event(item.part_event("done"), **item.place(), part=item.part(words)),
            self._event("response.output_item.done", output_index=item.index, item=whole),
        ]

    def _take_sealed(self) -> str | None:
        blocks, self._thinking_blocks = self._thinking_blocks, []
        return sealed_of(blocks, [], None)

    def _call(self, delta: JsonObject) -> list[JsonObject]:
        place, new, piece = self._calls.feed(delta)
        out: list[JsonObject] = []
        if new:
            out += self._close_open()
            self._call_indices.append(len(self._output))
            call = self._calls.whole()[place]
            call["function"]["arguments"] = ""
            item_id = f"fc_{self._stem}_{place}"
            out += self._added(call_item(item_id, call, self._asked, "in_progress"))
        item = self._output[self._call_indices[place]]
        if piece and item["type"] == "function_call":
            where = {"item_id": item["id"], "output_index": self._call_indices[place]}
            out.append(self._event("response.function_call_arguments.delta", **where, delta=piece))
        return out

    def _close_calls(self) -> list[JsonObject]:
        out: list[JsonObject] = []
        for index, call in zip(self._call_indices, self._calls.whole(), strict=True):
            item = call_item(self._output[index]["id"], call, self._asked)
            self._output[index] = item
            where = {"item_id": item["id"], "output_index": index}
            if item["type"] == "custom_tool_call":
                kind, name = "response.custom_tool_call_input", "input"
                out.append(self._event(f"{kind}.delta", **where, delta=item["input"]))
            else:
                kind, name = "response.function_call_arguments", "arguments"
            out.append(self._event(f"{kind}.done", **where, name=item["name"], **{name: item[name]}))
            out.append(self._event("response.output_item.done", output_index=index, item=item))
        return out

    def _added(self, item: JsonObject) -> list[JsonObject]:
        self._output.append(item)
        index = len(self._output) - 1
        return [self._event("response.output_item.added", output_index=index, item=item)]

    def _whole(self, item: JsonObject) -> list[JsonObject]:
        """An item that comes in one piece."""
        index = len(self._output)
        return [
            *self._added(item),
            self._event("response.output_item.done", output_index=index, item=item),
        ]

    def _event(self, kind: str, **fields: Any) -> JsonObject:
        event = {"type": kind, "sequence_number": self._sequence, **fields}
        self._sequence += 1
        return event


class _OpenItem:
    """Thoughts or words while they arrive; `kind` is `reasoning`, `text` or `refusal`."""

    def __init__(self, kind: str, stem: str, index: int) -> None:
        self.kind = kind
        self.index = index
        self.pieces: list[str] = []
        self.field = "refusal" if kind == "refusal" else "text"
        self._id = f"{'rs' if kind == 'reasoning' else 'msg'}_{stem}_{index}"

    def place(self) -> JsonObject:
        part = "summary_index" if self.kind == "reasoning" else "content_index"
        return {"item_id": self._id, "output_index": self.index, part: 0}

    def part(self, words: str) -> JsonObject:
        if self.kind == "reasoning":
            return {"type": "summary_text", "text": words}
        return refusal_part(words) if self.kind == "refusal" else text_part(words)

    def empty(self) -> JsonObject:
        if self.kind == "reasoning":
            return reasoning_item(self._id, "", None)
        return message_item(self._id, [], "in_progress")

    def whole(self, words: str, sealed: str | None) -> JsonObject:
        if self.kind == "reasoning":
            return reasoning_item(self._id, words, sealed)
        return message_item(self._id, [self.part(words)])

    def part_event(self, what: str) -> str:
        part = "reasoning_summary_part" if self.kind == "reasoning" else "content_part"
        return f"response.{part}.{what}"

    def delta_event(self) -> str:
        return f"response.{self._stream()}.delta"

    def done_event(self) -> str:
        return f"response.{self._stream()}.done"

    def _stream(self) -> str:
        return {"reasoning": "reasoning_summary_text", "text": "output_text", "refusal": "refusal"}[self.kind]
