"""`/api/avatars/talk`: avatars that speak, as files that play them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.http import problems
from huahua.avatars.talking.service import MEDIA, Beat, Form, Talking, TalkWish
from huahua.avatars.talking.timeline import MAX_CUES
from huahua.avatars.talking.visemes import Viseme
from huahua.avatars.talking.voice import MAX_VOICE_BYTES
from huahua.avatars.uploads import avatar_upload
from huahua.infra.identity import User
from huahua.infra.uploads import FILE_BODY

_SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class VisemeBeat(BaseModel):
    """A mouth shape, when it begins and how long it lasts, in milliseconds."""

    model_config = ConfigDict(extra="forbid")

    viseme: Annotated[str, Field(max_length=20)]
    at_ms: Annotated[int, Field(ge=0, le=60_000)]
    ms: Annotated[int, Field(ge=1, le=60_000)]


class SpokenBody(BaseModel):
    """Either `text` (Chinese, English or both) or `visemes`. Without `seconds` it takes its natural time."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = None
    visemes: Annotated[list[VisemeBeat], Field(max_length=MAX_CUES)] | None = None
    seconds: Annotated[float, Field(ge=0, le=3_600)] | None = None

    def beats(self) -> list[Beat] | None:
        return None if self.visemes is None else [(each.viseme, each.at_ms, each.ms) for each in self.visemes]


class TalkBody(SpokenBody):
    """Either `spec` with `seed`, or `picture_id` of a vector avatar."""

    spec: AvatarSpec | None = None
    picture_id: Annotated[str, Field(max_length=80)] | None = None
    seed: str = "HuaHua"
    size: int = 256
    brand_id: Annotated[str | None, Field(max_length=80)] = None
    """Its colours are those of the ground and the clothes where nothing was said of them."""
    format: Form = "svg"


class VisemeCue(TypedDict):
    viseme: Viseme
    at_ms: int
    ms: int


class TalkTiming(TypedDict):
    """`cues` follow each other without gaps from 0 to `ms`; `blinks` are times at which the eyes shut for 120 ms."""

    ms: int
    cues: list[VisemeCue]
    blinks: list[int]


_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file in the format asked for",
        "content": {kind: {} for kind, _ in MEDIA.values()},
    }
}


def talk_routes(talking: Talking) -> APIRouter:
    router = APIRouter(prefix="/api/avatars/talk", tags=["avatars"])

    @router.post("", response_class=Response, responses=_FILES)
    async def talk(body: TalkBody, user: User) -> Response:
        """A talking avatar as animated SVG, APNG, animated WebP, Lottie JSON, or a sprite sheet (ZIP of PNG and JSON).
        `x-duration-ms` says how long it plays, `x-restyled: 1` that the style has no mouth and another was taken."""
        wish = TalkWish(
            body.spec,
            body.picture_id,
            body.seed,
            body.text,
            body.beats(),
            body.seconds,
            body.size,
            body.format,
            body.brand_id,
        )
        with problems():
            made = await talking.talk(user.user_id, wish)
        kind, ending = MEDIA[body.format]
        name = f'attachment; filename="talking-avatar.{ending}"'
        told = {
            "content-disposition": name,
            "x-duration-ms": str(made.ms),
            "x-restyled": str(int(made.restyled)),
        }
        return Response(made.data, media_type=kind, headers=_SAFE | told)

    @router.post("/timing", response_model=TalkTiming)
    async def timing(body: SpokenBody, _user: User) -> Any:
        """When the mouth has which shape."""
        with problems():
            return await talking.timing(body.text, body.beats(), body.seconds)

    @router.post("/voice", response_model=TalkTiming, openapi_extra=FILE_BODY)
    async def voice(request: Request, _user: User) -> Any:
        """Timing of a recorded voice (WAV in PCM, at most 30 seconds), with its `text` as a further field if it is
        known: give the `cues` to `/api/avatars/talk` as `visemes`."""
        with problems():
            given = await avatar_upload(request, MAX_VOICE_BYTES)
            return await talking.voice(given.data, given.fields.get("text"))

    return router
