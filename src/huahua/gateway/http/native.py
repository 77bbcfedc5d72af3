"""`POST /api/invoke`: one request shape for dialogue and painting, whatever the model.

Request `{task_type, model_id, input: {text, image_base64, parameters}, context}`; reply `{run_id, task_type,
model_id, output: {text, images: [{url, width, height, unmet}]}, usage, cost, context}`. `context` is the list of
earlier messages; it comes back longer by this exchange, to be sent with the next.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from huahua.gateway.domain.calls import (
    Caller,
    Dialect,
    ImageInput,
    ImageRequest,
    ImageResult,
    JsonObject,
    Operation,
    Quality,
    Usage,
)
from huahua.gateway.domain.quality import quality_of_steps
from huahua.gateway.domain.styles import adapters_of
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.http.openai_images import parse_size
from huahua.gateway.http.problems import GatewayRoute, caller_of
from huahua.gateway.outcomes import Outcome, PaintOutcome
from huahua.gateway.pictures import check_picture
from huahua.gateway.ports import PictureLinks
from huahua.gateway.service import GatewayService
from huahua.gateway.shapes import decode_base64_image
from huahua.infra.identity import User
from huahua.kit.ids import new_id

_DATA_URL = re.compile(r"data:[^,]{0,100},")
_WHOLE_NUMBERS = ("count", "n", "width", "height", "seed", "steps", "scale")


class ContextMessage(BaseModel):
    role: Literal["system", "user", "assistant"]
    content: str | list[dict[str, Any]]


class InvokeInput(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = ""
    image_base64: str | None = None
    """A picture to look at (dialogue) or to change (painting), as base64 or as a data URL."""
    parameters: dict[str, Any] = Field(default_factory=dict)


class Invoke(BaseModel):
    model_config = ConfigDict(extra="forbid")

    task_type: Literal["dialogue", "painting"]
    model_id: str | None = None
    input: InvokeInput
    context: Annotated[list[ContextMessage], Field(max_length=1_000)] | None = None


def routes(
    service: GatewayService,
    links: PictureLinks | None = None,
    *,
    new_run_id: Callable[[], str] = lambda: new_id("run"),
) -> APIRouter:
    """Without `links`, pictures come as data URLs."""
    router = APIRouter(tags=["invoke"], route_class=GatewayRoute)
    edge = _Edge(service, links)

    @router.post("/api/invoke")
    async def invoke(body: Invoke, user: User) -> dict[str, Any]:
        caller, run_id = caller_of(user), new_run_id()
        if body.task_type == "dialogue":
            return await edge.talk(caller, body, run_id)
        return await edge.paint(caller, body, run_id)

    return router


class _Edge:
    def __init__(self, service: GatewayService, links: PictureLinks | None) -> None:
        self._service = service
        self._links = links

    async def talk(self, caller: Caller, body: Invoke, run_id: str) -> dict[str, Any]:
        given = body.input
        if not given.text.strip() and given.image_base64 is None:
            raise InvalidRequest("'input.text' is empty: say something.", param="input.text")
        model = body.model_id or self._service.defaults().dialogue
        content: str | list[JsonObject] = given.text
        if given.image_base64 is not None:
            picture = await self._picture(given.image_base64)
            encoded = base64.b64encode(picture.data).decode("ascii")
            url = f"data:{picture.media_type};base64,{encoded}"
            content = [{"type": "image_url", "image_url": {"url": url}}]
            if given.text:
                content.insert(0, {"type": "text", "text": given.text})
        messages = [message.model_dump() for message in body.context or ()]
        messages.append({"role": "user", "content": content})
        request = {**given.parameters, "model": model, "messages": messages, "stream": False}
        outcome = await self._service.chat(caller, Dialect.OPENAI, request, run_id)
        text = _text_of(outcome.body)
        # The picture itself is not repeated: a context that carries it would grow by megabytes a turn.
        said = given.text or "[picture]"
        return _reply(run_id, body, model, text, [], outcome.usage, _cost(outcome), said)

    async def paint(self, caller: Caller, body: Invoke, run_id: str) -> dict[str, Any]:
        model = body.model_id or self._service.defaults().painting
        picture = body.input.image_base64
        images = (await self._picture(picture),) if picture is not None else ()
        request = _painting(body.input, images)
        if self._links is not None:
            await self._links.check(caller)
        outcome = await self._service.paint_routed(caller, model, request, run_id)
        pictures = [
            {
                "url": await self._link(caller, painted),
                "width": painted.width,
                "height": painted.height,
                "unmet": list(painted.unmet),
            }
            for painted in outcome.reply.images
        ]
        return _reply(run_id, body, model, "", pictures, outcome.reply.usage, _cost(outcome), body.input.text)

    async def _picture(self, encoded: str) -> ImageInput:
        bare = _DATA_URL.sub("", encoded, count=1) if encoded.startswith("data:") else encoded
        limits = self._service.limits

        def check() -> ImageInput:
            data = decode_base64_image(bare, "input.image_base64", limits)
            return check_picture(data, limits, "input.image_base64")

        return await asyncio.to_thread(check)

    async def _link(self, caller: Caller, picture: ImageResult) -> str:
        if self._links is not None:
            return await self._links(caller, picture)
        encoded = await asyncio.to_thread(base64.b64encode, picture.data)
        return f"data:{picture.media_type};base64,{encoded.decode('ascii')}"


def _painting(given: InvokeInput, images: tuple[ImageInput, ...]) -> ImageRequest:
    """The neutral request. Common parameters have one name here; others pass through to the model.

    `steps` becomes a quality as well, because some models count steps and others have levels.
    """
    extra = dict(given.parameters)
    whole = {name: _whole(extra.pop(name, None), name) for name in _WHOLE_NUMBERS}
    style = _words(extra.pop("style", None), "style")
    negative = _words(extra.pop("negative_prompt", extra.pop("negative", None)), "negative_prompt")
    width, height = parse_size(_words(extra.pop("size", None), "size"))
    steps = whole["steps"]
    if steps is not None:
        extra["steps"] = steps
    quality = quality_of_steps(steps) if steps is not None else None
    if extra.get("quality") in tuple(Quality):
        quality = Quality(extra.pop("quality"))
    strength = extra.pop("strength", None)
    if strength is not None and (isinstance(strength, bool) or not isinstance(strength, int | float)):
        raise InvalidRequest(
            "'input.parameters.strength' must be a number.", param="input.parameters.strength"
        )
    adapters = adapters_of(extra.pop("adapters", None), "input.parameters.adapters")
    count = whole["count"] if whole["count"] is not None else whole["n"]
    return ImageRequest(
        prompt=given.text,
        count=1 if count is None else count,
        width=whole["width"] or width,
        height=whole["height"] or height,
        seed=whole["seed"],
        style=style,
        negative=negative or "",
        images=images,
        quality=quality,
        strength=strength,
        adapters=adapters,
        operation=_operation(extra),
        scale=2 if whole["scale"] is None else whole["scale"],
        parameters=extra,
    )


def _operation(extra: JsonObject) -> Operation:
    asked = extra.pop("operation", Operation.PAINT)
    if asked not in tuple(Operation):
        names = ", ".join(Operation)
        raise InvalidRequest(
            f"'input.parameters.operation' must be one of {names}.", param="input.parameters.operation"
        )
    return Operation(asked)


def _whole(value: Any, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidRequest(
            f"'input.parameters.{name}' must be a whole number.", param=f"input.parameters.{name}"
        )
    if value < 1 and name != "seed":
        raise InvalidRequest(
            f"'input.parameters.{name}' must be 1 or more.", param=f"input.parameters.{name}"
        )
    return value


def _words(value: Any, name: str) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    raise InvalidRequest(f"'input.parameters.{name}' must be a text.", param=f"input.parameters.{name}")


def _text_of(completion: JsonObject) -> str:
    choices = completion.get("choices") or [{}]
    content = (choices[0].get("message") or {}).get("content")
    return content if isinstance(content, str) else ""


def _cost(outcome: Outcome | PaintOutcome) -> dict[str, Any] | None:
    """None where nobody set a price; what runs on this machine costs nothing."""
    receipt = outcome.receipt
    if receipt.currency is None and not outcome.route.builtin:
        return None
    return {"amount_micros": receipt.cost_micros or 0, "currency": receipt.currency}


def _reply(
    run_id: str,
    body: Invoke,
    model: str,
    text: str,
    pictures: list[dict[str, Any]],
    usage: Usage,
    cost: dict[str, Any] | None,
    said: str,
) -> dict[str, Any]:
    context = [message.model_dump() for message in body.context or ()]
    answer = text if body.task_type == "dialogue" else "\n".join(f"[picture: {said}]" for _ in pictures)
    context += [{"role": "user", "content": said}, {"role": "assistant", "content": answer}]
    return {
        "run_id": run_id,
        "task_type": body.task_type,
        "model_id": model,
        "output": {"text": text, "images": pictures},
        "usage": {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "total_tokens": usage.prompt_tokens + usage.completion_tokens,
            "images": usage.images,
        },
        "cost": cost,
        "context": context,
    }
