"""ComfyUI: a workflow template filled with a request, progress and previews over its WebSocket.

https://docs.comfy.org/development/comfyui-server/comms_routes and `…/comms_messages`. `api_key` is sent as a bearer
token, for servers behind a proxy that asks for one.
"""

from __future__ import annotations

import asyncio
import struct
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from huahua.gateway.domain.calls import (
    ImageInput,
    ImageReply,
    ImageRequest,
    JsonObject,
    Operation,
    Quality,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.domain.quality import STEPS
from huahua.gateway.errors import (
    InvalidRequest,
    NotSupported,
    UpstreamBroken,
    UpstreamError,
    UpstreamRefused,
)
from huahua.gateway.pictures import picture_size
from huahua.gateway.ports import Progress
from huahua.gateway.profiles.painting_fields import steps_of
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S
from huahua.gateway.providers._faults import MAX_ERROR_BYTES, status_error, upstream_faults, without_secrets
from huahua.gateway.providers.painters.comfy_graph import (
    CONTROLS,
    REFERENCES,
    Variant,
    Workflow,
    chosen,
    filled,
)
from huahua.gateway.providers.painters.jobs import (
    Pause,
    TookTooLong,
    fetched,
    going_on,
    poll,
    taken_back,
)
from huahua.gateway.providers.painters.pixels import preview_of
from huahua.gateway.providers.painters.vendor import Vendor
from huahua.gateway.providers.painters.words import in_words
from huahua.gateway.remote_jobs import remote_jobs
from huahua.gateway.resilience.faults import may_be_done
from huahua.gateway.wire.multipart import FormFile
from huahua.infra.http import Outbound
from huahua.infra.sockets import OutboundSocket, SocketRefused, open_socket
from huahua.kit.adapter_families import UNKNOWN

MAX_FRAME_BYTES = 8 * 1024 * 1024
"""One message of the socket; the largest hold a preview."""
_STAGE = "painting"
_FOLDER = "huahua"
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
_PREVIEW, _PREVIEW_WITH_METADATA = 1, 4
"""Kinds of binary messages."""
_HEAD = struct.Struct(">II")
MAX_SIDE = 8192


class ComfyPainter:
    """Port `Painter`. `model` is a checkpoint, a workflow, or `workflow/checkpoint`."""

    def __init__(
        self,
        config: ProviderConfig,
        outbound: Outbound,
        workflows: Mapping[str, Workflow],
        *,
        pause: Pause = asyncio.sleep,
    ) -> None:
        headers = {"authorization": f"Bearer {config.api_key}"} if config.api_key else {}
        self._vendor = Vendor(config, outbound, config.base_url, headers)
        self._workflows = workflows
        self._pause = pause

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return chosen(self._workflows, model)[0].capabilities()

    async def list_models(self) -> list[str]:
        """The server's checkpoints, and workflows that need none."""
        own = [name for name, workflow in self._workflows.items() if not workflow.takes_checkpoint]
        return await self._choices("CheckpointLoaderSimple", "ckpt_name") + sorted(own)

    async def list_adapters(self) -> list[str]:
        return await self._choices("LoraLoader", "lora_name")

    def adapter_family(self, name: str) -> str:
        """Not known: the server says neither what its files are made for nor what its checkpoints are."""
        return UNKNOWN

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        workflow, checkpoint = chosen(self._workflows, model)
        try:
            variant = workflow.variant(
                request.operation, edit=bool(request.images), mask=request.mask is not None
            )
        except KeyError as fault:
            raise NotSupported("This workflow has no variant for that.", param="operation") from fault
        if request.references or request.controls:
            _check_bound(variant, request)
        key = f"{self._vendor.config.name}/{model}"
        rows = await self._found(key, variant.output) if remote_jobs().begun(key) is not None else None
        seed = request.seed if variant.binds("seed") else None
        if rows is None:
            try:
                values = await self._values(variant, request, checkpoint)
            except UpstreamError as fault:
                fault.settled = True  # nothing is queued yet
                raise
            graph = filled(variant, values, request.adapters)
            seed = values.get("seed") if variant.binds("seed") else None
            rows = await self._run(key, graph, variant.output, progress)
        pictures = []
        try:
            for number, row in enumerate(rows[: request.count]):
                data = await self._view(row)
                pictures.append(await self._vendor.result(data, seed=None if number else seed))
        except UpstreamError as fault:
            raise going_on(fault, key) from None
        return ImageReply(tuple(pictures), Usage(images=len(pictures)))

    async def _view(self, row: JsonObject) -> bytes:
        path = f"/view?{urlencode(_file_of(self._vendor, row))}"
        return await fetched(lambda: self._vendor.send("GET", path, None, {}), self._pause)

    async def _values(self, variant: Variant, request: ImageRequest, checkpoint: str | None) -> JsonObject:
        """What goes into the bound inputs; pictures are uploaded first."""
        values: JsonObject = {
            "prompt": in_words(request, negative=not variant.binds("negative")),
            "negative": request.negative,
            "seed": int.from_bytes(uuid.uuid4().bytes[:4]) if request.seed is None else request.seed,
            "steps": steps_of(request, STEPS[request.quality or Quality.STANDARD]),
            "count": request.count,
            "scale": request.scale,
        }
        if checkpoint:
            values["checkpoint"] = checkpoint
        if request.strength is not None:
            values["strength"] = request.strength
        if variant.binds("upscale_model"):
            values["upscale_model"] = await self._upscaler()
        width, height = await asyncio.to_thread(_size, request)
        if width and height:
            values |= {"width": width, "height": height}
        return values | await self._uploads(request)

    async def _uploads(self, request: ImageRequest) -> JsonObject:
        found: JsonObject = {}
        if request.images:
            found["image"] = await self._upload(request.images[0])
        if request.mask is not None:
            found["mask"] = await self._upload(request.mask)
        for name, picture in zip(REFERENCES, request.references, strict=False):
            found[name] = await self._upload(picture)
        for control in request.controls:
            found[CONTROLS[control.kind]] = await self._upload(control.image)
            found[f"{CONTROLS[control.kind]}_weight"] = control.weight
        return found

    async def _upload(self, picture: ImageInput) -> str:
        """The picture's name on the server, as its loaders want it."""
        filename = f"{uuid.uuid4().hex}.{_EXTENSIONS.get(picture.media_type, 'png')}"
        fields = [("type", "input"), ("subfolder", _FOLDER), ("overwrite", "true")]
        file = FormFile("image", picture.data, filename, picture.media_type)
        reply = await self._vendor.post_form("/upload/image", fields, [file])
        name, folder = reply.get("name"), reply.get("subfolder")
        if not isinstance(name, str) or not name:
            raise self._vendor.broken("answered without the name of an uploaded picture")
        return f"{folder}/{name}" if folder else name

    async def _run(self, key: str, graph: Any, output: str, progress: Progress | None) -> list[JsonObject]:
        """The files that the output node made. The prompt is noted before it is sent, under an id of ours: whether a
        server that did not answer took it can be seen afterwards."""
        client_id, jobs = uuid.uuid4().hex, remote_jobs()
        ids, queued = [str(uuid.uuid4())], False
        socket = await self._socket(client_id)

        async def take_back() -> None:
            await self._cancel(ids[-1])
            await jobs.note(key, None)

        try:
            await jobs.note(key, ids[0])
            async with taken_back(take_back):
                # Older servers choose an id of their own; newer ones take ours, which can be cancelled at once.
                order = {"prompt": graph, "client_id": client_id, "prompt_id": ids[0]}
                prompt_id, queued = await self._queued(order), True
                if prompt_id != ids[0]:
                    ids.append(prompt_id)
                    await jobs.note(key, prompt_id)
                await self._followed(socket, prompt_id, progress)
                return await self._waited(prompt_id, output)
        except UpstreamRefused:
            await jobs.note(key, None)
            raise
        except UpstreamError as fault:
            if queued or may_be_done(fault):
                raise going_on(fault, key) from None
            await jobs.note(key, None)
            raise
        finally:
            await socket.drop()

    async def _queued(self, order: JsonObject) -> str:
        """The id of the prompt. Where the server's answer was lost, its queue and its history say whether it took the
        prompt."""
        try:
            prompt_id = (await self._vendor.post("/prompt", order)).get("prompt_id")
        except UpstreamError as fault:
            if not may_be_done(fault):
                raise
            with suppress(UpstreamError):
                if await self._is_there(order["prompt_id"]):
                    return str(order["prompt_id"])
                fault.settled = True
            raise
        if not isinstance(prompt_id, str) or not prompt_id:
            raise self._vendor.broken("answered without the id of the queued prompt")
        return prompt_id

    async def _found(self, key: str, output: str) -> list[JsonObject] | None:
        """What became of the prompt that was queued before; None where the server knows nothing of it."""
        jobs = remote_jobs()
        prompt_id = jobs.begun(key) or ""
        try:
            if not await self._is_there(prompt_id):
                await jobs.note(key, None)
                return None

            async def take_back() -> None:
                await self._cancel(prompt_id)
                await jobs.note(key, None)

            async with taken_back(take_back):
                return await self._waited(prompt_id, output)
        except UpstreamRefused:
            await jobs.note(key, None)
            raise
        except UpstreamError as fault:
            raise going_on(fault, key) from None

    async def _waited(self, prompt_id: str, output: str) -> list[JsonObject]:
        config = self._vendor.config
        return await poll(
            lambda: self._made(prompt_id, output),
            who=config.name,
            limit_s=config.timeout_s,
            pause=self._pause,
        )

    async def _is_there(self, prompt_id: str) -> bool:
        """Whether the server has it, in its queue or done."""
        queue = await self._vendor.get("/queue")
        rows = (
            []
            if not isinstance(queue, dict)
            else [*(queue.get("queue_running") or ()), *(queue.get("queue_pending") or ())]
        )
        if any(isinstance(row, list) and prompt_id in row[:2] for row in rows):
            return True
        history = await self._vendor.get(f"/history/{quote(prompt_id, safe='')}")
        return isinstance(history, dict) and prompt_id in history

    async def _followed(self, socket: OutboundSocket, prompt_id: str, progress: Progress | None) -> None:
        config = self._vendor.config
        try:
            async with asyncio.timeout(config.timeout_s):
                await self._follow(socket, prompt_id, progress)
        except UpstreamBroken:
            pass  # The socket broke off: the history knows what became of it.
        except TimeoutError as fault:
            raise TookTooLong(f"The provider '{config.name}' did not finish the picture in time.") from fault

    async def _socket(self, client_id: str) -> OutboundSocket:
        config = self._vendor.config
        parts = urlsplit(self._vendor.root)
        scheme = "wss" if parts.scheme == "https" else "ws"
        url = f"{parts._replace(scheme=scheme).geturl()}/ws?clientId={client_id}"
        try:
            with upstream_faults(config):
                return await open_socket(
                    self._vendor.outbound,
                    url,
                    headers=self._vendor.headers,
                    allow_private=config.allow_private,
                    connect_timeout_s=config.connect_timeout_s,
                    max_frame_bytes=MAX_FRAME_BYTES,
                )
        except UpstreamBroken as fault:
            refused = fault.__cause__
            if isinstance(refused, SocketRefused):
                raise status_error(config, refused.status, {}, refused.body[:MAX_ERROR_BYTES]) from None
            raise

    async def _follow(self, socket: OutboundSocket, prompt_id: str, progress: Progress | None) -> None:
        """Tell how far it is until it is done. Raises UpstreamRefused where the workflow fails."""
        fraction = 0.0
        while True:
            with upstream_faults(self._vendor.config):
                message = await socket.receive()
            if message is None:
                return
            if isinstance(message, bytes):
                preview = await asyncio.to_thread(_preview, message)
                if preview is not None and progress is not None:
                    await progress(fraction, _STAGE, preview)
                continue
            kind, data = self._read(message)
            if data.get("prompt_id") != prompt_id:
                continue
            if kind == "progress":
                fraction = _fraction(data)
                if progress is not None:
                    await progress(fraction, _STAGE)
            elif kind == "executing" and data.get("node") is None:
                return  # Not at `execution_success`, which comes before the history is written.
            elif kind in ("execution_error", "execution_interrupted"):
                raise self._failed(data)

    def _read(self, message: str) -> tuple[str, JsonObject]:
        found = self._vendor.object(message.encode())
        data = found.get("data")
        return str(found.get("type")), data if isinstance(data, dict) else {}

    def _failed(self, data: JsonObject) -> UpstreamRefused:
        words = str(data.get("exception_message") or "it was interrupted")
        words = without_secrets(self._vendor.config, words)[:2000]
        return UpstreamRefused(f"the workflow failed: {words}")

    async def _made(self, prompt_id: str, output: str) -> list[JsonObject] | None:
        history = await self._vendor.get(f"/history/{quote(prompt_id, safe='')}")
        entry = history.get(prompt_id) if isinstance(history, dict) else None
        if not isinstance(entry, dict):
            return None
        status = entry.get("status")
        if isinstance(status, dict) and status.get("status_str") == "error":
            raise self._failed({"exception_message": _last_words(status)})
        outputs = entry.get("outputs")
        made = outputs.get(output) if isinstance(outputs, dict) else None
        rows = made.get("images") if isinstance(made, dict) else None
        if not isinstance(rows, list) or not rows:
            raise self._vendor.broken("answered without a picture")
        return rows

    async def _cancel(self, prompt_id: str) -> None:
        """Out of the queue; interrupted only while it is this one that runs."""
        await self._vendor.send("POST", "/queue", msgspec.json.encode({"delete": [prompt_id]}), _JSON)
        queue = await self._vendor.get("/queue")
        running = queue.get("queue_running") if isinstance(queue, dict) else None
        if any(isinstance(row, list) and prompt_id in row[:2] for row in running or ()):
            await self._vendor.send(
                "POST", "/interrupt", msgspec.json.encode({"prompt_id": prompt_id}), _JSON
            )

    async def _upscaler(self) -> str:
        names = await self._choices("UpscaleModelLoader", "model_name")
        if not names:
            raise NotSupported("The server has no upscale model; put one into its folder.", param="operation")
        return names[0]

    async def _choices(self, node: str, field: str) -> list[str]:
        """The files that a loader offers."""
        found = await self._vendor.get(f"/object_info/{node}", timeout_s=LIST_TIMEOUT_S)
        try:
            offered = found[node]["input"]["required"][field]
            # Newer versions say ["COMBO", {"options": [...]}].
            names = offered[1]["options"] if offered[0] == "COMBO" else offered[0]
            return [str(name) for name in names]
        except (KeyError, IndexError, TypeError) as fault:
            raise self._vendor.broken("answered JSON that does not describe its nodes") from fault


_JSON = {"content-type": "application/json"}


def _check_bound(variant: Variant, request: ImageRequest) -> None:
    for name in REFERENCES[: len(request.references)]:
        if not variant.binds(name):
            raise NotSupported("This workflow takes no such reference here.", param="references")
    for control in request.controls:
        if not variant.binds(CONTROLS[control.kind]):
            raise NotSupported(f"This workflow is not led by '{control.kind}' here.", param="controls")


def _size(request: ImageRequest) -> tuple[int | None, int | None]:
    """In pixels; of an upscale the source's, times the scale. Raises InvalidRequest."""
    if request.operation is not Operation.UPSCALE:
        sides = (request.width, request.height)
        return tuple(None if side is None else max(64, round(side / 8) * 8) for side in sides)  # type: ignore[return-value]
    width, height = (side * request.scale for side in picture_size(request.images[0].data))
    if max(width, height) > MAX_SIDE:
        raise InvalidRequest(f"The picture would be larger than {MAX_SIDE} pixels a side.", param="scale")
    return width, height


def _preview(message: bytes) -> bytes | None:
    """The picture of a binary message: a kind and a format, or a kind and metadata, before it."""
    if len(message) < _HEAD.size:
        return None
    kind, second = _HEAD.unpack_from(message)
    if kind == _PREVIEW:
        return preview_of(message[_HEAD.size :])
    if kind == _PREVIEW_WITH_METADATA:
        return preview_of(message[_HEAD.size + second :])
    return None


def _fraction(data: JsonObject) -> float:
    value, most = data.get("value"), data.get("max")
    if not isinstance(value, int | float) or not isinstance(most, int | float) or most <= 0:
        return 0.0
    return min(1.0, max(0.0, value / most))


def _last_words(status: JsonObject) -> str:
    """`messages` is a list of `[kind, data]`."""
    for message in reversed(status.get("messages") or []):
        if isinstance(message, list) and len(message) == 2 and isinstance(message[1], dict):
            words = message[1].get("exception_message")
            if isinstance(words, str):
                return words
    return "no reason given"


def _file_of(vendor: Vendor, row: Any) -> dict[str, str]:
    if not isinstance(row, dict) or not isinstance(row.get("filename"), str):
        raise vendor.broken("answered without a picture")
    return {name: str(row.get(name, "")) for name in ("filename", "subfolder", "type")}
