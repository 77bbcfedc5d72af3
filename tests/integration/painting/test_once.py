"""Engines that falter while they paint, each by its simulator: the run asks again, and nobody paints or bills twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huahua.gateway.api import ImageReply, ImageRequest, Progress
from huahua.gateway.remote_jobs import noted_in
from huahua.infra.db import Database
from huahua.jobs.api import RunEvent
from huahua.painting.api import PaintSpec
from tests.contract.painters.bench import ENTRIES, Bench, benches
from tests.integration.painting.studio import ME, FakeModels, Studio
from tests.simulators.faults import Fault

JOBS = ["comfyui", "dashscope", "replicate"]
"""Engines whose painting can be found again."""
OWN = ["a1111"]
"""An engine of one's own that can be told to stop, and bills nobody."""
SYNCHRONOUS = sorted(ENTRIES.keys() - {*JOBS, *OWN})
"""Vendors that paint and bill within one call, about which nothing can be asked afterwards."""


@pytest.fixture
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async for bench in benches(request.param):
        yield bench


class Engine(FakeModels):
    """The gateway with one engine, which is asked as a run asks it."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.paint_with = self._paint

    async def _paint(self, request: ImageRequest, progress: Progress | None) -> ImageReply:
        with noted_in(self.jobs[-1]):
            return await self.bench.paint(replace(request, width=64, height=64), None, progress)


def every(*names: str) -> Any:
    return pytest.mark.parametrize("bench", names, indirect=True)


def orders(bench: Bench) -> list[str]:
    """Paintings that the engine was asked for, and perhaps bills."""
    tails = ("/prompt", "2img", "/generations", "/predictions", "-synthesis", ":generateContent")
    posts = [seen.path for seen in bench.sim.requests if seen.method == "POST"]
    return [path for path in posts if path.endswith(tails) or "/stable-image/" in path]


def attempts(events: list[RunEvent]) -> list[tuple[int, int, bool]]:
    told = [event.data for event in events if event.type == "attempt"]
    return [(data["attempt"], data["of"], data["goes_on"]) for data in told]


async def paint(studio: Studio) -> str:
    spec = PaintSpec("a boat", model="real/brush", seed=5, enrich=False)
    return await studio.painting.starter.begin(ME, "user", None, None, spec)


@pytest.fixture
async def easel(bench: Bench, db: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with Studio(db, tmp_path / "blobs", Engine(bench)) as studio:
        yield studio


@every(*sorted(ENTRIES))
@pytest.mark.parametrize(("fault", "least_s"), [(Fault.STATUS_429, 17.0), (Fault.STATUS_503, 2.0)])
async def test_an_engine_that_is_busy_is_asked_again_when_it_says(
    bench: Bench, easel: Studio, fault: Fault, least_s: float
) -> None:
    bench.sim.fail(fault)
    events = await easel.events(await paint(easel))
    assert events[-1].type == "run.succeeded"
    assert attempts(events) == [(2, 4, False)] and easel.paused[0] >= least_s


@every("a1111", "comfyui", "openai", "replicate")
async def test_an_engine_that_is_down_is_asked_a_few_times(bench: Bench, easel: Studio) -> None:
    assert isinstance(easel.models, Engine)
    easel.models.bench = bench.with_config(base_url="http://127.0.0.1:1/v1")
    events = await easel.events(await paint(easel))
    assert events[-1].data["error"]["code"] == "upstream_unreachable"
    assert [number for number, _, _ in attempts(events)] == [2, 3, 4] and len(easel.paused) == 3
    assert bench.sim.requests == []


@every(*SYNCHRONOUS)
@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE_HEADERS, Fault.TRUNCATED_JSON])
async def test_a_vendor_whose_answer_is_lost_is_not_asked_to_paint_it_again(
    bench: Bench, easel: Studio, fault: Fault
) -> None:
    bench.sim.fail(fault)
    events = await easel.events(await paint(easel))
    assert events[-1].data["error"]["code"] == "picture_lost"
    assert len(orders(bench)) == 1 and attempts(events) == []


@every("openai", "stability")
async def test_a_vendor_that_takes_the_wish_and_falls_silent_is_asked_once(
    bench: Bench, easel: Studio
) -> None:
    assert isinstance(easel.models, Engine)
    easel.models.bench = bench.with_config(timeout_s=0.3)
    bench.sim.fail(Fault.SLOW_FIRST_BYTE)
    events = await easel.events(await paint(easel))
    assert events[-1].data["error"]["code"] == "picture_lost"
    assert len(orders(bench)) == 1


@every("a1111")
async def test_a_server_of_ones_own_is_stopped_and_then_asked_once_more(bench: Bench, easel: Studio) -> None:
    assert isinstance(easel.models, Engine)
    bench.sim.painting_held = asyncio.Event()
    easel.models.bench = bench.with_config(timeout_s=1.0)
    events = await easel.events(await paint(easel))
    assert events[-1].data["error"]["code"] == "upstream_timeout"
    assert attempts(events) == [(2, 2, False)]
    assert bench.sim.interrupted.is_set()


@every("a1111")
@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE_HEADERS, Fault.CUT_BODY])
async def test_what_a_server_of_ones_own_lost_is_stopped_and_painted_again(
    bench: Bench, easel: Studio, fault: Fault
) -> None:
    bench.sim.someone_elses = False
    bench.sim.fail(fault)
    events = await easel.events(await paint(easel))
    assert events[-1].type == "run.succeeded" and attempts(events) == [(2, 4, False)]
    assert len(orders(bench)) == 2


@every(*JOBS)
async def test_a_painting_that_is_lost_sight_of_is_waited_for(bench: Bench, easel: Studio) -> None:
    bench.sim.looks = 8
    lost: list[Fault] = []

    def lose() -> None:
        if not lost:
            lost.extend([Fault.STATUS_503] * 5)
            bench.sim.fail(*lost)

    _once_painting(bench, easel, lose)
    events = await easel.events(await paint(easel))
    assert events[-1].type == "run.succeeded", events[-1].data
    assert len(orders(bench)) == 1 and attempts(events) == [(2, 4, True)]
    assert len({event.data["job"] for event in events if event.type == "remote"}) == 1


@every(*JOBS)
async def test_a_picture_that_is_painted_is_fetched_again_not_painted_again(
    bench: Bench, easel: Studio
) -> None:
    assert isinstance(easel.models, Engine)
    seen = bench.sim.answer

    def answer(request: Any) -> Any:
        found = seen(request)
        if found.content_type.startswith("image/") and failing:
            return bench.sim.error(failing.pop(), request)
        return found

    failing = [503] * 3
    bench.sim.answer = answer
    events = await easel.events(await paint(easel))
    assert events[-1].type == "run.succeeded", events[-1].data
    assert not failing and len(orders(bench)) == 1 and attempts(events) == [(2, 4, True)]


@every("replicate", "dashscope")
async def test_another_process_waits_for_what_the_first_one_began(
    bench: Bench, db: Database, tmp_path: Path
) -> None:
    bench.sim.never_done, gone = True, asyncio.Event()

    async def pause(seconds: float) -> None:
        if gone.is_set():  # nor does a process that is gone look again
            await asyncio.Event().wait()
        await bench.pause(seconds)

    first = Studio(db, tmp_path / "blobs", Engine(replace(bench, pause=pause)))
    await first.runs.start()
    run_id = await paint(first)
    await bench.sim.looked.wait()
    gone.set()
    first.vanish()
    bench.sim.never_done, bench.sim.looks = False, 1
    async with Studio(db, tmp_path / "blobs", Engine(bench)) as second:
        events = await second.events(run_id)
        assert events[-1].type == "run.succeeded", events[-1].data
    assert len(orders(bench)) == 1
    await first.runs.stop()


@every("replicate", "dashscope")
async def test_who_asks_again_gets_the_picture_that_was_begun(bench: Bench, easel: Studio) -> None:
    """Lost sight of four times, which is all the patience that a run has."""
    bench.sim.looks = 4
    lost: list[Fault] = []

    def lose() -> None:
        if not lost:
            lost.extend([Fault.STATUS_503] * 20)
            bench.sim.fail(*lost)

    _once_painting(bench, easel, lose)
    run_id = await paint(easel)
    events = await easel.events(run_id)
    assert events[-1].data["error"]["code"] == "picture_goes_on"
    again = await easel.painting.starter.again(ME, "user", run_id)
    assert (await easel.events(again))[-1].type == "run.succeeded"
    assert len(orders(bench)) == 1


@every("replicate", "dashscope")
async def test_a_job_that_failed_is_not_asked_about_for_ever(bench: Bench, easel: Studio) -> None:
    bench.sim.failure = ("InvalidParameter", "no") if bench.name == "dashscope" else "CUDA error"
    events = await easel.events(await paint(easel))
    assert events[-1].data["error"]["code"] == "upstream_refused"
    assert [event.data["job"] for event in events if event.type == "remote"][-1] is None
    assert len(orders(bench)) == 1


def _once_painting(bench: Bench, easel: Studio, happens: Callable[[], None]) -> None:
    """Let it happen when the vendor is at work: at the first pause of who waits, or the first word of progress."""
    assert isinstance(easel.models, Engine)

    async def pause(_seconds: float) -> None:
        happens()

    easel.models.bench = replace(bench, pause=pause)
    if bench.name != "comfyui":
        return
    within = easel.models.paint_with

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        async def tell(fraction: float, stage: str, preview: bytes | None = None) -> None:
            happens()

        return await within(request, tell)

    easel.models.paint_with = paint
