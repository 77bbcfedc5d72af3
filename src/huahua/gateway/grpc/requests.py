"""gRPC messages as what the gateway's service takes: a body of OpenAI's Chat Completions, a painting request. Pure."""

from __future__ import annotations

import base64
from typing import Any

from google.protobuf import json_format, struct_pb2

from huahua.gateway.domain.calls import ImageInput, ImageRequest, JsonObject
from huahua.gateway.domain.styles import adapters_of
from huahua.gateway.errors import InvalidRequest, PictureRejected
from huahua.gateway.grpc.gen import chat_pb2, common_pb2, painting_pb2
from huahua.kit.pictures import media_type_of

_ROLES = {
    chat_pb2.ROLE_SYSTEM: "system",
    chat_pb2.ROLE_USER: "user",
    chat_pb2.ROLE_ASSISTANT: "assistant",
    chat_pb2.ROLE_TOOL: "tool",
}
_NUMBERS = (
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("max_output_tokens", "max_tokens"),
    ("seed", "seed"),
    ("presence_penalty", "presence_penalty"),
    ("frequency_penalty", "frequency_penalty"),
)
"""Fields of `Parameters` and their names in a body."""
_OWN = frozenset(
    {"model", "messages", "stream", "stream_options", "n", "tools", "tool_choice", "stop", "reasoning_effort"}
) | {name for _, name in _NUMBERS}
_CHOICES = frozenset({"auto", "none", "required"})
MAX_SIDE = 8192


def chat_body(request: chat_pb2.ChatRequest, model: str, *, stream: bool) -> JsonObject:
    """Raises InvalidRequest or PictureRejected."""
    body: JsonObject = _extra(request.extra, _OWN)
    body |= {"model": model, "messages": [_message(message) for message in request.messages]}
    body["stream"] = stream
    if stream:
        body["stream_options"] = {"include_usage": True}
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if choice := request.tool_choice:
        named = {"type": "function", "function": {"name": choice}}
        body["tool_choice"] = choice if choice in _CHOICES else named
    return body | _parameters(request.parameters)


def paint_request(request: painting_pb2.PaintRequest, images: tuple[ImageInput, ...]) -> ImageRequest:
    """`images` are those of the request, checked; the mask last, where there is one. Raises InvalidRequest."""
    for name in ("width", "height"):
        if not 0 <= getattr(request, name) <= MAX_SIDE:
            raise InvalidRequest(f"'{name}' must be 0 to {MAX_SIDE} pixels.", param=name)
    if request.HasField("mask"):
        *given, mask = images
    else:
        given, mask = list(images), None
    extra = _extra(request.extra, frozenset({"model", "prompt", "n", "size", "stream"}))
    adapters = adapters_of(extra.pop("adapters", None), "extra.adapters")
    return ImageRequest(
        prompt=request.prompt,
        count=request.count or 1,
        width=request.width or None,
        height=request.height or None,
        exact_size=True,
        seed=request.seed if request.HasField("seed") else None,
        style=request.style or None,
        negative=request.negative_prompt,
        images=tuple(given),
        mask=mask,
        adapters=adapters,
        parameters=extra,
    )


def picture_bytes(image: common_pb2.Image, param: str) -> bytes:
    """Of a picture to paint on. Raises InvalidRequest."""
    if image.WhichOneof("source") != "data":
        raise InvalidRequest(f"'{param}' must hold the picture's bytes in `data`.", param=param)
    return image.data


def _message(message: chat_pb2.Message) -> JsonObject:
    role = _ROLES.get(message.role)
    if role is None:
        raise InvalidRequest("Each of 'messages' must have a role.", param="messages.role")
    out: JsonObject = {"role": role, "content": _content(message)}
    if message.tool_calls:
        out["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments or "{}"},
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id:
        out["tool_call_id"] = message.tool_call_id
    return out


def _content(message: chat_pb2.Message) -> str | list[JsonObject] | None:
    if not message.parts:
        return None if message.tool_calls else ""
    if len(message.parts) == 1 and message.parts[0].WhichOneof("kind") == "text":
        text: str = message.parts[0].text
        return text
    return [_part(part) for part in message.parts]


def _part(part: chat_pb2.Part) -> JsonObject:
    match part.WhichOneof("kind"):
        case "text":
            return {"type": "text", "text": part.text}
        case "image":
            return {"type": "image_url", "image_url": {"url": _url(part.image)}}
    raise InvalidRequest("Each of 'parts' must hold a text or an image.", param="messages.parts")


def _url(image: common_pb2.Image) -> str:
    if image.WhichOneof("source") == "url":
        return image.url
    media_type = media_type_of(image.data)
    if media_type is None:
        raise PictureRejected(
            "'image' is not a PNG, JPEG, WebP or GIF picture.", param="messages.parts.image"
        )
    return f"data:{media_type};base64,{base64.b64encode(image.data).decode('ascii')}"


def _tool(tool: chat_pb2.Tool) -> JsonObject:
    function: JsonObject = {"name": tool.name, "parameters": to_object(tool.parameters)}
    if tool.description:
        function["description"] = tool.description
    return {"type": "function", "function": function}


def _parameters(given: chat_pb2.Parameters) -> JsonObject:
    body: JsonObject = {name: getattr(given, field) for field, name in _NUMBERS if given.HasField(field)}
    if given.stop:
        body["stop"] = list(given.stop)
    if given.reasoning_effort:
        body["reasoning_effort"] = given.reasoning_effort
    return body


def _extra(given: struct_pb2.Struct, own: frozenset[str]) -> JsonObject:
    extra = to_object(given)
    for name in extra:
        if name in own:
            raise InvalidRequest(
                f"'extra.{name}' has a field of its own in the request.", param=f"extra.{name}"
            )
    return extra


def to_object(given: struct_pb2.Struct) -> JsonObject:
    """Numbers without a fraction as whole ones: a Struct has no other than doubles, and many vendors take `5.0` for
    no number of tokens. Names in order, which a Struct does not keep: vendors' prompt caches know only equal bytes."""
    try:
        found: JsonObject = _whole(json_format.MessageToDict(given))
    except (ValueError, json_format.Error) as fault:  # not a number, or infinite
        raise InvalidRequest("A Struct holds a number that JSON has not.") from fault
    return found


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _whole(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
