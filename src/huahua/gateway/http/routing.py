"""Routing at the edge: the plan of a call for everybody, routes and scores for administrators."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Response

from huahua.gateway.domain.routing import Rule
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.http import routing_shapes as shapes
from huahua.gateway.http.problems import GatewayRoute, caller_of
from huahua.gateway.routing.rules import rule_json
from huahua.gateway.routing_admin import RoutingAdmin
from huahua.gateway.service import GatewayService
from huahua.gateway.service.explain import Explanation
from huahua.infra.identity import User, require
from huahua.infra.permissions import Permission
from huahua.kit.ids import new_id


def explain_route(service: GatewayService) -> APIRouter:
    router = APIRouter(tags=["routing"], route_class=GatewayRoute)

    @router.post("/api/route/explain", response_model=shapes.Explained)
    async def explain(body: Annotated[dict[str, Any], Body()], user: User) -> dict[str, Any]:
        """The body of a chat call in OpenAI's or Anthropic's shape, or of a painting (`prompt`). Nobody is called."""
        return _explained(service.explain(caller_of(user), body, new_id("req")))

    return router


def admin_routing_routes(routing: RoutingAdmin) -> APIRouter:
    router = APIRouter(
        prefix="/api/admin",
        tags=["routing"],
        route_class=GatewayRoute,
        dependencies=[Depends(require(Permission.MANAGE_MODELS))],
    )

    @router.get("/routes", response_model=shapes.Routes)
    async def list_routes() -> dict[str, Any]:
        return {"items": [_route(rule) for rule in routing.rules()], "next_cursor": None}

    @router.post("/routes", status_code=201, response_model=shapes.Route)
    async def add_route(body: shapes.NewRoute) -> dict[str, Any]:
        return _route(await routing.add_rule(_rule(body.name, body)))

    @router.put("/routes/{name:path}", response_model=shapes.Route)
    async def change_route(name: str, body: shapes.RouteBody) -> dict[str, Any]:
        return _route(await routing.change_rule(_rule(name, body)))

    @router.delete("/routes/{name:path}", status_code=204)
    async def delete_route(name: str) -> Response:
        await routing.delete_rule(name)
        return Response(status_code=204)

    @router.get("/scores", response_model=shapes.Scores)
    async def list_scores() -> dict[str, Any]:
        return _scores(routing)

    @router.put("/scores", response_model=shapes.Scores)
    async def set_score(body: shapes.ScoreBody) -> dict[str, Any]:
        """`score` null takes the administrator's score back."""
        await routing.set_score(body.key, body.task, body.score)
        return _scores(routing)

    return router


def _explained(found: Explanation) -> dict[str, Any]:
    plan = found.plan
    rejected = [{"model": item.candidate.row.name, "reason": item.reason} for item in plan.rejected]
    return {
        "model": found.model,
        "task": found.task,
        "policy": plan.policy,
        "plan": [
            {
                "model": choice.candidate.row.name,
                "provider": choice.candidate.row.provider,
                "upstream_model": choice.candidate.row.model,
                "reason": choice.reason,
                "score": choice.score,
            }
            for choice in plan.choices
        ],
        "rejected": rejected + [{"model": name, "reason": "disabled"} for name in found.disabled],
    }


def _rule(name: str, body: shapes.RouteBody) -> Rule:
    if "\x00" in name:
        raise InvalidRequest("A route's name holds no NUL.", param="name")
    return body.rule(name)


def _route(rule: Rule) -> dict[str, Any]:
    return {"name": rule.name, "source": rule.source, **rule_json(rule)}


def _scores(routing: RoutingAdmin) -> dict[str, Any]:
    items = [
        {
            "key": row.key,
            "task": row.kind,
            "score": row.score,
            "base": row.base,
            "given": row.given,
            "up": row.up,
            "down": row.down,
        }
        for row in routing.scores()
    ]
    return {"items": items, "next_cursor": None}
