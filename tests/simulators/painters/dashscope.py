"""DashScope's own interface: image synthesis as tasks, and Qwen's image editing at once."""

from __future__ import annotations

from typing import Any

from tests.simulators.painters._common import JobSimulator, answer, decoded, unknown
from tests.simulators.pictures import picture
from tests.simulators.server import Answer, Received

_TASKS = "/api/v1/services/aigc"
_ERRORS = {
    400: ("InvalidParameter", "size must be in 512*512 to 1440*1440"),
    401: ("InvalidApiKey", "Invalid API-key provided: {key}."),
    403: ("AccessDenied.Unpurchased", "Access to model denied for {key}."),
    404: ("ModelNotFound", "Model can not be found."),
    429: ("Throttling.RateQuota", "Requests rate limit exceeded."),
    500: ("InternalError.Algo", "An internal error has occurred."),
    503: ("ModelServingError", "The system is too busy."),
}


class DashScopeSimulator(JobSimulator):
    vendor = "dashscope"

    def __init__(self) -> None:
        super().__init__()
        self._sizes: dict[str, tuple[int, tuple[int, int], bool]] = {}

    @property
    def base_url(self) -> str:
        return f"{self.address}/compatible-mode/v1"

    def answer(self, request: Received) -> Answer:
        if request.path.startswith("/files/"):
            width, height = map(int, request.path.rpartition("/")[2].partition(".")[0].split("x"))
            assert "authorization" not in request.headers
            return Answer(picture(width, height), content_type="image/png")
        if request.path.startswith("/api/v1/tasks/"):
            return self._task(request)
        makers = {
            f"{_TASKS}/text2image/image-synthesis": self._words,
            f"{_TASKS}/image2image/image-synthesis": self._edit,
            f"{_TASKS}/image-generation/generation": self._messages,
            f"{_TASKS}/multimodal-generation/generation": self._messages,
        }
        if request.path not in makers:
            return self.error(404, request)
        fault = makers[request.path](request.json)
        if fault is not None:
            return answer({"code": "InvalidParameter", "message": fault, "request_id": "r"}, 400)
        at_once = request.path.endswith("multimodal-generation/generation")
        if at_once == (request.headers.get("x-dashscope-async") == "enable"):
            return answer(
                {"code": "AccessDenied", "message": "current user api does not support this call"}, 403
            )
        return self._begin(request.json, at_once)

    def error(self, status: int, request: Received) -> Answer:
        code, message = _ERRORS[status]
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        headers = {"retry-after": "17"} if status == 429 else {}
        return answer({"request_id": "r", "code": code, "message": message.format(key=key)}, status, headers)

    def _words(self, body: dict[str, Any]) -> str | None:
        given = body["input"]
        strange = unknown(given, {"prompt", "negative_prompt"}) or unknown(
            body["parameters"], {"size", "n", "seed", "watermark", "prompt_extend"}
        )
        return f"{strange} is not a parameter" if strange else None

    def _edit(self, body: dict[str, Any]) -> str | None:
        given = body["input"]
        if "images" in given:
            for link in given["images"]:
                decoded(link)
            return None
        if given["function"] not in ("description_edit", "description_edit_with_mask", "super_resolution"):
            return "function is wrong"
        size = decoded(given["base_image_url"]).size
        if (given["function"] == "description_edit_with_mask") != ("mask_image_url" in given):
            return "mask_image_url is wrong"
        if "mask_image_url" in given and decoded(given["mask_image_url"]).size != size:
            return "the mask has another size"
        return None

    def _messages(self, body: dict[str, Any]) -> str | None:
        (message,) = body["input"]["messages"]
        texts = [part["text"] for part in message["content"] if "text" in part]
        for part in message["content"]:
            if "image" in part:
                decoded(part["image"])
        return None if message["role"] == "user" and len(texts) == 1 else "messages are wrong"

    def _begin(self, body: dict[str, Any], at_once: bool) -> Answer:
        parameters = body["parameters"]
        width, height = map(int, parameters.get("size", "1024*1024").split("*"))
        made = (parameters["n"], (width, height), "messages" in body["input"])
        if at_once:
            return answer(
                {"output": self._output(*made), "usage": {"image_count": made[0]}, "request_id": "r"}
            )
        task_id = f"task-{len(self._sizes)}"
        self._sizes[task_id] = made
        return answer({"output": {"task_status": "PENDING", "task_id": task_id}, "request_id": "r"})

    def _output(self, count: int, size: tuple[int, int], in_messages: bool) -> dict[str, Any]:
        links = [self.link(f"{size[0]}x{size[1]}.png?n={number}") for number in range(count)]
        if in_messages:
            content = [{"image": link, "type": "image"} for link in links]
            return {
                "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": content}}]
            }
        return {"results": [{"url": link} for link in links]}

    def _task(self, request: Received) -> Answer:
        task_id = request.path.split("/")[4]
        if request.path.endswith("/cancel"):
            self.cancelled.append(task_id)
            return answer({"request_id": "r"})
        if not self.is_done():
            return answer({"output": {"task_id": task_id, "task_status": "RUNNING"}, "request_id": "r"})
        if self.failure is not None:
            code, message = self.failure
            failed = {"task_id": task_id, "task_status": "FAILED", "code": code, "message": message}
            return answer({"output": failed, "request_id": "r"})
        done = {"task_id": task_id, "task_status": "SUCCEEDED", **self._output(*self._sizes[task_id])}
        return answer({"output": done, "usage": {"image_count": 1}, "request_id": "r"})
