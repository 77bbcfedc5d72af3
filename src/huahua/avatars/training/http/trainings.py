"""`/api/trainings`: teaching a style, watching it, pausing it, going on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from huahua.avatars.projects.http import problems
from huahua.avatars.training import shapes
from huahua.avatars.training.domain.plan import TrainingPlan
from huahua.avatars.training.http.replies import FILE
from huahua.avatars.training.service.trainings import NewTraining, Trainings
from huahua.infra.identity import User

Text = Annotated[str, Field(max_length=300)]


class TrainingBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version_id: Text
    name: Text
    trigger: Text
    base: Text
    licence: Text
    plan: TrainingPlan = TrainingPlan()
    style_id: Text | None = None
    """A style of one's own that is taught anew: it keeps its id and gets the next revision."""


def training_routes(service: Trainings) -> APIRouter:
    router = APIRouter(prefix="/api/trainings", tags=["styles"])

    @router.get("", response_model=shapes.TrainingCards)
    async def show_all(user: User) -> dict[str, Any]:
        return {"items": [shapes.training_json(each) for each in await service.all(user.user_id)]}

    @router.get("/means", response_model=shapes.TrainingMeans)
    async def means(user: User) -> dict[str, Any]:
        """Whether this server can train, and which base models it has."""
        return {"installed": service.installed(), "bases": service.bases()}

    @router.post("", status_code=202, response_model=shapes.TrainingCard)
    async def begin(body: TrainingBody, user: User) -> dict[str, Any]:
        """Starts a run of kind `training`."""
        new = NewTraining(
            body.version_id, body.name, body.trigger, body.base, body.licence, body.plan, body.style_id
        )
        with problems():
            return shapes.training_json(await service.begin(user.user_id, new))

    @router.get("/{training_id}", response_model=shapes.TrainingWhole)
    async def show(training_id: str, user: User) -> dict[str, Any]:
        with problems():
            watched = await service.watch(user.user_id, training_id)
        return shapes.training_json(watched.training) | {
            "step": watched.step,
            "points": [{"step": point.step, "loss": point.loss} for point in watched.points],
            "left_s": watched.left_s,
            "samples": watched.samples,
        }

    @router.get("/{training_id}/samples/{name}", response_class=Response, responses=FILE)
    async def sample(training_id: str, name: str, user: User) -> Response:
        with problems():
            data = await service.sample(user.user_id, training_id, name)
        return Response(data, media_type="image/webp", headers={"cache-control": "private, no-cache"})

    @router.post("/{training_id}/pause", response_model=shapes.TrainingCard)
    async def pause(training_id: str, user: User) -> dict[str, Any]:
        """It saves its state first."""
        with problems():
            return shapes.training_json(await service.pause(user.user_id, training_id))

    @router.post("/{training_id}/resume", status_code=202, response_model=shapes.TrainingCard)
    async def resume(training_id: str, user: User) -> dict[str, Any]:
        """From the last checkpoint."""
        with problems():
            return shapes.training_json(await service.resume(user.user_id, training_id))

    @router.post("/{training_id}/cancel", response_model=shapes.TrainingCard)
    async def cancel(training_id: str, user: User) -> dict[str, Any]:
        with problems():
            return shapes.training_json(await service.cancel(user.user_id, training_id))

    @router.delete("/{training_id}", status_code=204)
    async def delete(training_id: str, user: User) -> Response:
        """With its checkpoints; the style that it made stays."""
        with problems():
            await service.delete(user.user_id, training_id)
        return Response(status_code=204)

    return router
