"""Runs on real databases: order, followers, cancelling, processes that die."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from huahua.infra.db import Database
from huahua.jobs.api import (
    Handler,
    Lane,
    NewRun,
    OnLoss,
    PreviewStore,
    Run,
    RunContext,
    RunEvent,
    RunFailure,
    RunKind,
    RunNotFound,
    RunService,
    RunStatus,
    RunStore,
)
from huahua.jobs.previews import media_type_of
from huahua.jobs.queue import Standing
from huahua.jobs.store import executors, runs
from huahua.kit.ids import new_id
from tests.vaults import new_vault

USER = "usr_1"


@asynccontextmanager
async def service_with(
    db: Database,
    handler: Handler,
    *,
    on_loss: OnLoss = OnLoss.INTERRUPT,
    concurrency: int = 8,
    lost: list[Run] | None = None,
) -> AsyncIterator[RunService]:
    service = RunService(RunStore(db, new_vault()), PreviewStore(db))

    async def after_loss(run: Run) -> None:
        if lost is not None:
            lost.append(run)

    service.add_lane(Lane("work", concurrency))
    service.register(RunKind("work", handler, "work", on_loss, after_loss))
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


def a_run(user_id: str = USER, **request: Any) -> NewRun:
    return NewRun(new_id("run"), "work", user_id, request)


async def begun(service: RunService, run_id: str) -> None:
    async with asyncio.timeout(60):
        async for event in service.follow(run_id, USER):
            if event.type == "run.started":
                return


async def events_of(
    service: RunService, run_id: str, after: int = 0, user_id: str = USER
) -> list[tuple[str, Any]]:
    async with asyncio.timeout(60):
        return [
            (e.type, e.data) async for e in service.follow(run_id, user_id, after) if e.type != "run.queued"
        ]


async def place(service: RunService, run: Run) -> int | None:
    found = await service.standing(run)
    return found.place if found is not None else None


async def say_hello(ctx: RunContext) -> dict[str, Any]:
    for word in ("hel", "lo ", "world"):
        await ctx.emit("text.delta", {"text": word})
        await ctx.flush()
    return {"words": 2}


async def test_a_follower_sees_everything_in_order_and_the_end(db: Database) -> None:
    async with service_with(db, say_hello) as service:
        run = await service.begin(a_run())
        seen = await events_of(service, run.id)
        again = await events_of(service, run.id)
        done = await service.get(run.id, USER)
    assert [type for type, _ in seen] == ["run.started", *["text.delta"] * 3, "run.succeeded"]
    assert "".join(data["text"] for type, data in seen if type == "text.delta") == "hello world"
    assert again == seen
    assert (done.status, done.result) == (RunStatus.SUCCEEDED, {"words": 2})


async def test_following_from_the_middle_goes_on_there(db: Database) -> None:
    async with service_with(db, say_hello) as service:
        run = await service.begin(a_run())
        await events_of(service, run.id)
        rest = await events_of(service, run.id, after=3)
    assert rest == [("text.delta", {"text": "world"}), ("run.succeeded", {})]


async def test_deltas_that_gather_become_one_event_and_lose_no_letter(db: Database) -> None:
    async def chatter(ctx: RunContext) -> None:
        for number in range(2_000):
            await ctx.emit("text.delta", {"text": f"{number} "})

    async with service_with(db, chatter) as service:
        run = await service.begin(a_run())
        seen = await events_of(service, run.id)
    deltas = [data["text"] for type, data in seen if type == "text.delta"]
    assert "".join(deltas) == "".join(f"{number} " for number in range(2_000))
    assert len(deltas) < 2_000


async def test_two_followers_at_once_see_the_same(db: Database) -> None:
    gate = asyncio.Event()

    async def gated(ctx: RunContext) -> None:
        await ctx.emit("text.delta", {"text": "a"})
        await ctx.flush()
        await gate.wait()
        await ctx.emit("text.delta", {"text": "b"})

    async with service_with(db, gated) as service:
        run = await service.begin(a_run())
        first = asyncio.create_task(events_of(service, run.id))
        second = asyncio.create_task(events_of(service, run.id))
        gate.set()
        assert await first == await second


async def test_a_waiting_run_is_told_when_it_will_be_done(db: Database) -> None:
    start, gate = datetime(2026, 1, 1, tzinfo=UTC), asyncio.Event()

    async def waits(_ctx: RunContext) -> None:
        await gate.wait()

    async with service_with(db, waits, concurrency=1) as service:
        first = await service.begin(a_run())
        await begun(service, first.id)
        waiting = await service.begin(a_run())
        found = await service.standing(waiting)
        assert found is not None
        assert (found.place, found.eta_s) == (1, None), "no run tells yet"
        gate.set()
        await events_of(service, waiting.id)
        took = {"started_at": start, "finished_at": start + timedelta(seconds=8)}
        async with db.write() as connection:
            await connection.execute(update(runs).values(**took))
    gate.clear()
    async with service_with(db, waits, concurrency=1) as service:
        going = await service.begin(a_run())
        await begun(service, going.id)
        third, fourth = [await service.begin(a_run()) for _ in range(2)]
        async for event in service.follow(fourth.id, USER):
            assert event.data == {"place": 2, "eta_s": 24.0}
            break
        assert await service.standing(third) == Standing(1, 16.0)
        gate.set()
        await events_of(service, fourth.id)


async def test_a_run_that_begins_while_its_follower_reads_it_is_followed_at_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of the queue is older than the beginning: nobody wakes who waits for it then."""
    room, gate = asyncio.Event(), asyncio.Event()

    async def waits(ctx: RunContext) -> None:
        await (room if ctx.run.request.get("first") else gate).wait()

    async with service_with(db, waits, concurrency=1) as service:
        await begun(service, (await service.begin(a_run(first=True))).id)
        second = await service.begin(a_run())
        events_in_store = service._store.events

        async def read_slowly(run_id: str, after: int) -> list[RunEvent]:
            found = await events_in_store(run_id, after)
            room.set()
            while service._events.live(second.id) is None:  # noqa: ASYNC110 - it has no event for this
                await asyncio.sleep(0.005)
            return found

        async def as_it_was(_run: Run) -> Standing:
            return Standing(1, None)

        monkeypatch.setattr(service._store, "events", read_slowly)
        monkeypatch.setattr(service._queue, "standing", as_it_was)
        await begun(service, second.id)
        assert service._events.live(second.id) is not None, "it goes on, and its beginning was heard"
        gate.set()


