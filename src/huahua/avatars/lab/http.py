"""`POST /api/avatars/lab`: a measurement as a run; its result is KID or FID between two sets of one's own pictures."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.avatars.errors import AvatarError
from huahua.avatars.lab.ports import PictureSet
from huahua.avatars.lab.service import Kind, Lab, Measure
from huahua.infra.identity import User
from huahua.infra.problems import Problem
from huahua.kit.shapes import StartedRun

Name = Annotated[str, Field(max_length=200)]


class SetBody(BaseModel):
    """One's own pictures that fit all of these."""

    model_config = ConfigDict(extra="forbid")

    collection_id: Name | None = None
    model: Name | None = None
    style: Name | None = None
    origin: Literal["painted", "avatar", "upload"] | None = None

    def wanted(self) -> PictureSet:
        return PictureSet(**self.model_dump())


class LabBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    first: SetBody
    second: SetBody
    measure: Measure = "kid"
    features: Kind | None = None
    """None: Inception's where this server has them, else its own."""


class LabMeans(TypedDict):
    features: list[Kind]


def lab_routes(lab: Lab) -> APIRouter:
    router = APIRouter(prefix="/api/avatars/lab", tags=["avatars"])

    @router.get("", response_model=LabMeans)
    async def means(user: User) -> dict[str, Any]:
        """The features that measurements can be of, the usual ones first."""
        return {"features": lab.kinds}

    @router.post("", status_code=202, response_model=StartedRun)
    async def measure(body: LabBody, user: User) -> dict[str, Any]:
        try:
            run_id = await lab.begin(
                user.user_id, body.first.wanted(), body.second.wanted(), body.measure, body.features
            )
        except AvatarError as fault:
            raise Problem(fault.status, fault.code, fault.message, param=fault.param) from fault
        return {"run_id": run_id}

    return router
