"""AWS Bedrock: Converse, ConverseStream in AWS's binary event stream, and the lists of models.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

from __future__ import annotations

import binascii
import json
import struct
from typing import Any
from urllib.parse import unquote

from tests.simulators import sigv4
from tests.simulators.server import Answer, Received, Simulator

EVENT_STREAM = "application/vnd.amazon.eventstream"
ACCESS_KEY, REGION = "AKIAHUAHUASIMULATOR1", "eu-central-1"
_NAMES = {
    400: "ValidationException",
    401: "UnrecognizedClientException",
    402: "AccessDeniedException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    413: "ValidationException",
    422: "ValidationException",
    429: "ThrottlingException",
    500: "InternalServerException",
    503: "ServiceUnavailableException",
}
_TEXT = ["海上", "生明月。", "The moon", " rises over", " the sea."]
_THOUGHT, _SIGNATURE = ["17 has no divisor", " between 2 and 4."], "EqQBCgIYAhIM1gbcDa9G"
_TOOLS = [
    ("tooluse_1", "get_weather", ['{"city": "杭', '州", "unit"', ': "c"}']),
    ("tooluse_2", "get_time", []),
]
_COUNTS = {
    "text": {"inputTokens": 18, "outputTokens": 17, "cacheReadInputTokens": 64, "cacheWriteInputTokens": 32},
    "tools": {"inputTokens": 472, "outputTokens": 89},
    "thinking": {"inputTokens": 40, "outputTokens": 60},
}


def frame(event: str, payload: Any, **headers: str) -> bytes:
    """One message of the event stream, with its two checksums."""
    named = headers or {
        ":event-type": event,
        ":content-type": "application/json",
        ":message-type": "event",
    }
    head = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack("!H", len(value)) + value.encode()
        for name, value in named.items()
    )
    body = json.dumps(payload, ensure_ascii=False).encode()
    start = struct.pack("!II", 16 + len(head) + len(body), len(head))
    message = start + struct.pack("!I", binascii.crc32(start)) + head + body
    return message + struct.pack("!I", binascii.crc32(message))


class BedrockSimulator(Simulator):
    """Takes signed requests; `BedrockKeySimulator` takes Bedrock's bearer keys."""

    vendor = "bedrock"
    comment = frame("somethingNew", {"p": "abcdefghij"})
    garbage = b"data: not an event stream at all"
    secret = ""

    def complaint(self, request: Received) -> str | None:
        return sigv4.complaint(
            request, access_key=ACCESS_KEY, secret=self.secret, service="bedrock", region=REGION
        )

    def model_of(self, request: Received) -> str | None:
        parts = request.raw_path.split("/")
        return unquote(parts[2]) if parts[1] == "model" else None

    def answer(self, request: Received) -> Answer:
        wrong = self.complaint(request)
        if wrong is not None:
            return _error(403, "InvalidSignatureException", wrong)
        if request.method == "GET":
            return self._lists(request)
        verb = request.raw_path.rpartition("/")[2]
        if verb not in ("converse", "converse-stream"):
            return self.error(404, request)
        kind = _kind(request.json)
        if verb == "converse":
            return Answer(json.dumps(_whole(kind), ensure_ascii=False).encode())
        *frames, stop, metadata = _streamed(kind)
        return Answer(content_type=EVENT_STREAM, frames=frames, end_frames=[stop, metadata])

    def error(self, status: int, request: Received) -> Answer:
        said = request.headers.get("authorization", "")
        return _error(status, _NAMES[status], f"It cannot be done (trace {said} {self.secret}).")

    def error_frames(self, request: Received) -> list[bytes]:
        headers = {
            ":exception-type": "modelStreamErrorException",
            ":content-type": "application/json",
            ":message-type": "exception",
        }
        return [frame("", {"message": "The model broke down."}, **headers)]

    def _lists(self, request: Received) -> Answer:
        if request.path == "/foundation-models":
            rows = [
                {"modelId": "amazon.nova-lite-v1:0", "inferenceTypesSupported": ["ON_DEMAND"]},
                {"modelId": "anthropic.claude-sonnet-4-5", "inferenceTypesSupported": ["INFERENCE_PROFILE"]},
            ]
            return Answer(json.dumps({"modelSummaries": rows}).encode())
        if request.path != "/inference-profiles":
            return self.error(404, request)
        first = "nextToken" not in request.query
        assert first or request.query["nextToken"] == "page+2/="
        name = "eu.anthropic.claude-sonnet-4-5" if first else "global.anthropic.claude-haiku-4-5"
        page: dict[str, Any] = {"inferenceProfileSummaries": [{"inferenceProfileId": name}]}
        if first:
            page["nextToken"] = "page+2/="
        return Answer(json.dumps(page).encode())