async def test_another_users_run_does_not_exist(db: Database) -> None:
    async with service_with(db, say_hello) as service:
        run = await service.begin(a_run())
        for attempt in (service.get(run.id, "usr_2"), service.cancel(run.id, "usr_2")):
            with pytest.raises(RunNotFound):
                await attempt
        with pytest.raises(RunNotFound):
            await events_of(service, "run_none")


async def test_failures_are_told_in_words_and_surprises_without_details(db: Database) -> None:
    async def fail(ctx: RunContext) -> None:
        if ctx.run.request.get("kind"):
            raise RunFailure("no_paint", "The paint ran out.")
        raise KeyError("secret-detail")

    async with service_with(db, fail) as service:
        told = await service.begin(a_run(kind="told"))
        surprise = await service.begin(a_run())
        assert (await events_of(service, told.id))[-1] == (
            "run.failed",
            {"error": {"code": "no_paint", "message": "The paint ran out."}},
        )
        assert "secret-detail" not in str(await events_of(service, surprise.id))
        assert (await service.get(surprise.id, USER)).status is RunStatus.FAILED


async def test_cancelling_a_running_run_lets_it_save_and_ends_it(db: Database) -> None:
    started = asyncio.Event()

    async def endless(ctx: RunContext) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            await ctx.emit("text.delta", {"text": "saved"})

    async with service_with(db, endless) as service:
        run = await service.begin(a_run())
        await started.wait()
        await service.cancel(run.id, USER)
        seen = await events_of(service, run.id)
        assert seen[-2:] == [("text.delta", {"text": "saved"}), ("run.cancelled", {})]
        assert (await service.cancel(run.id, USER)).status is RunStatus.CANCELLED


