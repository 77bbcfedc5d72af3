"""Model servers that already run on this machine, found by asking at their usual ports."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from huahua.infra.http import Outbound, OutboundError

PATIENCE_S = 0.3
_MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where to ask. `rows` and `name` say where the reply keeps its models; an empty one: it is that itself."""

    preset: str
    probe_url: str
    base_url: str
    rows: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    preset: str
    base_url: str
    models: list[str]


PLACES = (
    # https://docs.ollama.com/api/tags
    Place("ollama", "http://127.0.0.1:11434/api/tags", "http://127.0.0.1:11434/v1", "models", "name"),
    # https://lmstudio.ai/docs/developer/openai-compat
    Place("lmstudio", "http://127.0.0.1:1234/v1/models", "http://127.0.0.1:1234/v1", "data", "id"),
    # https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API
    Place("a1111", "http://127.0.0.1:7860/sdapi/v1/sd-models", "http://127.0.0.1:7860", "", "model_name"),
    # https://docs.comfy.org/development/comfyui-server/comms_routes
    Place("comfyui", "http://127.0.0.1:8188/models/checkpoints", "http://127.0.0.1:8188", "", ""),
)


async def discover(outbound: Outbound, places: Sequence[Place] = PLACES) -> list[Found]:
    """Ask all places at once; what does not answer within 0.3 s is not there."""
    answers = await asyncio.gather(*(_ask(outbound, place) for place in places))
    return [found for found in answers if found is not None]


async def _ask(outbound: Outbound, place: Place) -> Found | None:
    try:
        reply = await outbound.request(
            "GET",
            place.probe_url,
            headers={"accept": "application/json"},
            allow_private=True,
            connect_timeout_s=PATIENCE_S,
            timeout_s=PATIENCE_S,
            max_bytes=_MAX_BYTES,
        )
        body = msgspec.json.decode(reply.body) if reply.status == 200 else None
    except (OutboundError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    rows = body.get(place.rows) if isinstance(body, dict) else None if place.rows else body
    if not isinstance(rows, list):
        return None
    names = [row.get(place.name) if isinstance(row, dict) else row for row in rows]
    return Found(place.preset, place.base_url, [name for name in names if isinstance(name, str)])
