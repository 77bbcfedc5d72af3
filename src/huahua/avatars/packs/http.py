"""`/api/avatars/{picture_id}/pack` and `/api/avatars/packs/{pack_id}`: packs of one character."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.avatars.domain.spec import Background, Expression
from huahua.avatars.http import problems
from huahua.avatars.packs.masks import MaskShape
from huahua.avatars.packs.service import Packs, PackWish
from huahua.infra.identity import User

PackSize = Literal[64, 128, 256, 512, 1024]
_ZIP: dict[int | str, dict[str, Any]] = {200: {"description": "The pack", "content": {"application/zip": {}}}}


class PackBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    expressions: Annotated[list[Expression], Field(max_length=10)]
    """Of a painted picture those that its model is to paint; it is in the pack as it is too."""
    sizes: Annotated[list[PackSize], Field(max_length=5)]
    backgrounds: Annotated[list[Background | Literal["painted", "brand"]], Field(min_length=1, max_length=10)]
    """`painted`: as it was painted, of painted pictures only; `brand`: the colour of the brand, with its logo where the
    brand shows it."""
    shapes: Annotated[list[MaskShape], Field(min_length=1, max_length=4)] = ["square"]
    """In which the PNG files are cut."""
    brand_id: Annotated[str | None, Field(max_length=80)] = None
    """Its main colour is that of drawn clothes where nothing was said of them, and its logo stands on the sheet."""

    def wish(self) -> PackWish:
        grounds = [each for each in dict.fromkeys(self.backgrounds) if each != "gradient"]
        return PackWish(
            list(dict.fromkeys(self.expressions)),
            list(dict.fromkeys(self.sizes)),
            [str(each) for each in grounds],
            list(dict.fromkeys(self.shapes)),
            self.brand_id,
        )


class PackStarted(TypedDict):
    """The run's `result` is `{file_id, bytes, files, outliers, alike, failed, uncut}`; the file is there when it has
    succeeded."""

    id: str
    run_id: str


def pack_routes(packs: Packs) -> APIRouter:
    router = APIRouter(prefix="/api/avatars", tags=["avatars"])

    @router.post("/{picture_id}/pack", status_code=202, response_model=PackStarted)
    async def make(picture_id: str, body: PackBody, user: User) -> Any:
        """Starts a run that makes an avatar with every expression, in every size and shape and on every ground. A
        vector avatar is drawn; expressions of a painting are painted by its model, where that changes pictures."""
        with problems():
            file = await packs.begin(user.user_id, user.role, picture_id, body.wish())
        return {"id": file.id, "run_id": file.run_id}

    @router.get("/packs/{pack_id}/file", response_class=StreamingResponse, responses=_ZIP)
    async def fetch(pack_id: str, user: User) -> Response:
        """The ZIP, for seven days."""
        with problems():
            file, pieces = await packs.open(user.user_id, pack_id)
        headers = {
            "content-disposition": 'attachment; filename="huahua-character-pack.zip"',
            "content-length": str(file.bytes),
            "cache-control": "private, no-store",
        }
        return StreamingResponse(pieces, media_type="application/zip", headers=headers)

    @router.delete("/packs/{pack_id}", status_code=204)
    async def delete(pack_id: str, user: User) -> Response:
        with problems():
            await packs.delete(user.user_id, pack_id)
        return Response(status_code=204)

    return router