async def test_the_queue_tells_places_and_cancels_waiting_runs(db: Database) -> None:
    gate = asyncio.Event()

    async def gated(_ctx: RunContext) -> None:
        await gate.wait()

    async with service_with(db, gated, concurrency=1) as service:
        first = await service.begin(a_run())
        async for event in service.follow(first.id, USER):
            if event.type == "run.started":
                break
        second, third = await service.begin(a_run()), await service.begin(a_run())
        assert [await place(service, run) for run in (second, third)] == [1, 2]
        follower = service.follow(third.id, USER)
        assert (await anext(follower)).data["place"] == 2
        assert (await service.cancel(second.id, USER)).status is RunStatus.CANCELLED
        async with asyncio.timeout(60):
            assert (await anext(follower)).data["place"] == 1
        gate.set()
        assert (await events_of(service, third.id))[-1][0] == "run.succeeded"
        assert await events_of(service, second.id) == [("run.cancelled", {})]


async def test_a_user_with_many_runs_does_not_starve_another(db: Database) -> None:
    order: list[str] = []
    busy, next_one = asyncio.Event(), asyncio.Event()
    first_may_end, all_may_end = asyncio.Event(), asyncio.Event()

    async def note(ctx: RunContext) -> None:
        order.append(ctx.run.user_id)
        place = len(order)
        if place == 2:
            busy.set()
        if place == 3:
            next_one.set()
        await (first_may_end if place == 1 else all_may_end).wait()

    async with service_with(db, note, concurrency=2) as service:
        many = [await service.begin(a_run("usr_many")) for _ in range(3)]
        await busy.wait()
        one = await service.begin(a_run("usr_one"))
        first_may_end.set()
        await next_one.wait()
        assert order[2] == "usr_one", "who has nothing running comes before who has"
        all_may_end.set()
        await asyncio.gather(
            *(events_of(service, run.id, user_id="usr_many") for run in many),
            events_of(service, one.id, user_id="usr_one"),
        )
    assert sorted(order) == ["usr_many"] * 3 + ["usr_one"]


@pytest.mark.parametrize("finished", [False, True])
async def test_users_take_turns_however_many_runs_one_of_them_queued(db: Database, finished: bool) -> None:
    """Also where only one run goes at a time, so that nobody has more running than another."""
    order: list[str] = []
    gate, first_goes = asyncio.Event(), asyncio.Event()

    async def note(ctx: RunContext) -> None:
        order.append(ctx.run.user_id)
        first_goes.set()
        await gate.wait()

    async with service_with(db, note, concurrency=1) as service:
        begun = []
        if finished:  # an old turn counts less than a new one
            gate.set()
            run = await service.begin(a_run("usr_one"))
            await events_of(service, run.id, user_id="usr_one")
            order.clear()
            gate.clear()
            first_goes.clear()
        for user_id in ("usr_many", "usr_many", "usr_many", "usr_many", "usr_one", "usr_one"):
            begun.append(await service.begin(a_run(user_id)))
            await first_goes.wait()
        assert [await place(service, run) for run in begun[1:]] == [1, 3, 5, 2, 4]
        gate.set()
        for run in begun:
            await events_of(service, run.id, user_id=run.user_id)
    assert order == ["usr_many", "usr_one", "usr_many", "usr_one", "usr_many", "usr_many"]


async def kill(db: Database, run: Run) -> None:
    """Make it look as if the process that does the run had died long ago."""
    async with db.write() as connection:
        await connection.execute(
            executors.insert().values(
                id="exe_dead", host="elsewhere", pid=1, beat_at=datetime.now(UTC) - timedelta(minutes=5)
            )
        )
        await connection.execute(
            update(runs)
            .where(runs.c.id == run.id)
            .values(status=RunStatus.RUNNING, executor_id="exe_dead", attempts=1)
        )


