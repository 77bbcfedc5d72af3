"""Putting an application together from the routers of the areas."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI


def add_routes(to: FastAPI | APIRouter, *routers: APIRouter) -> None:
    """Take the routes of `routers` as they are.

    `include_router` would keep them apart, to give them a prefix or dependencies of the application's, and build each a
    second time at the first request: for all of HuaHua's, a quarter of a second in which no other call moves.
    """
    for router in routers:
        to.routes.extend(router.routes)
