"""`POST /api/pictures`: start a painting."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field

from huahua.infra.identity import Identity, User
from huahua.kit.painting import ControlKind, Operation, Quality
from huahua.kit.precedence import PRIORITIES, Priority
from huahua.kit.shapes import StartedRun
from huahua.painting.domain.spec import AdapterWish, ControlWish, Extension, Mode, PaintSpec
from huahua.painting.errors import BadPicture, InvalidPainting
from huahua.painting.http.problems import problems
from huahua.painting.service.enriching import WrittenPrompt
from huahua.painting.service.painting import Painting

MAX_MASK_CHARS = 16 * 2**20
MAX_ID_CHARS = 80
MAX_ADAPTER_CHARS = 200
_MASK_FROM_RUN = "A mask needs a picture that is already painted."


class ControlBody(BaseModel):
    """A picture that leads the composition: `source_id` shows edges, lines, depth or a pose."""

    model_config = ConfigDict(extra="forbid")

    kind: ControlKind
    source_id: Annotated[str, Field(max_length=MAX_ID_CHARS)]
    weight: float = 1.0


class AdapterBody(BaseModel):
    """A trained style of this server by its id, or of the engine by its name."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=MAX_ADAPTER_CHARS)]
    weight: float = 1.0


class ExtendBody(BaseModel):
    """Pixels that are put around the picture."""

    model_config = ConfigDict(extra="forbid")

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


class PaintBody(BaseModel):
    """A wish for pictures. With `mode: edit`, `prompt` says what to change in the picture `source_id`. Any other
    `operation` than `paint` works on that picture and needs no words. `extend` makes it larger and paints what is new;
    a mask then has the larger size. `fresh`: not the same picture again. `brand_id` is one of `/api/brands`;
    `brand_logo` and `brand_colours` say whether its logo is laid on and colours move towards its palette, null is as
    the brand says.
    """

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
    quality: Quality | None = None
    strength: float | None = None
    references: list[Annotated[str, Field(max_length=MAX_ID_CHARS)]] = Field(default_factory=list)
    controls: list[ControlBody] = Field(default_factory=list)
    adapters: list[AdapterBody] = Field(default_factory=list)
    operation: Operation = Operation.PAINT
    scale: int = 2
    fresh: bool = False
    brand_id: Annotated[str, Field(max_length=MAX_ID_CHARS)] | None = None
    brand_logo: bool | None = None
    brand_colours: bool | None = None
    extend: ExtendBody | None = None


class EnrichBody(BaseModel):
    """A prompt to be made richer; `locked` words stay as they are. `model` is the language model that writes: without
    one the server's default does, or, where no language model is connected, the painter's own rules."""

    model_config = ConfigDict(extra="forbid")

    prompt: str
    style: str | None = None
    locked: list[str] = Field(default_factory=list)
    model: Annotated[str, Field(max_length=MAX_ADAPTER_CHARS)] | None = None
    brand_id: Annotated[str, Field(max_length=MAX_ID_CHARS)] | None = None


class Change(BaseModel):
    kind: Literal["same", "added", "removed"]
    text: str


class EnrichedPrompt(BaseModel):
    """`changes` joined without what was `removed` give `prompt`. `by` is `rules` or the model that wrote; `note` says
    why nothing was changed."""

    prompt: str
    changes: list[Change]
    by: str
    note: str | None


Wanted = Annotated[Literal["interactive", "standard", "batch"] | None, Header()]
"""Where the painting stands in the queue: as for calls of models, never better than the caller may have."""


def paint_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])

    def allowed(user: Identity, wanted: str | None) -> Priority:
        name = None if wanted is None else PRIORITIES[wanted]
        return painting.starter.priority(user.role, by_key=user.key_id is not None, wanted=name)

    @router.post("", status_code=202, response_model=StartedRun)
    async def paint(body: PaintBody, user: User, x_huahua_priority: Wanted = None) -> dict[str, Any]:
        with problems():
            spec = _spec(body, await _mask(painting, user.user_id, body))
            priority = allowed(user, x_huahua_priority)
            run_id = await painting.starter.begin(
                user.user_id, user.role, body.conversation_id, None, spec, priority=priority
            )
        return {"run_id": run_id}

    @router.post("/runs/{run_id}/retry", status_code=202, response_model=StartedRun)
    async def retry(run_id: str, user: User, x_huahua_priority: Wanted = None) -> dict[str, Any]:
        """Paint what is missing of a painting that failed or was stopped: the same wish, in the same places, as a new
        run. Asking again answers with the same run."""
        with problems():
            priority = allowed(user, x_huahua_priority)
            return {"run_id": await painting.starter.again(user.user_id, user.role, run_id, priority)}

    @router.post("/enrich", response_model=EnrichedPrompt)
    async def enrich(body: EnrichBody, user: User) -> dict[str, Any]:
        """A richer prompt to look at before anything is painted."""
        with problems():
            wish = WrittenPrompt(body.prompt, body.style, tuple(body.locked), body.model, body.brand_id)
            found = await painting.enriching.enrich(user.user_id, user.role, wish)
        return {
            "prompt": found.prompt,
            "changes": [{"kind": change.kind, "text": change.text} for change in found.changes],
            "by": found.by,
            "note": found.note,
        }

    return router


def _spec(body: PaintBody, mask_digest: str | None) -> PaintSpec:
    mode = body.mode if body.operation is Operation.PAINT else Mode.EDIT
    editing = mode is Mode.EDIT
    return PaintSpec(
        prompt="" if editing else body.prompt,
        instruction=body.prompt if editing else "",
        words=body.prompt,
        mode=mode,
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
        quality=body.quality,
        strength=body.strength,
        references=tuple(dict.fromkeys(body.references)),
        controls=tuple(ControlWish(each.kind, each.source_id, each.weight) for each in body.controls),
        adapters=tuple(AdapterWish(each.id, each.weight) for each in body.adapters),
        operation=body.operation,
        scale=body.scale,
        fresh=body.fresh,
        brand_id=body.brand_id,
        brand_logo=body.brand_logo,
        brand_colours=body.brand_colours,
        extend=None if body.extend is None else Extension(**body.extend.model_dump()),
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
    extend = Extension(**body.extend.model_dump()) if body.extend is not None else Extension()
    width, height = extend.size(source.width, source.height)
    longest = painting.limits.max_side
    if min(extend.left, extend.top, extend.right, extend.bottom) < 0 or max(width, height) > longest:
        raise InvalidPainting(f"A picture is at most {longest} pixels a side.", param="extend")
    return await painting.uploads.mask(data, width, height)
