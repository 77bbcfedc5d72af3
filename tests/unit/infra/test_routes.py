from __future__ import annotations

import httpx
from fastapi import APIRouter, FastAPI

from huahua.infra.routes import add_routes


async def test_routes_are_taken_as_they_are() -> None:
    inner, outer, app = APIRouter(prefix="/inner", tags=["inner"]), APIRouter(), FastAPI()

    @inner.get("/{number}")
    async def double(number: int) -> int:
        return 2 * number

    add_routes(outer, inner)
    add_routes(app, outer)
    assert inner.routes[0] in app.routes
    assert app.openapi()["paths"]["/inner/{number}"]["get"]["tags"] == ["inner"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://huahua.test") as client:
        assert (await client.get("/inner/21")).json() == 42
        assert (await client.get("/inner/x")).status_code == 422
        assert (await client.post("/inner/21")).status_code == 405
