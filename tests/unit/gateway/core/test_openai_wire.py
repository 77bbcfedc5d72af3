from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from huahua.gateway.domain.calls import ChatCall, ImageInput, ImageRequest, Quality
from huahua.gateway.presets import PRESETS
from huahua.gateway.profiles.abilities import capabilities_of
from huahua.gateway.profiles.openai import OPEN, PROFILES, images_of, profile_of
from huahua.gateway.wire import openai as wire
from huahua.gateway.wire import openai_images as images


def _encode(preset: str | None, body: dict[str, Any], *, model: str = "m", stream: bool = False) -> Any:
    return json.loads(wire.encode_chat(ChatCall("r", model, body), profile_of(preset), stream=stream))


@pytest.mark.parametrize(
    ("preset", "model", "sent", "expected"),
    [
        ("openai", "gpt-6-sol", {"max_tokens": 5}, {"max_completion_tokens": 5}),
        ("openai", "o3", {"max_tokens": 5, "max_completion_tokens": 7}, {"max_completion_tokens": 7}),
        ("openai", "gpt-4o", {"max_tokens": 5}, {"max_tokens": 5}),
        ("deepseek", "x", {"max_completion_tokens": 5}, {"max_tokens": 5}),
        ("dashscope", "qwen3.8-max", {"max_tokens": 5}, {"max_completion_tokens": 5}),
        (None, "x", {"max_completion_tokens": 5}, {"max_completion_tokens": 5}),
        (None, "gpt-6-sol", {"max_tokens": 5}, {"max_tokens": 5}),
    ],
)
def test_the_limit_has_the_name_that_the_vendor_knows(
    preset: str | None, model: str, sent: dict[str, int], expected: dict[str, int]
) -> None:
    body = _encode(preset, sent, model=model)
    assert {name: value for name, value in body.items() if "max" in name} == expected


def test_usage_is_asked_for_where_the_vendor_knows_the_field() -> None:
    assert _encode(None, {}, stream=True)["stream_options"] == {"include_usage": True}
    assert "stream_options" not in _encode("mistral", {}, stream=True)
    kept = _encode(None, {"stream_options": msgspec.Raw(b'{"x": 1}')}, stream=True)
    assert kept["stream_options"] == {"x": 1, "include_usage": True}
    assert "stream_options" not in _encode(None, {"stream_options": {"include_usage": True}})


def test_undecoded_values_are_sent_as_they_were() -> None:
    raw = b'[{"role":"user","content":"\\u4f60\\n","n":1.50}]'
    sent = wire.encode_chat(ChatCall("r", "m", {"messages": msgspec.Raw(raw)}), OPEN, stream=False)
    assert raw in sent


def test_an_error_in_a_reply_with_status_200_is_an_error() -> None:
    with pytest.raises(wire.ErrorInReply) as caught:
        wire.parse_chat(b'{"error": {"message": "no", "code": 429}}')
    assert caught.value.status == 429
    with pytest.raises(wire.ErrorInReply) as minimax:
        wire.parse_chat(b'{"choices": null, "base_resp": {"status_code": 1004, "status_msg": "bad key"}}')
    assert minimax.value.status == 401 and b"bad key" in minimax.value.body
    good = b'{"choices": [{}], "base_resp": {"status_code": 0}}'
    assert wire.parse_chat(good)[1].prompt_tokens == 0


@pytest.mark.parametrize(
    "chunk", [b"", b"{", b"[]", b"7", b'{"x":1}', b'{"choices":[{"delta":tru}]}', b'{"choices":{}}', b"\xff"]
)
def test_garbage_is_no_chunk(chunk: bytes) -> None:
    with pytest.raises(wire.NotAnOpenAIReply):
        wire.read_chunk(chunk)


def test_a_chunk_without_usage_says_nothing() -> None:
    assert wire.read_chunk(b'{"choices":[{"delta":{"content":"x"}}],"usage":null}') is None
    usage = wire.read_chunk(b'{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}')
    assert usage is not None and (usage.prompt_tokens, usage.completion_tokens) == (3, 4)


def test_every_profile_belongs_to_a_preset() -> None:
    ids = {preset.id for preset in PRESETS if preset.kind in ("openai", "azure")}
    assert set(PROFILES) == ids


def _call(preset: str | None, request: ImageRequest, count: int = 1, model: str = "m") -> images.ImageCall:
    profile = profile_of(preset).images
    assert profile is not None
    return images.encode(model, request, count, profile)


def test_a_vendor_gets_its_own_names_for_pictures() -> None:
    request = ImageRequest("a cat", width=512, height=256, seed=4, negative="dogs", style="ink_wash")
    assert json.loads(_call("siliconflow", request, 2).body) == {
        "model": "m",
        "prompt": "a cat\nStyle: ink wash.",
        "negative_prompt": "dogs",
        "batch_size": 2,
        "image_size": "512x256",
        "seed": 4,
    }
    assert json.loads(_call("xai", request).body) == {
        "model": "m",
        "prompt": "a cat\nStyle: ink wash.\nAvoid: dogs.",
        "n": 1,
        "aspect_ratio": "2:1",
        "response_format": "b64_json",
    }