class BedrockKeySimulator(BedrockSimulator):
    vendor = "bedrock-key"

    def complaint(self, request: Received) -> str | None:
        return None if request.headers.get("authorization") == f"Bearer {self.secret}" else "wrong key"


def _error(status: int, name: str, message: str) -> Answer:
    headers = {"x-amzn-ErrorType": f"{name}:http://internal.amazon.com/coral/", "x-amzn-RequestId": "r-1"}
    return Answer(json.dumps({"message": message}).encode(), status=status, headers=headers)


def _kind(body: dict[str, Any]) -> str:
    extra = body.get("additionalModelRequestFields", {})
    if extra.get("thinking", {}).get("type") == "enabled":
        return "thinking"
    answered = any("toolResult" in block for block in body["messages"][-1]["content"])
    return "tools" if "toolConfig" in body and not answered else "text"


def _whole(kind: str) -> dict[str, Any]:
    blocks: list[dict[str, Any]]
    if kind == "tools":
        blocks = [{"text": "Let me look."}]
        blocks += [
            {"toolUse": {"toolUseId": ident, "name": name, "input": json.loads("".join(parts) or "{}")}}
            for ident, name, parts in _TOOLS
        ]
    elif kind == "thinking":
        said = {"text": "".join(_THOUGHT), "signature": _SIGNATURE}
        blocks = [{"reasoningContent": {"reasoningText": said}}, {"text": "Yes, 17 is prime."}]
    else:
        blocks = [{"text": "".join(_TEXT)}]
    return {
        "output": {"message": {"role": "assistant", "content": blocks}},
        "stopReason": "tool_use" if kind == "tools" else "end_turn",
        "usage": _usage(kind),
        "metrics": {"latencyMs": 551},
    }


def _streamed(kind: str) -> list[bytes]:
    frames = [frame("messageStart", {"role": "assistant", "p": "abcdefghijkl"})]
    if kind == "tools":
        frames += _block(0, [{"text": "Let me"}, {"text": " look."}])
        for index, (ident, name, parts) in enumerate(_TOOLS, start=1):
            start = {"start": {"toolUse": {"toolUseId": ident, "name": name}}, "contentBlockIndex": index}
            frames.append(frame("contentBlockStart", start))
            frames += _block(index, [{"toolUse": {"input": part}} for part in parts])
    elif kind == "thinking":
        thoughts: list[dict[str, Any]] = [{"reasoningContent": {"text": part}} for part in _THOUGHT]
        frames += _block(0, [*thoughts, {"reasoningContent": {"signature": _SIGNATURE}}])
        frames += _block(1, [{"text": "Yes, 17"}, {"text": " is prime."}])
    else:
        frames += _block(0, [{"text": part} for part in _TEXT])
    stop = {"stopReason": "tool_use" if kind == "tools" else "end_turn"}
    return [
        *frames,
        frame("messageStop", stop),
        frame("metadata", {"usage": _usage(kind), "metrics": {"latencyMs": 551}}),
    ]


def _block(index: int, deltas: list[dict[str, Any]]) -> list[bytes]:
    frames = [frame("contentBlockDelta", {"delta": delta, "contentBlockIndex": index}) for delta in deltas]
    return [*frames, frame("contentBlockStop", {"contentBlockIndex": index})]


def _usage(kind: str) -> dict[str, int]:
    counts = _COUNTS[kind]
    return {**counts, "totalTokens": sum(counts.values())}
