"""`POST /api/invoke`: dialogue and painting in one shape."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.integration.gateway.test_admin import Page, product
from tests.simulators.openai import OpenAISimulator
from tests.simulators.pictures import picture, picture_base64

__all__ = ["product"]

PATH = "/api/invoke"


async def test_a_dialogue_goes_on_from_its_context(product: Page) -> None:
    first = await product.alice.post(PATH, {"task_type": "dialogue", "input": {"text": "你好"}})
    assert first.status == 200, first.json
    body = first.json
    assert body["run_id"].startswith("run_") and body["model_id"] == "builtin/assistant"
    assert body["output"]["text"] and body["output"]["images"] == []
    assert body["usage"]["total_tokens"] > 0
    assert body["cost"]["amount_micros"] == 0
    assert [message["role"] for message in body["context"]] == ["user", "assistant"]
    again = await product.alice.post(
        PATH, {"task_type": "dialogue", "input": {"text": "1+1=?"}, "context": body["context"]}
    )
    assert "2" in again.json["output"]["text"]
    assert len(again.json["context"]) == 4


async def test_a_picture_to_look_at_reaches_the_model(product: Page, openai_sim: OpenAISimulator) -> None:
    await product.send(
        "POST",
        "/api/admin/providers",
        {
            "name": "mine",
            "kind": "openai",
            "base_url": openai_sim.base_url,
            "allow_private": True,
            "models": [{"model": "gpt-4o"}],
        },
    )
    given = {"text": "What is it?", "image_base64": picture_base64(), "parameters": {"temperature": 0.1}}
    reply = await product.alice.post(PATH, {"task_type": "dialogue", "model_id": "gpt-4o", "input": given})
    assert reply.status == 200, reply.json
    sent = openai_sim.requests[-1].json
    assert sent["temperature"] == 0.1
    assert sent["messages"][0]["content"] == [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture_base64()}"}},
    ]
    assert reply.json["cost"] is None
    assert picture_base64() not in str(reply.json["context"])


async def test_a_painting_comes_as_a_data_url(product: Page) -> None:
    parameters = {"width": 64, "height": 48, "seed": 3, "steps": 50, "style": "ink", "guidance": 7.5}
    reply = await product.alice.post(
        PATH, {"task_type": "painting", "input": {"text": "a dragon", "parameters": parameters}}
    )
    assert reply.status == 200, reply.json
    [image] = reply.json["output"]["images"]
    assert (image["width"], image["height"], image["unmet"]) == (64, 48, ["dragon"])
    assert base64.b64decode(image["url"].partition(",")[2]) == picture(64, 48)
    [asked] = product.gateway.painter.asked
    assert (asked.seed, asked.style) == (3, "ink")
    assert asked.parameters == {"steps": 50, "guidance": 7.5}
    assert asked.quality == "high"


async def test_refinements_have_one_name_for_every_model(product: Page) -> None:
    parameters = {"quality": "draft", "strength": 0.4}
    given = {"text": "night", "image_base64": picture_base64(), "parameters": parameters}
    reply = await product.alice.post(PATH, {"task_type": "painting", "input": given})
    assert reply.status == 200, reply.json
    [asked] = product.gateway.painter.asked
    assert (asked.quality, asked.strength, asked.parameters) == ("draft", 0.4, {})
    assert reply.json["output"]["images"][0]["unmet"] == ["dragon", "strength"]


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"strength": "much"}, "input.parameters.strength"),
        ({"operation": "sing"}, "input.parameters.operation"),
        ({"scale": 1.5}, "input.parameters.scale"),
    ],
)
async def test_wrong_refinements_are_named(product: Page, wrong: dict[str, Any], param: str) -> None:
    given = {"text": "night", "parameters": wrong}
    reply = await product.alice.post(PATH, {"task_type": "painting", "input": given})
    assert (reply.status, reply.json["param"]) == (400, param)


async def test_an_operation_that_the_model_does_not_have_is_refused(product: Page) -> None:
    given = {"text": "", "image_base64": picture_base64(), "parameters": {"operation": "upscale", "scale": 4}}
    reply = await product.alice.post(PATH, {"task_type": "painting", "input": given})
    assert (reply.status, reply.json["code"]) == (422, "not_supported")


async def test_a_picture_to_change_reaches_the_engine(product: Page) -> None:
    given = {"text": "make it night", "image_base64": f"data:image/png;base64,{picture_base64()}"}
    reply = await product.alice.post(PATH, {"task_type": "painting", "input": given})
    assert reply.status == 200, reply.json
    assert product.gateway.painter.asked[0].images[0].data == picture()


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({}, 422, "task_type"),
        ({"task_type": "song", "input": {}}, 422, "task_type"),
        ({"task_type": "dialogue", "input": {"text": ""}}, 400, "input.text"),
        ({"task_type": "dialogue", "input": {"text": "x", "colour": 1}}, 422, "input.colour"),
        ({"task_type": "dialogue", "input": {"text": "x"}, "context": "y"}, 422, "context"),
        ({"task_type": "dialogue", "model_id": "nothing", "input": {"text": "x"}}, 404, "model"),
        ({"task_type": "painting", "input": {"text": ""}}, 400, "prompt"),
        (
            {"task_type": "painting", "input": {"text": "x", "parameters": {"steps": "many"}}},
            400,
            "input.parameters.steps",
        ),
        *(
            (
                {"task_type": "painting", "input": {"text": "x", "parameters": {name: value}}},
                400,
                f"input.parameters.{name}",
            )
            for name, value in (("width", 0), ("height", -5), ("steps", 0), ("n", -1))
        ),
        (
            {"task_type": "painting", "input": {"text": "x", "image_base64": "aGVsbG8="}},
            422,
            "input.image_base64",
        ),
        ({"task_type": "dialogue", "input": {"text": "x", "image_base64": "%%"}}, 422, "input.image_base64"),
    ],
)
async def test_a_bad_request_is_a_problem(product: Page, body: Any, status: int, param: str) -> None:
    reply = await product.alice.post(PATH, body)
    assert (reply.status, reply.json.get("param")) == (status, param), reply.json
    assert reply.headers["content-type"] == "application/problem+json"
    assert product.gateway.painter.asked == []
