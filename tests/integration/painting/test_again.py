"""Failed and stopped paintings that are tried again, by the job itself and by who asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from huahua.audit.api import Unrecorded
from huahua.gateway.api import (
    ContentBlocked,
    GatewayError,
    ImageReply,
    ImageRequest,
    Progress,
    UpstreamLimited,
    UpstreamUnreachable,
)
from huahua.kit.limits import Allowance
from huahua.painting.api import PaintSpec
from huahua.painting.http import routes
from huahua.painting.service.patience import PAUSES_S
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER, Studio, paint_png


@pytest.fixture
async def web(studio: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(studio.painting, Unrecorded())) as web:
        yield web


async def begin(studio: Studio, spec: PaintSpec) -> str:
    return await studio.painting.starter.begin(ME, "user", "conv_1", "msg_1", spec)


def failing(studio: Studio, faults: dict[int, list[GatewayError]]) -> None:
    """Let the pictures of these seeds fail so often."""

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        if faults.get(request.seed or 0):
            raise faults[request.seed or 0].pop(0)
        return await paint_png(request, progress)

    studio.models.paint_with = paint


async def test_an_engine_that_is_busy_for_a_moment_is_asked_again(studio: Studio) -> None:
    failing(studio, {7: [UpstreamLimited("busy", retry_after=4), UpstreamUnreachable("reset")]})
    events = await studio.events(await begin(studio, PaintSpec("a cat", seed=7)))
    assert events[-1].type == "run.succeeded"
    assert studio.paused == [4 * 1.25, PAUSES_S[1] * 1.25]
    assert len({request_id for _, _, request_id in studio.models.calls}) == 3


async def test_an_engine_is_asked_a_few_times_and_a_refused_prompt_once(studio: Studio) -> None:
    failing(studio, {7: [UpstreamUnreachable("reset")] * 9})
    events = await studio.events(await begin(studio, PaintSpec("a cat", seed=7)))
    assert events[-1].data["error"]["code"] == "upstream_unreachable"
    assert len(studio.models.calls) == 1 + len(PAUSES_S)
    studio.models.calls.clear()
    failing(studio, {7: [ContentBlocked("Not this.")]})
    events = await studio.events(await begin(studio, PaintSpec("a cat", seed=7)))
    assert events[-1].data["error"]["code"] == "content_blocked"
    assert len(studio.models.calls) == 1


async def test_what_is_missing_is_painted_in_its_place_and_once(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    failing(studio, {8: [ContentBlocked("Not this.")]})
    spec = PaintSpec("a cat", count=3, seed=7, model="real/brush", negative="people", width=64, height=64)
    first = await begin(studio, spec)
    await studio.events(first)
    slot = (await studio.painting.gallery.slots(ME, [first]))[first]
    assert (slot["status"], slot["places"], slot["missing"]) == ("done", [0, 2], [1])
    enriched = slot["pictures"][0]["enriched_prompt"]

    asked = len(studio.rules.wishes)
    answers = await asyncio.gather(*(web.post(f"/api/pictures/runs/{first}/retry") for _ in range(3)))
    assert {answer.status_code for answer in answers} == {202}
    (second,) = {answer.json()["run_id"] for answer in answers}
    events = await studio.events(second)
    assert [event.data["index"] for event in events if event.type == "picture"] == [0, 2, 1]
    assert len(studio.rules.wishes) == asked, "the richer prompt is the one that it was"

    slot = (await studio.painting.gallery.slots(ME, [first]))[first]
    assert (slot["latest_run_id"], slot["status"], slot["error"]) == (second, "done", None)
    assert (slot["places"], slot["missing"]) == ([0, 1, 2], [])
    again = slot["pictures"][1]
    assert (again["seed"], again["negative"], again["enriched_prompt"]) == (8, "people", enriched)
    assert again["conversation_id"] == "conv_1"
    run = await studio.runs.get(second, ME)
    assert run.result is not None and run.result["picture_ids"] == [each["id"] for each in slot["pictures"]]
    assert (await web.post(f"/api/pictures/runs/{first}/retry")).json()["run_id"] == second
    done = await web.post(f"/api/pictures/runs/{second}/retry")
    assert (done.status_code, done.json()["code"]) == (409, "nothing_missing")


async def test_a_failure_is_tried_again_until_it_comes(studio: Studio, web: httpx.AsyncClient) -> None:
    failing(studio, {7: [ContentBlocked("Not this.")] * 2})
    runs = [await begin(studio, PaintSpec("a cat", seed=7))]
    for _ in range(2):
        assert (await studio.events(runs[-1]))[-1].type == "run.failed"
        runs.append((await web.post(f"/api/pictures/runs/{runs[-1]}/retry")).json()["run_id"])
    assert (await studio.events(runs[-1]))[-1].type == "run.succeeded"
    assert len(set(runs)) == 3
    for run_id, slot in (await studio.painting.gallery.slots(ME, runs)).items():
        assert (slot["painting_run_id"], slot["latest_run_id"], slot["status"]) == (run_id, runs[-1], "done")


async def test_a_stopped_painting_goes_on_and_one_that_goes_is_not_begun_twice(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    waiting, free = asyncio.Event(), asyncio.Event()

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        if request.seed == 1 and not free.is_set():
            waiting.set()
            await asyncio.Event().wait()
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    run_id = await begin(studio, PaintSpec("a cat", count=2, seed=0))
    await waiting.wait()
    refused = await web.post(f"/api/pictures/runs/{run_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "painting_goes_on")
    await studio.runs.cancel(run_id, ME)
    await studio.events(run_id)
    slot = (await studio.painting.gallery.slots(ME, [run_id]))[run_id]
    assert (slot["status"], slot["places"], slot["missing"]) == ("cancelled", [0], [1])
    free.set()
    again = (await web.post(f"/api/pictures/runs/{run_id}/retry")).json()["run_id"]
    await studio.events(again)
    slot = (await studio.painting.gallery.slots(ME, [run_id]))[run_id]
    assert (slot["status"], [each["seed"] for each in slot["pictures"]]) == ("done", [0, 1])


async def test_the_gallery_shows_what_goes_on_and_what_went_wrong(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    free = asyncio.Event()
    failing(studio, {7: [ContentBlocked("Not this.")]})
    failed = await begin(studio, PaintSpec("a cat", seed=7))
    await studio.events(failed)
    paint = studio.models.paint_with

    async def wait(request: ImageRequest, progress: Progress | None) -> ImageReply:
        await free.wait()
        return await paint(request, progress)

    studio.models.paint_with = wait
    going = await begin(studio, PaintSpec("a dog"))
    await studio.until(going, "progress")
    visitors = await studio.painting.starter.begin(
        ME, "user", "conv_9", None, PaintSpec("a hen"), allowance=Allowance("wid_1", 0)
    )

    async def pending(**query: bool) -> list[tuple[str, str]]:
        items = (await web.get("/api/pictures/pending", params=query)).json()["items"]
        return [(slot["latest_run_id"], slot["status"]) for slot in items]

    assert await pending() == [(going, "running"), (failed, "failed")]
    assert [run_id for run_id, _ in await pending(from_widgets=True)] == [visitors]
    async with client(routes(studio.painting, Unrecorded()), user_id=OTHER) as stranger:
        assert (await stranger.get("/api/pictures/pending")).json() == {"items": []}
    again = (await web.post(f"/api/pictures/runs/{failed}/retry")).json()["run_id"]
    assert {run_id for run_id, _ in await pending()} == {again, going}
    free.set()
    for run_id in (again, going, visitors):
        await studio.events(run_id)
    assert await pending() == await pending(from_widgets=True) == []
    shown = (await web.get("/api/pictures", params={"from_widgets": True})).json()["items"]
    assert [picture["prompt"] for picture in shown] == ["a hen"]


async def test_nobody_tries_anothers_painting_again(studio: Studio) -> None:
    failing(studio, {7: [ContentBlocked("Not this.")]})
    run_id = await begin(studio, PaintSpec("a cat", seed=7))
    await studio.events(run_id)
    async with client(routes(studio.painting, Unrecorded()), user_id=OTHER) as stranger:
        answer = await stranger.post(f"/api/pictures/runs/{run_id}/retry")
    assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")
    assert (await studio.runs.get(run_id, ME)).retried_by is None


async def test_a_key_paints_after_pages_and_gets_no_better_place_by_asking(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    async def priority(wanted: str | None) -> str:
        headers = {} if wanted is None else {"x-huahua-priority": wanted}
        answer = await web.post("/api/pictures", json={"prompt": "a cat"}, headers=headers)
        return (await studio.runs.get(answer.json()["run_id"], ME)).priority.title

    assert [await priority(each) for each in (None, "interactive", "batch")] == [
        "standard",
        "standard",
        "batch",
    ]
    assert (
        await studio.runs.get(await begin(studio, PaintSpec("a cat")), ME)
    ).priority.title == "interactive"
    wrong = await web.post("/api/pictures", json={"prompt": "a cat"}, headers={"x-huahua-priority": "first"})
    assert wrong.status_code == 422