async def queued_run(db: Database) -> Run:
    store = RunStore(db, new_vault())
    new = a_run()
    await store.add(new, "work", datetime.now(UTC))
    run = await store.get(new.run_id)
    assert run is not None
    return run


async def test_a_run_of_a_dead_process_is_done_again(db: Database) -> None:
    run = await queued_run(db)
    await kill(db, run)
    async with service_with(db, say_hello, on_loss=OnLoss.REQUEUE) as service:
        seen = await events_of(service, run.id)
        assert seen[-1] == ("run.succeeded", {})
        assert (await service.get(run.id, USER)).attempts == 2


async def test_a_run_that_cannot_be_done_again_is_interrupted_and_its_owner_told(db: Database) -> None:
    run = await queued_run(db)
    await kill(db, run)
    lost: list[Run] = []
    async with service_with(db, say_hello, lost=lost) as service:
        assert (await events_of(service, run.id))[-1] == ("run.interrupted", {})
        assert (await service.get(run.id, USER)).status is RunStatus.INTERRUPTED
    assert [one.id for one in lost] == [run.id]


async def test_a_run_that_kills_its_process_is_given_up(db: Database) -> None:
    run = await queued_run(db)
    await kill(db, run)
    async with db.write() as connection:
        await connection.execute(update(runs).where(runs.c.id == run.id).values(attempts=3))
    async with service_with(db, say_hello, on_loss=OnLoss.REQUEUE) as service:
        (_, data) = (await events_of(service, run.id))[-1]
        assert data["error"]["code"] == "gave_up"


async def test_stopping_hands_work_to_the_next_process(db: Database) -> None:
    started = asyncio.Event()

    async def endless(ctx: RunContext) -> None:
        await ctx.emit("text.delta", {"text": "first try "})
        started.set()
        await asyncio.Event().wait()

    async with service_with(db, endless, on_loss=OnLoss.REQUEUE) as service:
        run = await service.begin(a_run())
        await started.wait()
    waiting = await RunStore(db, new_vault()).get(run.id)
    assert waiting is not None and waiting.status is RunStatus.QUEUED
    async with service_with(db, say_hello, on_loss=OnLoss.REQUEUE) as service:
        seen = await events_of(service, run.id)
    assert [type for type, _ in seen].count("run.started") == 2
    assert seen[-1] == ("run.succeeded", {})
    assert ("text.delta", {"text": "first try "}) in seen


async def test_a_run_goes_on_where_a_process_taken_for_dead_writes_once_more(db: Database) -> None:
    """Its number was the next one's: the owner's events come behind it, and the run ends."""
    gate = asyncio.Event()

    async def talks(ctx: RunContext) -> None:
        await ctx.emit("step", {"n": 1})
        await ctx.flush()
        await gate.wait()
        await ctx.emit("step", {"n": 2})
        await ctx.flush()

    async with service_with(db, talks) as service:
        run = await service.begin(a_run())
        async for event in service.follow(run.id, USER):
            if event.type == "step":
                break
        await RunStore(db).append([(run.id, RunEvent(event.seq + 1, "step", {"n": "late"}, event.at))])
        gate.set()
        said = [data["n"] for type_, data in await events_of(service, run.id) if type_ == "step"]
        assert said == [1, "late", 2]
        last = await RunStore(db).last_seq(run.id)
        assert [event.seq async for event in service.follow(run.id, USER)][-1] == last
        assert (await service.get(run.id, USER)).status is RunStatus.SUCCEEDED


