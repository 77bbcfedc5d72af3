"""`POST /api/pictures`: start a painting."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from huahua.infra.identity import User
from huahua.kit.shapes import StartedRun
from huahua.painting.domain.spec import Mode, PaintSpec
from huahua.painting.errors import BadPicture, InvalidPainting
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting

MAX_MASK_CHARS = 16 * 2**20
_MASK_FROM_RUN = "A mask needs a picture that is already painted."


class PaintBody(BaseModel):
    """A wish for pictures. With `mode: edit`, `prompt` says what to change in the picture `source_id`."""

    model_config = ConfigDict(extra="forbid")

    prompt: str = ""
    model: str | None = None
    style: str | None = None
    aspect: str | None = None
    width: int | None = None
    height: int | None = None
    count: int = 1
    seed: int | None = None
    negative: str = ""
    enrich: bool = True
    locked: list[str] = Field(default_factory=list)
    source_id: str | None = None
    mode: Mode = Mode.NEW
    mask: Annotated[str, Field(max_length=MAX_MASK_CHARS)] | None = None
    conversation_id: str | None = None


def paint_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])

    @router.post("", status_code=202, response_model=StartedRun)
    async def paint(body: PaintBody, user: User) -> dict[str, Any]:
        with problems():
            spec = _spec(body, await _mask(painting, user.user_id, body))
            run_id = await painting.starter.begin(user.user_id, user.role, body.conversation_id, None, spec)
        return {"run_id": run_id}

    return router


def _spec(body: PaintBody, mask_digest: str | None) -> PaintSpec:
    editing = body.mode is Mode.EDIT
    return PaintSpec(
        prompt="" if editing else body.prompt,
        instruction=body.prompt if editing else "",
        words=body.prompt,
        mode=body.mode,
        model=body.model,
        style=body.style,
        aspect=body.aspect,
        width=body.width,
        height=body.height,
        count=body.count,
        seed=body.seed,
        negative=body.negative,
        enrich=body.enrich,
        locked=tuple(body.locked),
        source_id=body.source_id,
        mask_digest=mask_digest,
    )


async def _mask(painting: Painting, user_id: str, body: PaintBody) -> str | None:
    """Base64 stops here: the mask is stored in the size of its picture, and the run names it."""
    if body.mask is None:
        return None
    if body.mode is not Mode.EDIT or body.source_id is None or "/" in body.source_id:
        raise InvalidPainting(_MASK_FROM_RUN, param="mask")
    encoded = body.mask.partition("base64,")[2] or body.mask
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BadPicture("The mask is not valid base64.", param="mask") from fault
    source = await painting.gallery.get(user_id, body.source_id)
    return await painting.uploads.mask(data, source.width, source.height)
