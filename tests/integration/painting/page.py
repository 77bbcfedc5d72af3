"""The HTTP edge over a studio, for a signed-in person named by a header."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from fastapi import APIRouter, FastAPI

from huahua.infra.identity import Identity
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from tests.integration.painting.studio import ME


class ByBearer:
    """Everybody is who the bearer says."""

    async def by_headers(self, headers: Mapping[str, str]) -> Identity | None:
        return Identity(headers["authorization"].removeprefix("Bearer "), "user", key_id="key_1")

    async def by_session(self, token: str) -> Identity | None:
        raise AssertionError(token)


def client(*routers: APIRouter, user_id: str | None = ME) -> httpx.AsyncClient:
    app = FastAPI()
    app.state.authenticator = ByBearer()
    install_problem_handlers(app)
    add_routes(app, *routers)
    headers = {"authorization": f"Bearer {user_id}"} if user_id else {}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://huahua.test", headers=headers
    )