async def test_a_process_that_slept_lets_go_of_a_run_that_another_took(db: Database) -> None:
    gate, let_go = asyncio.Event(), asyncio.Event()

    async def sleeper(ctx: RunContext) -> None:
        if ctx.run.request.get("stays"):
            await ctx.emit("text.delta", {"text": "still here"})
            return
        await gate.wait()
        try:
            await ctx.emit("text.delta", {"text": "too late"})
            await asyncio.Event().wait()
        finally:
            let_go.set()

    async with service_with(db, sleeper) as service:
        run = await service.begin(a_run())
        async for event in service.follow(run.id, USER):
            if event.type == "run.started":
                break
        async with db.write() as connection:
            await connection.execute(update(runs).where(runs.c.id == run.id).values(executor_id="exe_other"))
        store = RunStore(db, new_vault())
        taken = await store.get(run.id)
        assert taken is not None
        done = RunEvent(2, "run.succeeded", {}, datetime.now(UTC))
        assert await store.finish(taken, RunStatus.SUCCEEDED, done)
        gate.set()
        await asyncio.wait_for(let_go.wait(), 60)
        other = await service.begin(a_run(stays=True))
        assert ("text.delta", {"text": "still here"}) in await events_of(service, other.id)
        assert [type for type, _ in await events_of(service, run.id)] == ["run.started", "run.succeeded"]


async def test_events_that_a_database_refuses_hold_up_nobody(db: Database) -> None:
    async def babble(ctx: RunContext) -> None:
        await ctx.emit("step", {"title": "a\x00b\ud800", "share": float("nan")})

    async with service_with(db, babble) as service:
        run = await service.begin(a_run())
        await events_of(service, run.id)
        seen = await events_of(service, run.id)
        other = await events_of(service, (await service.begin(a_run())).id)
    assert seen[1] == ("step", {"title": "ab\ufffd", "share": None})
    assert [type for type, _ in seen] == ["run.started", "step", "run.succeeded"]
    assert other[-1][0] == "run.succeeded"


async def test_an_event_that_cannot_be_stored_at_all_is_dropped_alone(db: Database) -> None:
    async def odd(ctx: RunContext) -> None:
        await ctx.emit("step", {"value": object()})
        await ctx.flush()
        await ctx.emit("text.delta", {"text": "still here"})

    async with service_with(db, odd) as service:
        run = await service.begin(a_run())
        seen = await events_of(service, run.id)
        other = await events_of(service, (await service.begin(a_run())).id)
    assert seen[-2:] == [("text.delta", {"text": "still here"}), ("run.succeeded", {})]
    assert other[-1][0] == "run.succeeded"


@pytest.mark.parametrize("after", [10**6, 2**31, 2**63, 10**30, -5])
async def test_following_from_an_absurd_place_ends_too(db: Database, after: int) -> None:
    async with service_with(db, say_hello) as service:
        run = await service.begin(a_run())
        await events_of(service, run.id)
        assert (await events_of(service, run.id, after))[-1][0] == "run.succeeded"


async def test_a_run_cancelled_before_its_first_step_frees_its_place(db: Database) -> None:
    """Cancelled between the claim and the first step, a task would otherwise never run a line."""
    async with service_with(db, say_hello, concurrency=1) as service:
        run = await service.begin(a_run())
        while run.id not in service._tasks:  # noqa: ASYNC110 - that moment has no event
            await asyncio.sleep(0)
        await service.cancel(run.id, USER)
        assert (await events_of(service, run.id))[-1][0] in {"run.cancelled", "run.succeeded"}
        next_run = await service.begin(a_run())
        assert (await events_of(service, next_run.id))[-1] == ("run.succeeded", {})


async def test_cancelling_at_every_moment_leaves_no_run_behind(db: Database) -> None:
    async with service_with(db, say_hello, concurrency=4) as service:
        for pause in range(40):
            run = await service.begin(a_run())
            for _ in range(pause):
                await asyncio.sleep(0)
            await service.cancel(run.id, USER)
            assert (await events_of(service, run.id))[-1][0] in {"run.cancelled", "run.succeeded"}
            assert (await service.get(run.id, USER)).status.is_terminal


