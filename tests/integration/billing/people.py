"""Callers of billing's routes, known by their bearer tokens."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from fastapi import APIRouter, FastAPI

from huahua.infra.identity import Identity
from huahua.infra.problems import install_problem_handlers

PEOPLE = {
    "root": Identity("usr_root", "administrator", key_id="key_root"),
    "finance": Identity("usr_finance", "finance", key_id="key_finance"),
    "support": Identity("usr_support", "support", key_id="key_support"),
    "ann": Identity("usr_a", "user", key_id="key_a"),
    "bob": Identity("usr_b", "user", key_id="key_b"),
}


class Known:
    """Port `Authenticator`."""

    async def by_headers(self, headers: Mapping[str, str]) -> Identity | None:
        return PEOPLE.get(headers.get("authorization", "").removeprefix("Bearer "))

    async def by_session(self, token: str) -> Identity | None:
        return None


def application(*routers: APIRouter) -> FastAPI:
    api = FastAPI()
    install_problem_handlers(api)
    api.state.authenticator = Known()
    for router in routers:
        api.include_router(router)
    return api


def client(api: FastAPI, who: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=api),
        base_url="http://test",
        headers={"authorization": f"Bearer {who}"},
    )
