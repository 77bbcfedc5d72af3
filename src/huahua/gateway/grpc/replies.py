"""What the gateway answers as gRPC messages. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from huahua.gateway.domain.calls import ImageResult, JsonObject, StreamEvent, Usage
from huahua.gateway.domain.money import Receipt
from huahua.gateway.domain.route import Route
from huahua.gateway.grpc.gen import chat_pb2, common_pb2, painting_pb2
from huahua.gateway.outcomes import Outcome

ChatEvent = chat_pb2.ChatEvent


def chat_reply(outcome: Outcome, request_id: str) -> chat_pb2.ChatReply:
    choice = _first_choice(outcome.body)
    message = _object(choice.get("message"))
    text = _text(message.get("content"))
    calls = [_object(call) for call in message.get("tool_calls") or ()]
    return chat_pb2.ChatReply(
        request_id=request_id,
        message=chat_pb2.Message(
            role=chat_pb2.ROLE_ASSISTANT,
            parts=[chat_pb2.Part(text=text)] if text else [],
            tool_calls=[
                chat_pb2.ToolCall(
                    id=str(call.get("id") or ""),
                    name=str(_object(call.get("function")).get("name") or ""),
                    arguments=_text(_object(call.get("function")).get("arguments")),
                )
                for call in calls
            ],
        ),
        reasoning=_reasoning(message),
        finish_reason=str(choice.get("finish_reason") or ""),
        usage=usage_message(outcome.usage),
        cost=cost_message(outcome.receipt),
        route=route_message(outcome.route),
    )


class ChatEvents:
    """Chunks of one streamed completion, fed in order, as events; keeps what the last event tells."""

    def __init__(self) -> None:
        self._finish_reason = ""
        self._usage = Usage()

    def feed(self, event: StreamEvent) -> Iterator[ChatEvent]:
        if event.usage is not None:
            self._usage = event.usage
        choice = _first_choice(msgspec.json.decode(event.data))
        delta = _object(choice.get("delta"))
        if reasoning := _reasoning(delta):
            yield ChatEvent(reasoning=reasoning)
        if text := _text(delta.get("content")):
            yield ChatEvent(text=text)
        for call in delta.get("tool_calls") or ():
            yield ChatEvent(tool_call=_tool_call(_object(call)))
        if choice.get("finish_reason"):
            self._finish_reason = str(choice["finish_reason"])

    def finished(self, receipt: Receipt) -> ChatEvent:
        """After the last chunk, when the receipt has the cost."""
        return ChatEvent(
            finished=ChatEvent.Finished(
                finish_reason=self._finish_reason,
                usage=usage_message(self._usage),
                cost=cost_message(receipt),
            )
        )


def started(route: Route, request_id: str) -> ChatEvent:
    return ChatEvent(started=ChatEvent.Started(request_id=request_id, route=route_message(route)))


def picture_message(index: int, picture: ImageResult, link: str | None) -> painting_pb2.PaintEvent:
    """With `link`, without the bytes."""
    source: dict[str, Any] = {"data": picture.data} if link is None else {"url": link}
    return painting_pb2.PaintEvent(
        picture=painting_pb2.PaintEvent.Picture(
            index=index,
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            seed=picture.seed,
            unmet=picture.unmet,
            revised_prompt=picture.revised_prompt or "",
            **source,
        )
    )


def usage_message(usage: Usage) -> common_pb2.Usage:
    return common_pb2.Usage(
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        total_tokens=usage.prompt_tokens + usage.completion_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
        reasoning_tokens=usage.reasoning_tokens,
        images=usage.images,
    )


def cost_message(receipt: Receipt) -> common_pb2.Cost | None:
    if receipt.currency is None or receipt.cost_micros is None:
        return None
    return common_pb2.Cost(amount_micros=receipt.cost_micros, currency=receipt.currency)


def route_message(route: Route) -> common_pb2.Route:
    return common_pb2.Route(
        model=route.model,
        provider=route.provider,
        upstream_model=route.upstream_model,
        reason=route.reason,
        cache=route.cache,
    )


def _tool_call(call: JsonObject) -> ChatEvent.ToolCallDelta:
    function = _object(call.get("function"))
    index = call.get("index")
    return ChatEvent.ToolCallDelta(
        index=index if isinstance(index, int) else 0,
        id=str(call.get("id") or ""),
        name=str(function.get("name") or ""),
        arguments=_text(function.get("arguments")),
    )


def _first_choice(body: Any) -> JsonObject:
    choices = _object(body).get("choices")
    return _object(choices[0]) if isinstance(choices, list) and choices else {}


def _reasoning(message: JsonObject) -> str:
    """DeepSeek's name for it, which most have taken up, or OpenRouter's."""
    return _text(message.get("reasoning_content") or message.get("reasoning"))


def _text(content: Any) -> str:
    """A text, or the texts of a list of parts."""
    if isinstance(content, list):
        return "".join(_text(_object(part).get("text")) for part in content)
    return content if isinstance(content, str) else ""


def _object(value: Any) -> JsonObject:
    return value if isinstance(value, dict) else {}