def test_only_known_styles_are_sent_as_styles() -> None:
    body = json.loads(_call("openai", ImageRequest("a cat", style="vivid"), model="dall-e-3").body)
    assert (body["style"], body["prompt"], body["response_format"]) == ("vivid", "a cat", "b64_json")


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("openai", {"quality": "high"}),
        ("siliconflow", {"num_inference_steps": 50}),
        ("zhipu", {"quality": "hd"}),
        ("xai", {}),
        (None, {"steps": 50}),
    ],
)
def test_steps_become_what_the_vendor_has(preset: str | None, expected: dict[str, Any]) -> None:
    request = ImageRequest("a cat", quality=Quality.HIGH, parameters={"steps": 50})
    body = json.loads(_call(preset, request).body)
    known = {"quality", "steps", "num_inference_steps"}
    assert {name: value for name, value in body.items() if name in known} == expected


@pytest.mark.parametrize(
    ("model", "quality", "expected"),
    [
        ("dall-e-3", Quality.HIGH, "hd"),
        ("dall-e-3", Quality.DRAFT, "standard"),
        ("dall-e-2", Quality.HIGH, None),
        ("gpt-image-1", Quality.STANDARD, "medium"),
    ],
)
def test_quality_in_the_words_of_the_model(model: str, quality: Quality, expected: str | None) -> None:
    body = json.loads(_call("openai", ImageRequest("a cat", quality=quality), model=model).body)
    assert body.get("quality") == expected


def test_a_callers_own_quality_and_background_pass_as_they_are() -> None:
    own = {"quality": "auto", "background": "transparent", "output_format": "webp"}
    request = ImageRequest("a cat", quality=Quality.HIGH, parameters=own)
    body = json.loads(_call("openai", request, model="gpt-image-1").body)
    assert own.items() <= body.items()


def test_pictures_to_be_like_go_with_the_source() -> None:
    one, two = ImageInput(b"\x89PNG1", "image/png"), ImageInput(b"\xff\xd8\xff", "image/jpeg")
    edited = _call("openai", ImageRequest("a cat", images=(one,), references=(two,)), model="gpt-image-1")
    assert edited.path == "/images/edits"
    assert edited.body.count(b'name="image[]"') == 2
    seen = json.loads(_call("ark", ImageRequest("a cat", references=(one, two))).body)
    assert len(seen["image"]) == 2


@pytest.mark.parametrize(
    ("preset", "model", "edit", "mask", "references"),
    [
        ("openai", "gpt-image-1", True, True, 15),
        ("openai", "dall-e-2", True, True, 0),
        ("openai", "dall-e-3", False, False, 0),
        ("ark", "doubao-seedream-4-0-250828", True, False, 9),
        ("ark", "doubao-seedream-3-0-t2i-250415", False, False, 0),
        ("siliconflow", "Qwen/Qwen-Image", False, False, 0),
        ("siliconflow", "Qwen/Qwen-Image-Edit", True, False, 0),
        ("zhipu", "cogview-4", False, False, 0),
        ("xai", "grok-imagine-image-2.0", False, False, 0),
    ],
)
def test_what_a_model_is_said_to_do(preset: str, model: str, edit: bool, mask: bool, references: int) -> None:
    profile = images_of(preset, model)
    assert profile is not None
    able = capabilities_of(model, profile)
    assert (able.edit, able.mask, able.max_references) == (edit, mask, references)


def test_steps_of_a_caller_who_speaks_the_vendors_words_stay() -> None:
    body = json.loads(_call("openai", ImageRequest("a cat", parameters={"steps": 50})).body)
    assert body["steps"] == 50


def test_a_picture_field_takes_one_or_many() -> None:
    one = ImageRequest("x", images=(ImageInput(b"1", "image/png"),))
    two = ImageRequest("x", images=(ImageInput(b"1", "image/png"), ImageInput(b"2", "image/jpeg")))
    assert json.loads(_call("ark", one).body)["image"] == "data:image/png;base64,MQ=="
    assert json.loads(_call("ark", two).body)["image"] == [
        "data:image/png;base64,MQ==",
        "data:image/jpeg;base64,Mg==",
    ]


@pytest.mark.parametrize(
    ("preset", "count", "expected"),
    [("openai", 3, [3]), ("siliconflow", 9, [4, 4, 1]), ("zhipu", 3, [1, 1, 1]), ("openai", 10, [10])],
)
def test_counts_are_split_as_the_vendor_allows(preset: str, count: int, expected: list[int]) -> None:
    profile = profile_of(preset).images
    assert profile is not None
    assert images.batches(count, profile) == expected


@pytest.mark.parametrize(
    "reply",
    [
        b"nope",
        b"[]",
        b'{"data": []}',
        b'{"data": [5]}',
        b'{"data": [{}]}',
        b'{"data": [{"b64_json": "%%%"}]}',
        b'{"data": [{"url": ""}]}',
        b'{"data": "x"}',
    ],
)
def test_a_reply_without_pictures(reply: bytes) -> None:
    profile = profile_of(None).images
    assert profile is not None
    with pytest.raises(wire.NotAnOpenAIReply):
        images.parse(reply, profile)


def test_pictures_come_as_base64_links_or_data_urls() -> None:
    profile = profile_of("siliconflow").images
    assert profile is not None
    reply = {
        "images": [{"url": "https://x/y.png"}, {"url": "data:image/png;base64,MQ=="}, {"b64_json": "Mg=="}],
        "seed": 7,
    }
    found, usage = images.parse(json.dumps(reply).encode(), profile)
    assert [(item.data, item.url) for item in found] == [(None, "https://x/y.png"), (b"1", ""), (b"2", "")]
    assert [item.seed for item in found] == [7, 7, 7] and usage.images == 0
