"""What holds for every painter behind a wire of its own, whoever made it."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image

from huahua.gateway.domain.calls import (
    Adapter,
    Control,
    ControlKind,
    ImageInput,
    ImageRequest,
    Operation,
    Quality,
)
from huahua.gateway.domain.capabilities import unsupported
from huahua.gateway.errors import (
    AddressNotAllowed,
    GatewayError,
    NotSupported,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamUnreachable,
)
from huahua.gateway.painting import PREVIEW_BYTES
from huahua.kit.pictures import media_type_of
from tests.contract.painters.bench import SECRET, Bench
from tests.simulators.faults import Fault
from tests.simulators.pictures import picture

SOURCE = ImageInput(picture(96, 64), "image/png")
BACKGROUND = ("dashscope", "replicate")
LINKS = (*BACKGROUND, "siliconflow", "zhipu")
"""Their replies hold links to pictures."""


def mask(width: int = 96, height: int = 64) -> ImageInput:
    """Opaque but for its left half."""
    drawn = Image.new("RGBA", (width, height), (0, 0, 0, 255))
    drawn.paste((0, 0, 0, 0), (0, 0, width // 2, height))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return ImageInput(out.getvalue(), "image/png")


async def test_a_picture_is_painted(bench: Bench) -> None:
    reply = await bench.paint(ImageRequest("a boat at dawn"), progress=bench.progress)
    assert len(reply.images) == reply.usage.images == 1
    (made,) = reply.images
    assert media_type_of(made.data) == made.media_type == "image/png"
    assert Image.open(io.BytesIO(made.data)).size == (made.width, made.height)
    assert any("a boat at dawn" in request.body.decode("utf-8", "replace") for request in bench.sim.requests)
    fractions = [fraction for fraction, _, _ in bench.told]
    assert fractions == sorted(fractions) and all(0 <= fraction <= 1 for fraction in fractions)


@pytest.mark.parametrize("count", [2, 5])
async def test_as_many_as_asked_for(bench: Bench, count: int) -> None:
    reply = await bench.paint(ImageRequest("a boat", count=count, seed=7))
    assert len(reply.images) == reply.usage.images == count


async def test_a_size_becomes_one_that_it_paints(bench: Bench) -> None:
    (made,) = (await bench.paint(ImageRequest("a boat", width=1600, height=900))).images
    assert made.width > made.height
    if bench.entry.wide is not None:
        assert (made.width, made.height) == bench.entry.wide


async def test_what_it_declares_it_does_and_nothing_else_is_asked_of_it(bench: Bench) -> None:
    able = bench.provider.capabilities(bench.entry.model)
    assert able is not None
    wishes = {
        "image": ImageRequest("night", images=(SOURCE,)),
        "references": ImageRequest("a boat", references=(SOURCE,)),
        "adapters": ImageRequest("a boat", adapters=(Adapter("ink", 0.6),)),
        "operation": ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE),
        "mask": ImageRequest("night", images=(SOURCE,), mask=mask()),
        "controls": ImageRequest("a boat", controls=(Control(ControlKind.CANNY, SOURCE, 0.8),)),
    }
    for param, wish in wishes.items():
        before = len(bench.sim.requests)
        try:
            unsupported(wish, able)
        except NotSupported as expected:
            assert expected.param in (param, "image")
            with pytest.raises(NotSupported):
                await bench.paint(wish)
            assert len(bench.sim.requests) == before  # nothing was asked of the vendor
        else:
            assert len((await bench.paint(wish)).images) == 1


async def test_an_edit_sends_the_source_and_its_mask(bench: Bench) -> None:
    if bench.entry.masked is None:
        with pytest.raises(NotSupported):
            await bench.paint(ImageRequest("night", images=(SOURCE,), mask=mask()))
        return
    wish = ImageRequest("make it night", images=(SOURCE,), mask=mask())
    reply = await bench.paint(wish, bench.entry.masked)
    assert len(reply.images) == 1


async def test_refinements_are_followed_or_reported(bench: Bench) -> None:
    able = bench.provider.capabilities(bench.entry.model)
    assert able is not None
    wish = ImageRequest("a boat", seed=11, negative="people", quality=Quality.HIGH, strength=0.5)
    (made,) = (await bench.paint(wish)).images
    assert ("seed" in made.unmet) == (not able.seed)
    assert ("quality" in made.unmet) == (not able.quality)
    assert "strength" in made.unmet  # there is nothing to leave
    assert "negative" not in made.unmet
    assert any(b"people" in request.body for request in bench.sim.requests)
    if able.seed and bench.name != "gemini":
        assert made.seed == 11


async def test_a_cancelled_painting_lets_go_of_the_vendor(bench: Bench) -> None:
    background = bench.name in BACKGROUND or bench.name == "comfyui"
    if background:
        bench.sim.never_done = True
        arrived = bench.sim.looked
    elif bench.name == "a1111":
        bench.sim.painting_held = asyncio.Event()
        arrived = bench.sim.looked
    else:
        bench.sim.held = asyncio.Event()
        arrived = bench.sim.arrived
    painting = asyncio.create_task(bench.paint(ImageRequest("a boat"), progress=bench.progress))
    await arrived.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting
    if bench.name in BACKGROUND:
        assert len(bench.sim.cancelled) == 1
    elif bench.name == "comfyui":
        assert bench.sim.deleted == bench.sim.interrupted != []
    elif bench.name == "a1111":
        assert bench.sim.interrupted.is_set()
    else:
        await bench.sim.requests[0].gone.wait()


ANSWER_LOST = {
    Fault.HTML_502,
    Fault.NON_JSON,
    Fault.HTML,
    Fault.TRUNCATED_JSON,
    Fault.EMPTY,
    Fault.CUT_BODY,
    Fault.GIGANTIC,
    Fault.ENDLESS,
}
"""The simulators have done what was asked for by then."""


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.STATUS_400, UpstreamRefused),
        (Fault.STATUS_401, UpstreamCredential),
        (Fault.STATUS_403, UpstreamCredential),
        (Fault.STATUS_404, UpstreamRefused),
        (Fault.STATUS_429, UpstreamLimited),
        (Fault.STATUS_500, UpstreamError),
        (Fault.STATUS_503, UpstreamError),
        (Fault.HTML_502, UpstreamError),
        (Fault.REDIRECT, UpstreamBroken),
        (Fault.NON_JSON, UpstreamBroken),
        (Fault.HTML, UpstreamBroken),
        (Fault.WRONG_SHAPE, UpstreamError),
        (Fault.TRUNCATED_JSON, UpstreamBroken),
        (Fault.EMPTY, UpstreamBroken),
        (Fault.CUT_BODY, UpstreamError),
        (Fault.CUT_BEFORE_HEADERS, UpstreamError),
        (Fault.GIGANTIC, UpstreamBroken),
        (Fault.ENDLESS, UpstreamBroken),
    ],
)
async def test_every_fault_is_an_error_of_its_kind(
    bench: Bench, fault: Fault, kind: type[GatewayError]
) -> None:
    bench.sim.fail(fault)
    if bench.name == "comfyui" and fault in ANSWER_LOST:  # it took the prompt, and is asked what became of it
        assert len((await bench.paint(ImageRequest("a boat"))).images) == 1
        assert [seen.path for seen in bench.sim.requests].count("/prompt") == 1
        return
    with pytest.raises(kind) as caught:
        await bench.paint(ImageRequest("a boat"))
    if fault is Fault.STATUS_429:
        assert caught.value.retry_after == 17
    assert SECRET not in caught.value.message and SECRET not in repr(caught.value.__cause__)


async def test_nobody_there(bench: Bench) -> None:
    nobody = bench.with_config(base_url="http://127.0.0.1:1/v1")
    with pytest.raises(UpstreamUnreachable):
        await nobody.paint(ImageRequest("a boat"))


async def test_a_private_address_is_refused_unless_it_was_allowed(bench: Bench) -> None:
    guarded = bench.with_config(allow_private=False)
    with pytest.raises(AddressNotAllowed):
        await guarded.paint(ImageRequest("a boat"))
    assert bench.sim.requests == []


@pytest.mark.parametrize(
    "host", ["http://169.254.169.254", "http://10.0.0.7", "http://localhost:1", "file:///etc"]
)
async def test_links_of_a_reply_reach_no_other_private_address(bench: Bench, host: str) -> None:
    if bench.name not in LINKS:
        return  # no links in its replies
    bench.sim.link_host = host
    with pytest.raises((AddressNotAllowed, UpstreamBroken, UpstreamUnreachable)):
        await bench.paint(ImageRequest("a boat"))


async def test_models_are_listed_or_it_says_that_there_is_no_list(bench: Bench) -> None:
    try:
        listed = await bench.provider.list_models()
    except NotSupported:
        assert bench.name == "dashscope"
    else:
        assert listed and all(listed)


async def test_previews_are_small_pictures(bench: Bench) -> None:
    able = bench.provider.capabilities(bench.entry.model)
    assert able is not None
    seen = asyncio.Event()

    async def progress(fraction: float, stage: str, preview: bytes | None = None) -> None:
        await bench.progress(fraction, stage, preview)
        if preview is not None:
            seen.set()

    if bench.name == "a1111":
        bench.sim.painting_held = asyncio.Event()
    painting = asyncio.create_task(bench.paint(ImageRequest("a boat"), progress=progress))
    if bench.name == "a1111":
        await seen.wait()
        bench.sim.painting_held.set()
    await painting
    previews = [preview for _, _, preview in bench.told if preview is not None]
    assert bool(previews) == able.previews
    for preview in previews:
        assert len(preview) <= PREVIEW_BYTES
        shown = Image.open(io.BytesIO(preview))
        assert shown.format in ("JPEG", "WEBP") and max(shown.size) <= 512
