"""Picture generations and edits, against the built-in engine and an upstream."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import ImageInput, ImageRequest
from huahua.gateway.errors import AddressNotAllowed
from tests.integration.gateway.asgi import multipart
from tests.integration.gateway.conftest import PEOPLE, UPSTREAM_KEY, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator
from tests.simulators.pictures import picture

MASK = picture(32, 32, colour="#ffffff")
GENERATE, EDIT = "/v1/images/generations", "/v1/images/edits"


async def test_generation_answers_with_pictures_and_what_was_unmet(make_gateway: Make) -> None:
    gateway = await make_gateway()
    body = {
        "model": "builtin/painter",
        "prompt": "a dragon",
        "n": 2,
        "size": "96x64",
        "seed": 5,
        "style": "ink",
        "negative_prompt": "people",
        "medium": {"paper": "rice"},
    }
    reply = await gateway.client.post(GENERATE, body)
    assert reply.status == 200
    first, second = reply.json["data"]
    image = Image.open(io.BytesIO(base64.b64decode(first["b64_json"])))
    assert image.size == (96, 64) == (first["width"], first["height"])
    assert (first["unmet"], first["seed"], second["seed"]) == (["dragon"], 5, 6)
    assert "revised_prompt" in first and reply.json["created"] > 1_700_000_000
    [asked] = gateway.painter.asked
    assert (asked.prompt, asked.count, asked.width, asked.height) == ("a dragon", 2, 96, 64)
    assert (asked.seed, asked.style, asked.negative) == (5, "ink", "people")
    assert asked.parameters == {"medium": {"paper": "rice"}}
    assert reply.headers["x-huahua-route"] == "only: builtin/painter"


async def test_without_a_model_the_default_paints(make_gateway: Make) -> None:
    gateway = await make_gateway()
    reply = await gateway.client.post(GENERATE, {"prompt": "a boat", "size": "auto"})
    assert reply.headers["x-huahua-model"] == "builtin/painter"
    assert gateway.painter.asked[0].width is None


@pytest.mark.parametrize(("with_links", "kind"), [(True, "url"), (False, "b64_json")])
async def test_links_where_boot_gives_them(make_gateway: Make, with_links: bool, kind: str) -> None:
    gateway = await make_gateway(with_links=with_links)
    reply = await gateway.client.post(GENERATE, {"prompt": "a boat", "response_format": "url"})
    [item] = reply.json["data"]
    assert kind in item and len({"url", "b64_json"} & item.keys()) == 1
    assert gateway.links.of == (["usr_alice"] if with_links else [])
    encoded = await gateway.client.post(GENERATE, {"prompt": "a boat", "response_format": "b64_json"})
    assert "b64_json" in encoded.json["data"][0]


async def test_where_no_room_is_left_no_picture_is_painted_for_a_link(make_gateway: Make) -> None:
    gateway = await make_gateway(with_links=True)
    gateway.links.is_full = True
    wish = {"prompt": "a boat"}
    refused = await gateway.client.post(GENERATE, wish | {"response_format": "url"})
    assert (refused.status, refused.json["error"]["code"]) == (403, "storage_full")
    assert gateway.painter.asked == []
    assert (await gateway.client.post(GENERATE, wish)).status == 200  # bytes that nobody keeps


BAD = [
    ({}, 400, "prompt"),
    ({"prompt": ""}, 400, "prompt"),
    ({"prompt": "   "}, 400, "prompt"),
    ({"prompt": 5}, 400, "prompt"),
    ({"prompt": "x", "n": 0}, 400, "n"),
    ({"prompt": "x", "n": 11}, 400, "n"),
    ({"prompt": "x", "n": "two"}, 400, "n"),
    ({"prompt": "x", "size": "big"}, 400, "size"),
    ({"prompt": "x", "size": "0x64"}, 400, "size"),
    ({"prompt": "x", "size": "99999x64"}, 400, "size"),
    ({"prompt": "x", "seed": 1.5}, 400, "seed"),
    ({"prompt": "x", "response_format": "gif"}, 400, "response_format"),
    ({"prompt": "x", "stream": True}, 422, "stream"),
    ({"prompt": "x", "model": "nothing"}, 404, "model"),
    ({"prompt": "x", "model": "builtin/assistant"}, 422, "model"),
    ({"prompt": "x" * 33_000}, 413, "prompt"),
]


@pytest.mark.parametrize(("body", "status", "param"), BAD)
async def test_a_bad_generation(make_gateway: Make, body: Any, status: int, param: str) -> None:
    gateway = await make_gateway()
    reply = await gateway.client.post(GENERATE, body)
    assert (reply.status, reply.json["error"]["param"]) == (status, param), reply.json
    assert gateway.painter.asked == []


@pytest.mark.parametrize("field", ["image", "image[]"])
async def test_an_edit_hands_over_pictures_and_mask(make_gateway: Make, field: str) -> None:
    gateway = await make_gateway()
    fields = {"prompt": "make it night", "size": "64x64", "n": "1", "seed": "9", "strength": "0.4"}
    body, headers = multipart(fields, [(field, picture(32, 32)), ("mask", MASK)])
    reply = await gateway.client.post(EDIT, body, headers)
    assert reply.status == 200, reply.json
    [asked] = gateway.painter.asked
    assert asked.images == (ImageInput(picture(32, 32), "image/png"),)
    assert asked.mask is not None and asked.mask.data == MASK
    assert (asked.prompt, asked.seed, asked.width) == ("make it night", 9, 64)
    assert asked.parameters == {"strength": "0.4"}


def _bomb(side: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that claims to be side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


NOT_PICTURES = {
    "text": (b"hello, I am a picture", "invalid_image"),
    "empty": (b"", "invalid_image"),
    "html": (b"<svg onload=alert(1)></svg>", "invalid_image"),
    "magic only": (b"\x89PNG\r\n\x1a\n", "invalid_image"),
    "cut png": (picture(64, 64)[:60], "invalid_image"),
    "bomb": (_bomb(), "image_too_many_pixels"),
    "big": (_bomb(9_000), "image_too_many_pixels"),
}


@pytest.mark.parametrize("name", NOT_PICTURES)
@pytest.mark.parametrize("field", ["image", "mask"])
async def test_what_is_no_picture_is_refused(make_gateway: Make, name: str, field: str) -> None:
    data, code = NOT_PICTURES[name]
    gateway = await make_gateway()
    files = [("image", picture()), ("mask", data)] if field == "mask" else [("image", data)]
    body, headers = multipart({"prompt": "x"}, files)
    reply = await gateway.client.post(EDIT, body, headers)
    error = reply.json["error"]
    assert (reply.status, error["code"], error["param"]) == (422, code, field), error
    assert gateway.painter.asked == []


async def test_a_picture_over_the_limit_of_bytes(make_gateway: Make) -> None:
    gateway = await make_gateway(limits=GatewayLimits(max_image_bytes=50))
    body, headers = multipart({"prompt": "x"}, [("image", picture(64, 64))])
    reply = await gateway.client.post(EDIT, body, headers)
    assert (reply.status, reply.json["error"]["code"]) == (413, "image_too_large")


GOOD_FORM = multipart({"prompt": "x"}, [("image", picture())])
BAD_FORMS: dict[str, tuple[bytes, dict[str, str], int]] = {
    "json": (b"{}", {"content-type": "application/json"}, 400),
    "no boundary": (GOOD_FORM[0], {"content-type": "multipart/form-data"}, 400),
    "other boundary": (GOOD_FORM[0], {"content-type": "multipart/form-data; boundary=other"}, 400),
    "cut": (GOOD_FORM[0][:-30], GOOD_FORM[1], 400),
    "no image": (*multipart({"prompt": "x"}, []), 400),
    "no prompt": (*multipart({}, [("image", picture())]), 400),
    "too many parts": (*multipart({f"f{index}": "x" for index in range(200)}, []), 413),
    "n is a word": (*multipart({"prompt": "x", "n": "two"}, [("image", picture())]), 400),
}


@pytest.mark.parametrize("name", BAD_FORMS)
async def test_a_bad_form(make_gateway: Make, name: str) -> None:
    body, headers, status = BAD_FORMS[name]
    gateway = await make_gateway()
    reply = await gateway.client.post(EDIT, body, headers)
    assert reply.status == status, reply.json
    assert reply.json["error"]["type"] == "invalid_request_error"


PAINT = {"model": "draw", "prompt": "a boat"}


async def test_an_upstream_paints(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    models = [row("draw", "gpt-image-2", tasks=frozenset({"painting"}))]
    gateway = await make_gateway([upstream(openai_sim.base_url, preset="openai")], models)
    body = {
        **PAINT,
        "size": "64x32",
        "style": "ink_wash",
        "negative_prompt": "people",
        "background": "opaque",
    }
    reply = await gateway.client.post(GENERATE, body)
    assert reply.status == 200
    sent = openai_sim.requests[0].json
    assert sent == {
        "model": "gpt-image-2",
        "prompt": "a boat\nStyle: ink wash.\nAvoid: people.",
        "n": 1,
        "size": "64x32",
        "background": "opaque",
    }
    [item] = reply.json["data"]
    assert (item["width"], item["height"]) == (64, 32)
    assert reply.json["usage"]["images"] == 1 and reply.json["usage"]["output_tokens"] == 1056


async def test_an_upstream_edits(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    models = [row("draw", "gpt-image-2", tasks=frozenset({"painting"}))]
    gateway = await make_gateway([upstream(openai_sim.base_url, preset="openai")], models)
    files = [("image[]", picture(8, 8)), ("image[]", picture(9, 9)), ("mask", MASK)]
    body, headers = multipart({"model": "draw", "prompt": "加一条船", "input_fidelity": "high"}, files)
    reply = await gateway.client.post(EDIT, body, headers)
    assert reply.status == 200, reply.json
    received = openai_sim.requests[0]
    assert received.path == "/v1/images/edits"
    parts = {(part.name, part.filename is None): part.data for part in received.form}
    assert parts["prompt", True].decode() == "加一条船"
    assert parts["model", True] == b"gpt-image-2" and parts["input_fidelity", True] == b"high"
    assert [part.data for part in received.form if part.name == "image[]"] == [picture(8, 8), picture(9, 9)]
    assert parts["mask", False] == MASK


async def test_a_vendor_that_paints_one_at_a_time_is_asked_as_often_as_needed(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    models = [row("draw", "cogview-4", tasks=frozenset({"painting"}))]
    gateway = await make_gateway([upstream(openai_sim.base_url, preset="zhipu")], models)
    reply = await gateway.client.post(GENERATE, {**PAINT, "n": 2, "response_format": "b64_json"})
    # This vendor knows neither `n` nor `response_format`: two calls, and whatever comes is taken.
    assert [request.json for request in openai_sim.requests] == [
        {"model": "cogview-4", "prompt": "a boat"}
    ] * 2
    assert len(reply.json["data"]) == 2


async def test_a_linked_picture_is_fetched_without_the_key(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    models = [row("draw", "cogview-4", tasks=frozenset({"painting"}))]
    gateway = await make_gateway([upstream(openai_sim.base_url, preset="zhipu")], models)
    request = ImageRequest("a boat", parameters={"response_format": "url"})
    reply = await gateway.service.paint(PEOPLE["sk-alice"], "draw", request, "req_x")
    assert [image.data for image in reply.images] == [picture()]
    asked, fetched = openai_sim.requests
    assert UPSTREAM_KEY in asked.headers["authorization"]
    assert fetched.path == "/v1/files/picture.png" and "authorization" not in fetched.headers


async def test_a_link_to_another_private_host_is_not_followed(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    models = [row("draw", "cogview-4", tasks=frozenset({"painting"}))]
    other_name = openai_sim.base_url.replace("127.0.0.1", "localhost")
    gateway = await make_gateway([upstream(other_name, preset="zhipu")], models)
    request = ImageRequest("a boat", parameters={"response_format": "url"})
    with pytest.raises(AddressNotAllowed):
        await gateway.service.paint(PEOPLE["sk-alice"], "draw", request, "req_x")
    assert [received.path for received in openai_sim.requests] == ["/v1/images/generations"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.STATUS_400, 400),
        (Fault.STATUS_401, 502),
        (Fault.STATUS_429, 429),
        (Fault.NON_JSON, 502),
        (Fault.WRONG_SHAPE, 502),
        (Fault.CUT_BODY, 502),
    ],
)
async def test_an_upstream_that_fails_to_paint(
    make_gateway: Make, openai_sim: OpenAISimulator, fault: Fault, status: int
) -> None:
    models = [row("draw", "gpt-image-2", tasks=frozenset({"painting"}))]
    gateway = await make_gateway([upstream(openai_sim.base_url)], models)
    openai_sim.fail(fault)
    reply = await gateway.client.post(GENERATE, PAINT)
    assert reply.status == status
    assert UPSTREAM_KEY not in json.dumps(reply.json)


async def test_a_vendor_without_pictures_says_so(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    models = [row("draw", "x", tasks=frozenset({"painting"}))]
    gateway = await make_gateway([upstream(openai_sim.base_url, preset="deepseek")], models)
    reply = await gateway.client.post(GENERATE, PAINT)
    assert (reply.status, reply.json["error"]["code"]) == (422, "not_supported")
    assert openai_sim.requests == []


async def test_pictures_inside_a_chat_are_checked(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])

    def ask(data: bytes) -> dict[str, Any]:
        url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
        part = {"type": "image_url", "image_url": {"url": url}}
        return {"model": "talk", "messages": [{"role": "user", "content": [part]}]}

    refused = await gateway.client.post("/v1/chat/completions", ask(_bomb()))
    assert (refused.status, refused.json["error"]["code"]) == (422, "image_too_many_pixels")
    broken = ask(b"")
    broken["messages"][0]["content"][0]["image_url"]["url"] = "data:image/png;base64,!!!"
    assert (await gateway.client.post("/v1/chat/completions", broken)).status == 422
    assert openai_sim.requests == []
    good = ask(picture())
    assert (await gateway.client.post("/v1/chat/completions", good)).status == 200
    assert openai_sim.requests[0].json["messages"] == good["messages"]
