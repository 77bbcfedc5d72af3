"""What a request must look like before anything is done with it, in either dialect.

Only the fields that this server itself relies on are checked, and only as deep as it relies on them; the
rest of a body is the upstream's business. Values stay undecoded (`msgspec.Raw`) unless a limit needs them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.ask import MAX_OUTPUT_TOKENS
from huahua.gateway.domain.calls import EXTRAS, Dialect, ImageRequest, JsonObject, Operation
from huahua.gateway.errors import InvalidRequest, PictureRejected, RequestTooLarge


class _Message(msgspec.Struct):
    role: str


class _StreamOptions(msgspec.Struct):
    include_usage: bool | None = None


class _Tool(msgspec.Struct):
    type: str | None = None


class _OpenAIChat(msgspec.Struct):
    messages: list[_Message]
    model: str = ""
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    temperature: float | None = None
    top_p: float | None = None
    n: int | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    tools: list[_Tool] | None = None


class _AnthropicChat(msgspec.Struct):
    messages: list[_Message]
    max_tokens: int
    model: str = ""
    stream: bool | None = None
    temperature: float | None = None
    top_p: float | None = None
    tools: list[_Tool] | None = None


class _Embedding(msgspec.Struct):
    input: str | list[str | int | list[int]]
    model: str = ""
    dimensions: int | None = None


_LABELS = frozenset({"role", "type"})
_BYTES = _LABELS | {"data"}
SHAPES: dict[Dialect, Any] = {Dialect.OPENAI: _OpenAIChat, Dialect.ANTHROPIC: _AnthropicChat}
DECODERS = {kind: msgspec.json.Decoder(shape) for kind, shape in SHAPES.items()}
"""For a whole body at once; raises msgspec.ValidationError without saying it in words of ours."""
_CHECKED = {kind: frozenset(shape.__struct_fields__) for kind, shape in SHAPES.items()}


@dataclass(frozen=True, slots=True)
class ChatFacts:
    """What the service needs to know of a chat request. `images` are decoded data URLs, still unchecked."""

    model: str
    stream: bool
    include_usage: bool
    images: tuple[bytes, ...]
    has_pictures: bool = False
    has_tools: bool = False
    input_tokens: int = 0
    """An estimate: a quarter of the bytes, without pictures."""
    max_output_tokens: int | None = None


def check_chat(dialect: Dialect, body: JsonObject, limits: GatewayLimits) -> ChatFacts:
    """Raises InvalidRequest (with `param`), RequestTooLarge or PictureRejected."""
    fields = {name: body[name] for name in _CHECKED[dialect] if name in body}
    text = msgspec.json.encode(fields)
    shape = convert(text, SHAPES[dialect])
    if not shape.messages:
        raise InvalidRequest("'messages' must hold at least one message.", param="messages")
    if len(shape.messages) > limits.max_messages:
        raise RequestTooLarge(
            f"'messages' holds {len(shape.messages)} messages; this server takes {limits.max_messages}.",
            param="messages",
        )
    if not shape.model:
        raise InvalidRequest("'model' is missing: name the model to ask.", param="model")
    images: tuple[bytes, ...] = ()
    if len(text) > limits.max_text_chars or b"base64" in text:
        messages = msgspec.json.decode(text)["messages"]
        _check_length(messages, limits)
        images = tuple(_inline_images(messages, limits))
    # Schemas and Anthropic's `system` are input too.
    others = {name: value for name, value in body.items() if name not in fields and name != EXTRAS}
    size = len(text) + (len(msgspec.json.encode(others)) - 1 if others else 0)
    options = getattr(shape, "stream_options", None)
    return ChatFacts(
        model=shape.model,
        stream=bool(shape.stream),
        include_usage=bool(options and options.include_usage),
        images=images,
        has_pictures=bool(images) or b'"image' in text,
        has_tools=bool(shape.tools),
        input_tokens=(size - sum(len(image) * 4 // 3 for image in images)) // 4,
        max_output_tokens=output_limit(shape),
    )


def output_limit(shape: Any) -> int | None:
    """Tokens of output that a chat asks for at most. Below 1 means 'no limit' to some servers and nothing to others:
    counted as it stands it would lower what the call is expected to cost."""
    limit: int | None = getattr(shape, "max_completion_tokens", None) or shape.max_tokens
    return None if limit is None or limit < 1 else min(limit, MAX_OUTPUT_TOKENS)


def convert(text: bytes, shape: Any) -> Any:
    """JSON text as the struct `shape`; InvalidRequest names the field at fault."""
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.ValidationError as fault:
        raise wrong_type(fault) from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise InvalidRequest(f"The request body is not valid JSON: {fault}", code="malformed_json") from fault


def wrong_type(fault: msgspec.ValidationError) -> InvalidRequest:
    """msgspec's 'Expected `str`, got `int` - at `$.messages[0].role`' as our error, with `param`."""
    what, _, where = str(fault).partition(" - at `$")
    param = where.rstrip("`").removeprefix(".") or None
    if param is None and what.startswith("Object missing required field"):
        param = what.split("`")[1]
    elif what.startswith("Object missing required field"):
        param = f"{param}.{what.split('`')[1]}"
    sentence = f"'{param}': {what}." if param else f"{what}."
    return InvalidRequest(sentence, param=param)


def _check_length(messages: Any, limits: GatewayLimits) -> None:
    total = sum(_text_length(message) for message in messages)
    if total > limits.max_text_chars:
        raise RequestTooLarge(
            f"The messages hold {total} characters of text; this server takes {limits.max_text_chars}.",
            param="messages",
            code="text_too_long",
        )


