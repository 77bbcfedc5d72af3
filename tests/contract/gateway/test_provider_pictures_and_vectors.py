"""Embeddings and pictures: what goes out, what comes back, and the same faults as in chat."""

from __future__ import annotations

import base64
import struct

import pytest

from huahua.gateway.domain.calls import ChatCall, ImageInput, ImageRequest, JsonObject
from huahua.gateway.errors import (
    NotSupported,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamLimited,
    UpstreamRefused,
)
from huahua.gateway.outcomes import plain
from tests.contract.gateway.harness import Harness
from tests.simulators.faults import Fault
from tests.simulators.openai import vector_of
from tests.simulators.pictures import picture

PAINTERS = {"openai": "gpt-image-1", "gemini": "gemini-2.5-flash-image"}
PNG = b"\x89PNG"
ABLE = pytest.mark.parametrize("harness", ["gemini", "openai"], indirect=True)
GEMINI = pytest.mark.parametrize("harness", ["gemini"], indirect=True)


def embed_call(harness: Harness, **fields: object) -> ChatCall:
    model = {"openai": "text-embedding-3-small", "gemini": "gemini-embedding-001"}.get(harness.vendor, "none")
    return ChatCall("req_1", model, {"model": "pool-name", "input": ["月", "sea"], **fields})


@ABLE
async def test_vectors_come_back_in_order(harness: Harness) -> None:
    reply = await harness.provider.embed(embed_call(harness, dimensions=4))
    rows = plain(reply.body)["data"]
    assert [row["index"] for row in rows] == [0, 1]
    assert [row["embedding"] for row in rows] == [vector_of("月", 4), vector_of("sea", 4)]


@ABLE
async def test_packed_vectors_hold_the_same_numbers(harness: Harness) -> None:
    reply = await harness.provider.embed(embed_call(harness, encoding_format="base64"))
    packed = base64.b64decode(plain(reply.body)["data"][0]["embedding"])
    assert list(struct.unpack("<8f", packed)) == vector_of("月", 8)


@ABLE
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.STATUS_401, UpstreamCredential),
        (Fault.STATUS_400, UpstreamRefused),
        (Fault.NON_JSON, UpstreamBroken),
        (Fault.WRONG_SHAPE, UpstreamBroken),
        (Fault.TRUNCATED_JSON, UpstreamBroken),
    ],
)
async def test_faults_of_embeddings_and_pictures(
    harness: Harness, fault: Fault, kind: type[Exception]
) -> None:
    harness.sim.fail(fault, fault)
    with pytest.raises(kind):
        await harness.provider.embed(embed_call(harness))
    if (harness.vendor, fault) == ("gemini", Fault.WRONG_SHAPE):
        return  # A reply without a picture is a refusal there, not a broken one.
    with pytest.raises(kind):
        await harness.provider.paint(PAINTERS[harness.vendor], ImageRequest("a boat"), None)


@ABLE
async def test_pictures_are_painted(harness: Harness) -> None:
    steps: list[float] = []

    async def progress(fraction: float, stage: str) -> None:
        steps.append(fraction)

    request = ImageRequest("a boat at dawn", count=2, width=1600, height=900)
    reply = await harness.provider.paint(PAINTERS[harness.vendor], request, progress)
    assert len(reply.images) == reply.usage.images == 2
    for image in reply.images:
        assert image.data.startswith(PNG)
        assert image.media_type == "image/png"
        assert image.width > image.height
    assert steps == sorted(steps) and steps
    assert "a boat at dawn" in harness.last.body.decode()


@ABLE
async def test_edits_send_the_picture(harness: Harness) -> None:
    source = picture(48, 32)
    request = ImageRequest("make it night", images=(ImageInput(source, "image/png"),))
    reply = await harness.provider.paint(PAINTERS[harness.vendor], request, None)
    assert len(reply.images) == 1
    sent = harness.last
    if harness.vendor == "openai":
        assert sent.path == "/v1/images/edits"
        assert any(part.data == source and part.content_type == "image/png" for part in sent.form)
        assert any(part.name == "prompt" and part.data == b"make it night" for part in sent.form)
    else:
        parts = sent.json["contents"][0]["parts"]
        assert base64.b64decode(parts[0]["inlineData"]["data"]) == source
        assert parts[1] == {"text": "make it night"}


@ABLE
async def test_a_rate_limit_among_several_pictures_is_that_error(harness: Harness) -> None:
    harness.sim.fail(Fault.STATUS_429)
    with pytest.raises(UpstreamLimited) as caught:
        await harness.provider.paint(PAINTERS[harness.vendor], ImageRequest("a boat", count=3), None)
    assert caught.value.retry_after == 17


@GEMINI
async def test_gemini_sends_shape_seed_and_words(harness: Harness) -> None:
    extra: JsonObject = {"quality": "high", "safetySettings": [{"category": "X"}]}
    request = ImageRequest(
        "a boat",
        count=2,
        width=900,
        height=1600,
        seed=7,
        style="ink wash",
        negative="people",
        parameters=extra,
    )
    await harness.provider.paint(PAINTERS["gemini"], request, None)
    sent = [received.json for received in harness.sim.requests]
    assert sorted(body["generationConfig"]["seed"] for body in sent) == [7, 8]
    assert sent[0]["generationConfig"]["responseModalities"] == ["IMAGE"]
    assert sent[0]["generationConfig"]["imageConfig"] == {"aspectRatio": "9:16"}
    assert sent[0]["contents"][0]["parts"] == [{"text": "a boat\nStyle: ink wash.\nLeave out: people."}]
    assert sent[0]["safetySettings"] == extra["safetySettings"]
    assert "quality" not in sent[0]


@GEMINI
async def test_imagen_paints_all_at_once_and_edits_none(harness: Harness) -> None:
    model = "imagen-4.0-generate-001"
    reply = await harness.provider.paint(model, ImageRequest("a boat", count=3, width=1600, height=900), None)
    assert len(reply.images) == reply.usage.images == 3
    assert harness.last.path == f"/v1beta/models/{model}:predict"
    assert harness.last.json == {
        "instances": [{"prompt": "a boat"}],
        "parameters": {"sampleCount": 3, "aspectRatio": "16:9"},
    }
    edit = ImageRequest("x", images=(ImageInput(picture(), "image/png"),))
    with pytest.raises(NotSupported):
        await harness.provider.paint(model, edit, None)
    masked = ImageRequest("x", images=edit.images, mask=edit.images[0])
    with pytest.raises(NotSupported) as caught:
        await harness.provider.paint(PAINTERS["gemini"], masked, None)
    assert caught.value.param == "mask"


@pytest.mark.parametrize("harness", ["anthropic"], indirect=True)
async def test_anthropic_says_that_it_neither_paints_nor_embeds(harness: Harness) -> None:
    with pytest.raises(NotSupported):
        await harness.provider.embed(embed_call(harness))
    with pytest.raises(NotSupported):
        await harness.provider.paint("claude-opus-4-6", ImageRequest("a boat"), None)
    assert harness.sim.requests == []
