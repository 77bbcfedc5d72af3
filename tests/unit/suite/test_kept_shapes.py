"""A shape that is built once serves every application that asks for the same, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI, Query
from fastapi._compat.v2 import ModelField
from fastapi.testclient import TestClient
from typing_extensions import TypedDict

from tests import kept_shapes


class Boat(TypedDict):
    masts: int


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    built: dict[Any, Any] = {}
    monkeypatch.setattr(kept_shapes, "_kept", built)
    monkeypatch.setattr(ModelField, "__post_init__", kept_shapes._take_or_build)
    return built


def app(**limits: Any) -> TestClient:
    api = FastAPI()

    @api.get("/boats", response_model=list[Boat])
    async def boats(masts: int = Query(default=1, **limits)) -> list[dict[str, int]]:
        return [{"masts": masts}]

    return TestClient(api)


def test_the_second_application_builds_nothing(kept: dict[Any, Any]) -> None:
    first = app(le=3).get("/boats?masts=2").json()
    built = dict(kept)
    assert built and app(le=3).get("/boats?masts=2").json() == first == [{"masts": 2}]
    assert kept == built


def test_other_limits_are_another_shape() -> None:
    assert [app(le=most).get("/boats?masts=2").status_code for most in (3, 1, 3)] == [200, 422, 200]


def test_a_default_is_not_another_of_the_same_number() -> None:
    def told(default: Any) -> Any:
        api = FastAPI()

        @api.get("/")
        async def answer(value: Any = default) -> dict[str, Any]:
            return {"value": value}

        return TestClient(api).get("/").json()["value"]

    assert [told(1), told(True), told([1]), told(1)] == [1, True, [1], 1]
    assert told(True) is True
