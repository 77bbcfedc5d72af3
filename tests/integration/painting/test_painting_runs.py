"""A painting from wish to file, and every way in which it can go otherwise."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.exc import IntegrityError

from huahua.gateway.api import (
    ImageReply,
    ImageRequest,
    ImageResult,
    Progress,
    UpstreamCredential,
    UpstreamTimeout,
    Usage,
)
from huahua.infra.db import Database
from huahua.kit.png import read_texts
from huahua.painting.api import (
    InvalidPainting,
    Mode,
    PaintingLimits,
    PaintSpec,
    Picture,
    PictureNotFound,
    PictureStore,
    Size,
    UnknownPainter,
)
from huahua.painting.errors import TooManyPaintings
from huahua.painting.service import progress as progress_module
from tests.integration.painting.studio import ME, OTHER, FakeModels, Studio, paint_png, png
from tests.vaults import new_vault


async def begin(studio: Studio, spec: PaintSpec, conversation_id: str | None = None) -> str:
    return await studio.painting.starter.begin(ME, "user", conversation_id, None, spec)


async def painted(studio: Studio, spec: PaintSpec, conversation_id: str | None = None) -> dict[str, Any]:
    """The first picture of a painting that succeeds."""
    events = await studio.events(await begin(studio, spec, conversation_id))
    assert events[-1].type == "run.succeeded", events[-1]
    return next(event.data["picture"] for event in events if event.type == "picture")


@pytest.mark.parametrize(("count", "reads"), [(1, 0), (2, 1)])
async def test_one_picture_is_not_read_back_at_its_end(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, count: int, reads: int
) -> None:
    read: list[list[str]] = []
    of_runs = PictureStore.of_runs

    async def noted(store: PictureStore, user_id: str, run_ids: Sequence[str]) -> list[Picture]:
        read.append(list(run_ids))
        return await of_runs(store, user_id, run_ids)

    monkeypatch.setattr(PictureStore, "of_runs", noted)
    run_id = await begin(studio, PaintSpec("a red bridge", count=count))
    events = await studio.events(run_id)
    assert len(read) == reads
    run = await studio.runs.get(run_id, ME)
    assert run.result is not None
    told = [event.data["picture"]["id"] for event in events if event.type == "picture"]
    assert sorted(run.result["picture_ids"]) == sorted(told) and len(told) == count


async def test_a_wish_becomes_a_picture_with_its_whole_recipe(studio: Studio) -> None:
    spec = PaintSpec(
        "a red bridge", style="ink wash", aspect="16:9", negative="people", words="draw a bridge"
    )
    run_id = await begin(studio, spec, "conv_1")
    events = await studio.events(run_id)

    # How many notices of progress there are depends on the time that the painting takes.
    told = [event for event in events if event.type != "progress"]
    assert [event.type for event in told] == [
        "run.started",
        "prompt.written",
        "prompt.enriched",
        "picture",
        "run.succeeded",
    ]
    assert len(told) < len(events)
    assert told[1].data == {"prompt": "a red bridge"}
    assert told[2].data["prompt"] == "a red bridge, in soft morning light"
    picture = told[3].data["picture"]
    assert (picture["width"], picture["height"]) == (1360, 768)
    assert picture["origin"] == "painted" and picture["ai_generated"]
    assert picture["unmet"] == ["unicorn"]
    assert picture["conversation_id"] == "conv_1"
    assert picture["recipe"]["words"] == "draw a bridge"
    assert picture["recipe"]["seed"] == picture["seed"] == 2**30

    model, request, _ = studio.models.calls[0]
    assert (model, request.prompt, request.style, request.negative, request.count) == (
        "builtin/painter",
        "a red bridge, in soft morning light",
        "ink wash",
        "people",
        1,
    )
    _, data, media_type = await studio.painting.gallery.content(ME, picture["id"], Size.ORIGINAL)
    assert media_type == "image/png"
    texts = read_texts(data)
    assert json.loads(texts["huahua-recipe"])["prompt"] == "a red bridge"
    assert "digitalsourcetype/algorithmicMedia" in texts["XML:com.adobe.xmp"]
    for size, side in ((Size.VIEW, 1024), (Size.MEDIUM, 512), (Size.THUMB, 256)):
        _, data, media_type = await studio.painting.gallery.content(ME, picture["id"], size)
        small = Image.open(io.BytesIO(data))
        assert (small.format, max(small.size), media_type) == ("WEBP", side, "image/webp")


async def test_several_pictures_come_one_by_one_with_seeds_that_follow(studio: Studio) -> None:
    run_id = await begin(studio, PaintSpec("a cat", count=3, seed=7))
    events = await studio.events(run_id)
    pictures = [event.data for event in events if event.type == "picture"]
    assert [(item["index"], item["picture"]["seed"]) for item in pictures] == [(0, 7), (1, 8), (2, 9)]
    run = await studio.runs.get(run_id, ME)
    assert run.result is not None
    assert run.result["picture_ids"] == [item["picture"]["id"] for item in pictures]


async def test_a_wish_without_enrichment_is_painted_as_written(studio: Studio) -> None:
    picture = await painted(studio, PaintSpec("a cat", enrich=False))
    assert picture["enriched_prompt"] is None
    assert studio.models.calls[0][1].prompt == "a cat"
    assert studio.rules.wishes == []


async def test_a_language_model_enriches_for_a_remote_painter_and_locked_words_stay(studio: Studio) -> None:
    studio.models.dialogue = "real/talker"
    spec = PaintSpec("a cat", model="real/brush", locked=("Cat", "silver bell"), style="oil")
    events = await studio.events(await begin(studio, spec))
    enriched = next(event.data for event in events if event.type == "prompt.enriched")
    assert enriched == {
        "prompt": "a cat, painted by a poet, silver bell",
        "locked": ["Cat", "silver bell"],
        "by": "real/talker",
    }
    wish = studio.enricher.wishes[0]
    assert (wish.model, wish.locked, wish.style) == ("real/talker", ("Cat", "silver bell"), "oil")
    picture = next(event.data["picture"] for event in events if event.type == "picture")
    _, data, _ = await studio.painting.gallery.content(ME, picture["id"], Size.ORIGINAL)
    assert "digitalsourcetype/trainedAlgorithmicMedia" in read_texts(data)["XML:com.adobe.xmp"]


async def test_without_a_connected_language_model_rules_enrich_for_a_remote_painter(studio: Studio) -> None:
    events = await studio.events(await begin(studio, PaintSpec("a cat", model="real/brush")))
    assert next(event.data["by"] for event in events if event.type == "prompt.enriched") == "rules"


async def test_when_enrichment_fails_the_written_prompt_is_painted_and_the_event_says_so(
    studio: Studio,
) -> None:
    studio.rules.fails = True
    events = await studio.events(await begin(studio, PaintSpec("a cat", locked=("bell",))))
    enriched = next(event.data for event in events if event.type == "prompt.enriched")
    assert enriched["prompt"] == "a cat, bell"
    assert enriched["note"] == "The prompt was not enriched; yours is painted."
    assert events[-1].type == "run.succeeded"


async def test_some_pictures_fail_and_the_others_are_kept(studio: Studio) -> None:
    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        if request.seed == 8:
            raise UpstreamTimeout("The model did not answer within 60 s.")
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    run_id = await begin(studio, PaintSpec("a cat", count=3, seed=7, model="real/brush"))
    events = await studio.events(run_id)
    assert events[-1].type == "run.succeeded"
    assert sorted(event.data["index"] for event in events if event.type == "picture") == [0, 2]
    slot = (await studio.painting.gallery.slots(ME, [run_id]))[run_id]
    assert slot["status"] == "done" and len(slot["pictures"]) == 2
    assert slot["error"] == {
        "code": "picture_lost",
        "message": "The model did not answer within 60 s.",
    }


async def test_a_wrong_key_fails_the_run_in_the_users_words_and_asks_no_more(studio: Studio) -> None:
    async def paint(_request: ImageRequest, _progress: Progress | None) -> ImageReply:
        raise UpstreamCredential("401 from https://internal.example with key sk-123")

    studio.models.paint_with = paint
    run_id = await begin(studio, PaintSpec("a cat", count=4))
    events = await studio.events(run_id)
    assert events[-1].type == "run.failed"
    assert events[-1].data["error"]["code"] == "upstream_credential"
    assert "sk-123" not in events[-1].data["error"]["message"]
    assert len(studio.models.calls) == 1
    slot = (await studio.painting.gallery.slots(ME, [run_id]))[run_id]
    assert (slot["status"], slot["pictures"]) == ("failed", [])


async def test_what_is_not_a_picture_fails_with_a_sentence(studio: Studio) -> None:
    async def paint(_request: ImageRequest, _progress: Progress | None) -> ImageReply:
        return ImageReply((ImageResult(b"<html>busy</html>", "image/png", 1, 1),), Usage())

    studio.models.paint_with = paint
    events = await studio.events(await begin(studio, PaintSpec("a cat")))
    assert events[-1].data["error"]["code"] == "not_a_picture"


async def test_a_painting_is_cancelled_in_the_queue_and_never_asked_for(studio: Studio) -> None:
    gate = asyncio.Event()

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        await gate.wait()
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    going = [await begin(studio, PaintSpec("a cat")) for _ in range(2)]
    for run_id in going:
        await studio.until(run_id, "progress")
    waiting = await begin(studio, PaintSpec("a dog"))
    await studio.runs.cancel(waiting, ME)
    assert [event.type for event in await studio.events(waiting)] == ["run.cancelled"]
    gate.set()
    for run_id in going:
        assert (await studio.events(run_id))[-1].type == "run.succeeded"
    assert len(studio.models.calls) == 2


async def test_a_painting_is_cancelled_while_its_prompt_is_made_richer(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    enriching, broken_off = asyncio.Event(), asyncio.Event()

    async def enrich(_wish: object) -> str:
        enriching.set()
        try:
            await asyncio.Event().wait()
        finally:
            broken_off.set()
        raise AssertionError

    monkeypatch.setattr(studio.rules, "enrich", enrich)
    run_id = await begin(studio, PaintSpec("a cat", enrich=True))
    await enriching.wait()
    await studio.runs.cancel(run_id, ME)
    assert [event.type for event in await studio.events(run_id)] == [
        "run.started",
        "prompt.written",
        "run.cancelled",
    ]
    assert broken_off.is_set()
    assert studio.models.calls == []


async def test_cancelling_keeps_what_is_finished(studio: Studio) -> None:
    waiting = asyncio.Event()

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        if request.seed == 1:
            waiting.set()
            await asyncio.Event().wait()
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    run_id = await begin(studio, PaintSpec("a cat", count=3, seed=0))
    await waiting.wait()
    await studio.runs.cancel(run_id, ME)
    events = await studio.events(run_id)
    assert events[-1].type == "run.cancelled"
    slot = (await studio.painting.gallery.slots(ME, [run_id]))[run_id]
    assert (slot["status"], [item["seed"] for item in slot["pictures"]]) == ("cancelled", [0])


async def test_a_picture_that_is_painted_is_kept_although_the_run_is_cancelled_then(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving, go = asyncio.Event(), asyncio.Event()
    put_view = studio.blobs.put_view

    async def slow(digest: str, kind: str, data: bytes) -> None:
        saving.set()
        await go.wait()
        await put_view(digest, kind, data)

    monkeypatch.setattr(studio.blobs, "put_view", slow)
    run_id = await begin(studio, PaintSpec("a cat"))
    await saving.wait()
    await studio.runs.cancel(run_id, ME)
    go.set()
    events = await studio.events(run_id)
    assert [event.type for event in events][-2:] == ["picture", "run.cancelled"]


@pytest.mark.parametrize("orderly", [True, False])
async def test_a_painting_goes_on_in_the_next_process(db: Database, tmp_path: Path, orderly: bool) -> None:
    """The first process ends in order, or simply vanishes, with one picture of two painted."""
    waiting = asyncio.Event()

    async def stuck(request: ImageRequest, progress: Progress | None) -> ImageReply:
        if request.seed == 5:
            return await paint_png(request, progress)
        waiting.set()
        await asyncio.Event().wait()
        raise AssertionError

    first = Studio(db, tmp_path / "blobs", FakeModels(stuck))
    await first.runs.start()
    run_id = await begin(first, PaintSpec("a cat", count=2, seed=5))
    await waiting.wait()
    await first.until(run_id, "picture")
    if orderly:
        await first.runs.stop()
    else:
        first.vanish()
    async with Studio(db, tmp_path / "blobs") as second:
        events = await second.events(run_id)
        assert events[-1].type == "run.succeeded"
        pictures = {event.data["index"]: event.data["picture"] for event in events if event.type == "picture"}
        assert [pictures[index]["seed"] for index in (0, 1)] == [5, 6]
        assert [call[1].seed for call in second.models.calls] == [6]
        assert second.rules.wishes == [], "the prompt of the first attempt is used again"
        slot = (await second.painting.gallery.slots(ME, [run_id]))[run_id]
        assert [item["id"] for item in slot["pictures"]] == [pictures[0]["id"], pictures[1]["id"]]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
    if not orderly:
        await first.runs.stop()


async def test_an_edit_gives_the_engine_the_pixels_and_keeps_the_size(studio: Studio) -> None:
    first = await painted(studio, PaintSpec("a boat", width=320, height=200))
    changed = await painted(
        studio,
        PaintSpec("", mode=Mode.EDIT, instruction="make it night", source_id=first["id"]),
    )
    request = studio.models.calls[1][1]
    _, original, _ = await studio.painting.gallery.content(ME, first["id"], Size.ORIGINAL)
    assert (request.prompt, request.images[0].data) == ("make it night", original)
    assert (request.width, request.height) == (320, 200)
    assert changed["source_id"] == first["id"]
    assert changed["prompt"] == "a boat\nmake it night"
    assert changed["recipe"]["instruction"] == "make it night"


async def test_an_edit_uses_the_painter_of_its_source(studio: Studio) -> None:
    first = await painted(studio, PaintSpec("a boat", model="real/brush"))
    changed = await painted(
        studio, PaintSpec("", mode=Mode.EDIT, instruction="at night", source_id=first["id"])
    )
    assert changed["model"] == "real/brush"


async def test_an_edit_waits_for_a_picture_that_is_still_being_painted(studio: Studio) -> None:
    go, waiting = asyncio.Event(), asyncio.Event()

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        if not request.images:
            waiting.set()
            await go.wait()
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    first = await begin(studio, PaintSpec("a boat", seed=3))
    await waiting.wait()
    second = await begin(
        studio, PaintSpec("", mode=Mode.EDIT, instruction="at night", source_id=f"{first}/1")
    )
    await studio.until(second, "prompt.written")
    go.set()
    events = await studio.events(second)
    source = (await studio.painting.gallery.slots(ME, [first]))[first]["pictures"][0]
    assert next(e.data["picture"]["source_id"] for e in events if e.type == "picture") == source["id"]


async def test_an_edit_of_a_painting_that_failed_says_so(studio: Studio) -> None:
    async def paint(_request: ImageRequest, _progress: Progress | None) -> ImageReply:
        raise UpstreamTimeout("too slow")

    studio.models.paint_with = paint
    first = await begin(studio, PaintSpec("a boat"))
    spec = PaintSpec("", mode=Mode.EDIT, instruction="at night", source_id=f"{first}/1")
    events = await studio.events(await begin(studio, spec))
    assert events[-1].data["error"]["code"] == "source_gone"


async def test_a_variation_is_the_same_wish_with_another_seed(studio: Studio) -> None:
    spec = PaintSpec(
        "a boat", style="ink wash", negative="people", locked=("boat",), seed=1, width=300, height=200
    )
    first = await painted(studio, spec)
    varied = await painted(studio, PaintSpec("", mode=Mode.VARY, source_id=first["id"], seed=2))
    same = ("prompt", "enriched_prompt", "style", "negative", "locked", "width", "height", "model")
    assert {key: varied[key] for key in same} == {key: first[key] for key in same}
    assert (varied["seed"], varied["source_id"]) == (2, first["id"])
    assert len(studio.rules.wishes) == 1


async def test_avatars_are_kept_as_avatars(studio: Studio) -> None:
    spec = PaintSpec(
        "a girl", model="builtin/avatar", style="bottts", options={"options": {"eyesVariant": "glow"}}
    )
    picture = await painted(studio, spec)
    assert picture["origin"] == "avatar" and picture["enriched_prompt"] is None
    assert studio.models.calls[0][1].parameters == {"options": {"eyesVariant": "glow"}}


async def test_an_avatar_needs_no_words(studio: Studio) -> None:
    picture = await painted(studio, PaintSpec("", model="builtin/avatar", style="bottts"))
    assert (picture["origin"], picture["prompt"]) == ("avatar", "")
    assert studio.models.calls[0][1].prompt == "avatar", "the gateway takes no empty prompt"


async def test_progress_is_told_and_never_goes_back(studio: Studio) -> None:
    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        assert progress is not None
        await progress(0.5, "painting")
        await progress(0.1, "painting")
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    events = await studio.events(await begin(studio, PaintSpec("a cat", count=2)))
    told = [event.data for event in events if event.type == "progress"]
    fractions = [item["fraction"] for item in told]
    assert fractions == sorted(fractions)
    assert all(item["count"] == 2 and item["eta_s"] >= 0 for item in told)


async def test_previews_are_kept_and_told_until_the_picture_is_there(studio: Studio) -> None:
    seen, look = asyncio.Event(), b"\xff\xd8\xff unfinished"

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        assert progress is not None
        await progress(0.4, "painting", look)
        await seen.wait()
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    run_id = await begin(studio, PaintSpec("a cat", model="real/brush"))
    async for event in studio.runs.follow(run_id, ME):
        if event.type == "progress" and event.data["previews"]:
            assert event.data["previews"] == {"0": 1}
            frame = await studio.runs.preview(run_id, ME, 0)
            assert frame is not None and frame.data == look
            seen.set()
    assert seen.is_set()
    assert await studio.runs.preview(run_id, ME, 0) is None


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        (PaintSpec(""), InvalidPainting),
        (PaintSpec("x" * 4001), InvalidPainting),
        (PaintSpec("a cat", count=9), InvalidPainting),
        (PaintSpec("a cat", width=63, height=64), InvalidPainting),
        (PaintSpec("a cat", width=4000, height=4000), InvalidPainting),
        (PaintSpec("a cat", width=512), InvalidPainting),
        (PaintSpec("a cat", aspect="wide"), InvalidPainting),
        (PaintSpec("a cat", aspect="9:1"), InvalidPainting),
        (PaintSpec("a cat", seed=-1), InvalidPainting),
        (PaintSpec("a cat", model="nobody/knows"), UnknownPainter),
        (PaintSpec("a cat", model="real/talker"), InvalidPainting),
        (PaintSpec("a cat", mode=Mode.EDIT, instruction="night"), InvalidPainting),
        (PaintSpec("a cat", mode=Mode.EDIT, instruction="night", source_id="img_none"), PictureNotFound),
        (PaintSpec("a cat", mode=Mode.VARY, source_id="img_none"), PictureNotFound),
    ],
)
async def test_impossible_wishes_are_refused_before_they_are_queued(
    studio: Studio, spec: PaintSpec, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await begin(studio, spec)
    assert await studio.runs.active(ME) == []


async def test_one_user_cannot_fill_the_queue(studio: Studio) -> None:
    studio.painting.starter = dataclasses.replace(
        studio.painting.starter, limits=PaintingLimits(max_waiting_runs=2)
    )
    go = asyncio.Event()

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        await go.wait()
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    runs = [await begin(studio, PaintSpec("a cat")) for _ in range(2)]
    with pytest.raises(TooManyPaintings, match="2 paintings waiting"):
        await begin(studio, PaintSpec("a cat"))
    go.set()
    for run_id in runs:
        await studio.events(run_id)
    await studio.events(await begin(studio, PaintSpec("a cat")))


async def test_a_silent_engine_has_guessed_progress(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "TICK_S", 0.001)
    monkeypatch.setattr(progress_module, "MIN_INTERVAL_S", 0.0)
    enough = asyncio.Event()

    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        await enough.wait()
        return await paint_png(request, progress)

    studio.models.paint_with = paint
    run_id = await begin(studio, PaintSpec("a cat", model="real/brush"))
    fractions = []
    async for event in studio.runs.follow(run_id, ME):
        if event.type == "progress":
            fractions.append(event.data["fraction"])
            if fractions[-1] > fractions[0]:
                enough.set()
    assert fractions[0] == 0 and fractions == sorted(fractions) and fractions[-1] < 1


async def test_another_users_picture_is_no_source(studio: Studio) -> None:
    first = await painted(studio, PaintSpec("a boat"))
    spec = PaintSpec("", mode=Mode.EDIT, instruction="at night", source_id=first["id"])
    with pytest.raises(PictureNotFound):
        await studio.painting.starter.begin(OTHER, "user", None, None, spec)


async def test_a_painting_is_queued_inside_the_callers_transaction(studio: Studio) -> None:
    with pytest.raises(RuntimeError, match="rolled back"):
        async with studio.db.write() as connection:
            await studio.painting.starter.begin(ME, "user", "conv_1", "msg_1", PaintSpec("a cat"), connection)
            raise RuntimeError("rolled back")
    assert await studio.runs.active(ME) == []
    async with studio.db.write() as connection:
        run_id = await studio.painting.starter.begin(
            ME, "user", "conv_1", "msg_1", PaintSpec("a cat"), connection
        )
    studio.painting.starter.kick()
    assert (await studio.events(run_id))[-1].type == "run.succeeded"


async def test_words_that_no_database_holds_are_cleaned(studio: Studio) -> None:
    picture = await painted(studio, PaintSpec("a\x00 cat \ud800", negative="\x01dog"))
    assert (picture["prompt"], picture["negative"]) == ("a cat", "dog")


async def test_a_jpeg_of_an_engine_stays_what_it_is_and_is_marked(studio: Studio) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(png(90, 60))).save(out, "JPEG")

    async def paint(_request: ImageRequest, _progress: Progress | None) -> ImageReply:
        return ImageReply((ImageResult(out.getvalue(), "image/jpeg", 90, 60),), Usage())

    studio.models.paint_with = paint
    picture = await painted(studio, PaintSpec("a cat", model="real/brush"))
    _, data, kind = await studio.painting.gallery.content(ME, picture["id"], Size.ORIGINAL)
    assert kind == picture["media_type"] == "image/jpeg"
    assert b"trainedAlgorithmicMedia" in data
    decoded = Image.open(io.BytesIO(data))
    decoded.load()
    assert (decoded.size, (picture["width"], picture["height"])) == ((90, 60), (90, 60))


@pytest.mark.parametrize("seeded", [False, True])
async def test_a_process_taken_for_dead_that_kept_the_picture_meanwhile_costs_the_run_nothing(
    studio: Studio, db: Database, seeded: bool
) -> None:
    """Its picture stands where ours would: it is the run's, and nothing fails."""
    first = await painted(studio, PaintSpec("a red bridge"))
    store = PictureStore(db, new_vault())
    began = asyncio.get_running_loop().create_future()

    async def late(request: ImageRequest, progress: Progress | None) -> ImageReply:
        (other,) = await store.many(ME, [first["id"]])
        await store.add(dataclasses.replace(other, id="img_others", run_id=await began, position=0))
        return await paint_png(request, progress)

    studio.models.paint_with = late
    run_id = await begin(studio, PaintSpec("a blue boat", seed=7 if seeded else None))
    began.set_result(run_id)
    events = await studio.events(run_id)
    assert events[-1].type == "run.succeeded"
    assert [event.data["picture"]["id"] for event in events if event.type == "picture"] == ["img_others"]
    run = await studio.runs.get(run_id, ME)
    assert run.result is not None and run.result["picture_ids"] == ["img_others"]
    with pytest.raises(IntegrityError):  # what is no picture of this place is still a fault
        (other,) = await store.many(ME, [first["id"]])
        await store.add(dataclasses.replace(other, run_id=None))