def _text_length(value: Any) -> int:
    """Characters of all strings inside, without the data of pictures and files. A loop, because what comes
    from outside may be nested deeper than calls can be."""
    total, left = 0, [value]
    while left:
        item = left.pop()
        if isinstance(item, str):
            total += 0 if item.startswith("data:") else len(item)
        elif isinstance(item, list):
            left += item
        elif isinstance(item, dict):
            skipped = _BYTES if item.get("type") == "base64" or "format" in item else _LABELS
            left += [inner for key, inner in item.items() if key not in skipped]
    return total


def _inline_images(messages: Any, limits: GatewayLimits) -> Iterator[bytes]:
    """Pictures of both dialects: OpenAI's `image_url` parts, Anthropic's `image` blocks."""
    found = 0
    for index, message in enumerate(messages):
        content = message.get("content") if isinstance(message, dict) else None
        for place, part in enumerate(content if isinstance(content, list) else ()):
            encoded = _encoded_image(part)
            if encoded is None:
                continue
            found += 1
            where = f"messages[{index}].content[{place}]"
            if found > limits.max_images:
                raise RequestTooLarge(
                    f"The request holds more than {limits.max_images} pictures.", param=where
                )
            yield decode_base64_image(encoded, where, limits)


def _encoded_image(part: Any) -> str | None:
    if not isinstance(part, dict):
        return None
    if part.get("type") == "image_url":
        link = part.get("image_url")
        url = link.get("url") if isinstance(link, dict) else link
        if isinstance(url, str) and url.startswith("data:"):
            return url.partition(",")[2]
    elif part.get("type") == "image":
        source = part.get("source")
        if isinstance(source, dict) and source.get("type") == "base64":
            data = source.get("data")
            return data if isinstance(data, str) else ""
    return None


def decode_base64_image(encoded: str, where: str, limits: GatewayLimits) -> bytes:
    """Raises RequestTooLarge before decoding, PictureRejected when it is not base64."""
    if len(encoded) * 3 // 4 > limits.max_image_bytes + 3:
        raise RequestTooLarge(
            f"'{where}': the picture is larger than this server's limit of {limits.max_image_bytes} bytes.",
            param=where,
            code="image_too_large",
        )
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise PictureRejected(f"'{where}': the picture is not valid base64.", param=where) from fault


def check_embedding(body: JsonObject, limits: GatewayLimits) -> str:
    """The model's name. Raises InvalidRequest or RequestTooLarge."""
    fields = {name: body[name] for name in _Embedding.__struct_fields__ if name in body}
    shape: _Embedding = convert(msgspec.json.encode(fields), _Embedding)
    if not shape.model:
        raise InvalidRequest("'model' is missing: name the embedding model.", param="model")
    given = shape.input
    inputs = [given] if isinstance(given, str) or _is_tokens(given) else given
    if not inputs or not all(inputs):
        raise InvalidRequest("'input' must not be empty.", param="input")
    if len(inputs) > limits.max_embedding_inputs:
        raise RequestTooLarge(
            f"'input' holds {len(inputs)} texts; this server takes {limits.max_embedding_inputs}.",
            param="input",
        )
    if sum(len(item) for item in inputs if isinstance(item, str)) > limits.max_text_chars:
        raise RequestTooLarge(
            f"'input' holds more than {limits.max_text_chars} characters.",
            param="input",
            code="text_too_long",
        )
    return shape.model


MAX_SCALE = 8
MAX_WEIGHT = 2
MAX_ADAPTERS = 8
MAX_ADAPTER_CHARS = 200


def check_painting(request: ImageRequest, limits: GatewayLimits) -> None:
    """Raises InvalidRequest or RequestTooLarge."""
    painting = request.operation is Operation.PAINT
    if painting and not request.prompt.strip():
        raise InvalidRequest("'prompt' must say what to paint.", param="prompt")
    if len(request.prompt) > limits.max_prompt_chars:
        raise RequestTooLarge(
            f"'prompt' has {len(request.prompt)} characters; this server takes {limits.max_prompt_chars}.",
            param="prompt",
            code="text_too_long",
        )
    if not 1 <= request.count <= limits.max_image_count:
        raise InvalidRequest(f"'n' must be from 1 to {limits.max_image_count}.", param="n")
    if len(request.images) + len(request.references) + len(request.controls) > limits.max_images:
        raise RequestTooLarge(f"At most {limits.max_images} pictures can be given.", param="image")
    if not painting and len(request.images) != 1:
        raise InvalidRequest("Give the one picture that is to be worked on.", param="image")
    _check_refinements(request)


def _check_refinements(request: ImageRequest) -> None:
    if request.mask is not None and not request.images:
        raise InvalidRequest("A mask belongs to a picture that is edited.", param="mask")
    if request.strength is not None and not 0 <= request.strength <= 1:
        raise InvalidRequest("'strength' is from 0 to 1.", param="strength")
    if not 2 <= request.scale <= MAX_SCALE:
        raise InvalidRequest(f"'scale' is 2 to {MAX_SCALE}.", param="scale")
    if any(not 0 <= control.weight <= MAX_WEIGHT for control in request.controls):
        raise InvalidRequest(f"The weight of a control is 0 to {MAX_WEIGHT}.", param="controls")
    if len(request.adapters) > MAX_ADAPTERS:
        raise InvalidRequest(f"At most {MAX_ADAPTERS} trained styles at once.", param="adapters")
    for adapter in request.adapters:
        if not 1 <= len(adapter.name) <= MAX_ADAPTER_CHARS or not -MAX_WEIGHT <= adapter.weight <= MAX_WEIGHT:
            raise InvalidRequest(
                f"A trained style has a name and a weight from -{MAX_WEIGHT} to {MAX_WEIGHT}.",
                param="adapters",
            )


def _is_tokens(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], int)