async def test_a_run_that_is_ending_while_the_process_stops_ends_well(db: Database) -> None:
    handled = asyncio.Event()

    async def quick(ctx: RunContext) -> dict[str, Any]:
        handled.set()
        return {"done": True}

    async with service_with(db, quick) as service:
        run = await service.begin(a_run())
        await handled.wait()
    async with service_with(db, quick) as service:
        assert (await service.get(run.id, USER)).status is RunStatus.SUCCEEDED


async def test_a_run_ends_while_others_never_pause(db: Database) -> None:
    """Under load something is always on its way into the log; an end waits for its own events only."""
    over = asyncio.Event()

    async def chatter_or_end(ctx: RunContext) -> None:
        while ctx.run.request["endless"] and not over.is_set():
            await ctx.emit("text.delta", {"text": "on and on "})
            await asyncio.sleep(0)

    async with service_with(db, chatter_or_end) as service:
        endless = [(await service.begin(a_run(endless=True))).id for _ in range(3)]
        short = await service.begin(a_run(endless=False))
        try:
            assert (await events_of(service, short.id))[-1][0] == "run.succeeded"
            await service.cancel(endless[0], USER)
            assert (await events_of(service, endless[0]))[-1][0] == "run.cancelled"
        finally:
            over.set()


def _frame(number: int, magic: bytes = b"\xff\xd8\xff") -> bytes:
    return magic + bytes([number])


async def test_the_newest_preview_is_seen_until_the_run_ends(db: Database) -> None:
    told: list[int | None] = []
    shown, gate = asyncio.Event(), asyncio.Event()

    async def draw(ctx: RunContext) -> None:
        told.extend(
            [await ctx.show(0, _frame(1)), await ctx.show(0, _frame(2)), await ctx.show(1, _frame(3))]
        )
        told.extend(
            [
                await ctx.show(0, b"<svg/>"),
                await ctx.show(0, _frame(4) * 99_999),
                await ctx.show(99, _frame(5)),
            ]
        )
        shown.set()
        await gate.wait()

    async with service_with(db, draw) as service, service_with(db, draw) as other:
        run = await service.begin(a_run())
        await shown.wait()
        newest = await other.preview(run.id, USER, 0)  # another process of the same database
        with pytest.raises(RunNotFound):
            await other.preview(run.id, "usr_2", 0)
        gate.set()
        await events_of(service, run.id)
        after = await service.preview(run.id, USER, 0)
    assert told == [1, 2, 1, None, None, None]
    assert newest is not None
    assert (newest.seq, newest.media_type, newest.data) == (2, "image/jpeg", _frame(2))
    assert after is None


async def test_a_frame_that_comes_while_its_run_ends_is_not_kept(db: Database) -> None:
    """Nobody would ever delete it."""
    store, previews, now = RunStore(db, new_vault()), PreviewStore(db), datetime.now(UTC)
    run = a_run()
    async with db.write() as connection:
        await store.insert(connection, run, "default", now)
        await connection.execute(update(runs).values(status=RunStatus.RUNNING))
    async with db.write() as connection:
        await connection.execute(update(runs).values(status=RunStatus.SUCCEEDED))
        keeping = asyncio.create_task(previews.keep(run.run_id, 0, "image/jpeg", _frame(1), now))
        while not db.is_sqlite and not keeping.done() and not await _somebody_waits(db):
            pass  # the question itself lets others go on
    assert await keeping == 0
    assert await previews.get(run.run_id, 0) is None


async def _somebody_waits(db: Database) -> bool:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with db.read() as connection:
        return bool((await connection.execute(text(asked))).scalar_one())


@pytest.mark.parametrize(
    ("frame", "media_type"),
    [
        (_frame(1), "image/jpeg"),
        (_frame(1, b"\x89PNG\r\n\x1a\n"), "image/png"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"", None),
        (b"GIF89a", None),
    ],
)
def test_a_frame_is_what_its_first_bytes_say(frame: bytes, media_type: str | None) -> None:
    assert media_type_of(frame) == media_type
