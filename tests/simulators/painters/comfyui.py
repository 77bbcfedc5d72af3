"""ComfyUI: the queue, the history, files, node descriptions, and the WebSocket with previews."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any

from aiohttp import WSMsgType, web

from tests.simulators.painters._common import answer
from tests.simulators.pictures import picture
from tests.simulators.server import Answer, Received, Simulator

CHECKPOINTS = ["dream.safetensors", "flux1-dev-fp8.safetensors"]


class ComfySimulator(Simulator):
    vendor = "comfyui"

    def __init__(self) -> None:
        super().__init__()
        self.never_done = False
        self.surplus = 0
        self.drops_socket = False
        """The socket breaks off; the picture is painted all the same."""
        self.failure: str | None = None
        self.looked = asyncio.Event()
        """Set when the first progress was told."""
        self.deleted: list[str] = []
        self.interrupted: list[str] = []
        self.uploads: dict[str, bytes] = {}
        self.metadata_previews = False
        self.takes_ids = True
        """Newer servers take the client's own id of a prompt."""
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._graphs: dict[str, dict[str, Any]] = {}
        self._done: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def graphs(self) -> list[dict[str, Any]]:
        return list(self._graphs.values())

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/ws":
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            self._sockets[request.query["clientId"]] = socket
            await socket.send_json(
                {"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 0}}}}
            )
            async for message in socket:
                if message.type is WSMsgType.CLOSE:
                    break
            return socket
        return await super()._handle(request)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await super().stop()

    def answer(self, request: Received) -> Answer:
        route = (request.method, request.path)
        if route == ("POST", "/prompt"):
            return self._queue(request.json)
        if route == ("POST", "/upload/image"):
            return self._upload(request)
        if route == ("GET", "/view"):
            return Answer(self._made(request.query["filename"]), content_type="image/png")
        if route == ("POST", "/queue"):
            self.deleted += request.json["delete"]
            return Answer(b"")
        if route == ("GET", "/queue"):
            running = [
                [0, prompt_id, {}, {}, []] for prompt_id in self._graphs if prompt_id not in self._done
            ]
            return answer({"queue_running": running, "queue_pending": []})
        if route == ("POST", "/interrupt"):
            self.interrupted.append(request.json["prompt_id"])
            return Answer(b"")
        if request.path.startswith("/history/"):
            return answer(self._history(request.path.rpartition("/")[2]))
        if request.path.startswith("/object_info/"):
            return self._nodes(request)
        return self.error(404, request)

    def error(self, status: int, request: Received) -> Answer:
        key = request.headers.get("authorization", "")
        body = {
            "error": {"type": "prompt_no_outputs", "message": f"Wrong: {key}", "details": ""},
            "node_errors": {},
        }
        return answer(body, status, {"retry-after": "17"} if status == 429 else {})

    def error_frames(self, request: Received) -> list[bytes]:
        return []

    def _queue(self, body: dict[str, Any]) -> Answer:
        graph = body["prompt"]
        for name, node in graph.items():
            for value in node["inputs"].values():
                if isinstance(value, list) and (value[0] not in graph or not isinstance(value[1], int)):
                    error = {
                        "type": "prompt_outputs_failed_validation",
                        "message": f"{name} is wrong",
                        "details": "",
                    }
                    return answer({"error": error, "node_errors": {name: {}}}, 400)
            if node["class_type"] in ("LoadImage", "LoadImageMask"):
                assert node["inputs"]["image"] in self.uploads
            if (
                node["class_type"] == "CheckpointLoaderSimple"
                and node["inputs"]["ckpt_name"] not in CHECKPOINTS
            ):
                error = {
                    "type": "value_not_in_list",
                    "message": "Value not in list: ckpt_name",
                    "details": "",
                }
                return answer({"error": error, "node_errors": {name: {}}}, 400)
        prompt_id = body["prompt_id"] if self.takes_ids else f"prompt-{len(self._graphs)}"
        self._graphs[prompt_id] = graph
        task = asyncio.ensure_future(self._paint(prompt_id, self._sockets[body["client_id"]]))
        self._tasks.add(task)
        return answer({"prompt_id": prompt_id, "number": 1, "node_errors": {}})

    async def _paint(self, prompt_id: str, socket: web.WebSocketResponse) -> None:
        async def tell(kind: str, **data: Any) -> None:
            await socket.send_json({"type": kind, "data": {"prompt_id": prompt_id, **data}})

        await socket.send_str(
            json.dumps({"type": "progress", "data": {"value": 9, "max": 9, "prompt_id": "another"}})
        )
        await tell("execution_start", timestamp=1)
        if self.drops_socket:
            self._done.add(prompt_id)
            await socket.close(code=1011)
            return
        if self.failure is not None:
            await tell(
                "execution_error", exception_message=self.failure, exception_type="RuntimeError", node_id="3"
            )
            return
        for step in (1, 2, 3):
            await tell("progress", node="sampler", value=step, max=4)
            await socket.send_bytes(self._preview())
            self.looked.set()
        if self.never_done:
            return
        await tell("execution_success", timestamp=2)
        self._done.add(prompt_id)
        await tell("executing", node=None)

    def _preview(self) -> bytes:
        shown = picture(96, 64, "JPEG")
        if not self.metadata_previews:
            return struct.pack(">II", 1, 1) + shown
        metadata = json.dumps({"node_id": "sampler", "image_type": "image/jpeg"}).encode()
        return struct.pack(">II", 4, len(metadata)) + metadata + shown

    def _history(self, prompt_id: str) -> dict[str, Any]:
        if prompt_id not in self._done:
            return {}
        graph = self._graphs[prompt_id]
        sides = next((node["inputs"] for node in graph.values() if "height" in node["inputs"]), {})
        repeat = next((node["inputs"]["amount"] for node in graph.values() if "amount" in node["inputs"]), 1)
        count = sides.get("batch_size", repeat)
        size = f"{sides.get('width', 64)}x{sides.get('height', 64)}"
        images = [
            {"filename": f"{size}_{number}_.png", "subfolder": "", "type": "output"}
            for number in range(count + self.surplus)
        ]
        return {prompt_id: {"outputs": {"save": {"images": images}}, "status": {"status_str": "success"}}}

    def _made(self, filename: str) -> bytes:
        width, height = map(int, filename.partition("_")[0].split("x"))
        return picture(width, height)

    def _upload(self, request: Received) -> Answer:
        parts = {part.name: part for part in request.form}
        name = parts["image"].filename
        folder = parts["subfolder"].data.decode()
        self.uploads[f"{folder}/{name}"] = parts["image"].data
        return answer({"name": name, "subfolder": folder, "type": "input"})

    def _nodes(self, request: Received) -> Answer:
        node = request.path.rpartition("/")[2]
        offers: dict[str, Any] = {
            "CheckpointLoaderSimple": {"ckpt_name": [CHECKPOINTS, {"tooltip": "a checkpoint"}]},
            "LoraLoader": {"lora_name": [["ink.safetensors"], {}]},
            "UpscaleModelLoader": {"model_name": ["COMBO", {"options": ["4x-sharp.pth"]}]},
        }
        if node not in offers:
            return self.error(404, request)
        return answer({node: {"input": {"required": offers[node]}, "name": node}})
