"""Policies, rules and findings over HTTP, for people who may manage them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import Field

from huahua.infra.identity import Identity, require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.kit.clock import iso
from huahua.kit.pages import BadCursor, decode_cursor, encode_cursor
from huahua.kit.shapes import Page
from huahua.privacy import shapes
from huahua.privacy.errors import PrivacyError
from huahua.privacy.findings import Decision, Finding
from huahua.privacy.masking.kinds import Kind
from huahua.privacy.masking.recognise import ALL
from huahua.privacy.ports import FindingFilter
from huahua.privacy.rules.lists import Tier
from huahua.privacy.service.admin import PrivacyAdmin
from huahua.privacy.writing import list_from, list_json, policy_from, policy_json

Manager = Annotated[Identity, Depends(require(Permission.MANAGE_RULES))]
Unmasker = Annotated[Identity, Depends(require(Permission.UNMASK))]
Limit = Annotated[int, Query(ge=1, le=200)]
Word = Annotated[str | None, Query(max_length=200)]
Name = Annotated[str, Field(max_length=100)]


class _Route(APIRoute):
    """A route whose PrivacyErrors become problems."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def translated(request: Request) -> Response:
            try:
                return await handle(request)
            except PrivacyError as fault:
                raise Problem(fault.status, fault.code, fault.message) from fault

        return translated


def routes(admin: PrivacyAdmin) -> APIRouter:
    router = APIRouter(prefix="/api/admin/privacy", tags=["privacy"], route_class=_Route)
    _setting(router, admin)
    _findings(router, admin)
    return router


def _setting(router: APIRouter, admin: PrivacyAdmin) -> None:
    @router.get("", response_model=shapes.PrivacyState)
    async def state(_: Manager) -> dict[str, Any]:
        """What is in force, in the order in which it is looked at."""
        return {
            "policies": [policy_json(policy) | {"source": source} for policy, source in admin.policies()],
            "rules": [list_json(rules) | {"source": source} for rules, source in admin.lists()],
            "starters": [list_json(rules) | {"source": "page"} for rules in admin.starters()],
        }

    @router.post("/policies", status_code=204)
    async def add_policy(body: shapes.NewPolicy, _: Manager) -> None:
        """A further masking policy, behind those that are there."""
        await admin.save_policy(policy_from(body.model_dump()), new=True)

    @router.put("/policies/{name}", status_code=204)
    async def change_policy(name: Name, body: shapes.PolicyFields, _: Manager) -> None:
        await admin.save_policy(policy_from(body.model_dump() | {"name": name}), new=False)

    @router.delete("/policies/{name}", status_code=204)
    async def delete_policy(name: Name, _: Manager) -> None:
        await admin.delete_policy(name)

    @router.post("/rules", status_code=204)
    async def add_rules(body: shapes.NewRules, _: Manager) -> None:
        """A further list of words, patterns, or a model that judges."""
        await admin.save_list(list_from(body.model_dump()), new=True)

    @router.put("/rules/{name}", status_code=204)
    async def change_rules(name: Name, body: shapes.RulesFields, _: Manager) -> None:
        await admin.save_list(list_from(body.model_dump() | {"name": name}), new=False)

    @router.delete("/rules/{name}", status_code=204)
    async def delete_rules(name: Name, _: Manager) -> None:
        await admin.delete_list(name)

    @router.post("/try", response_model=shapes.TriedOut)
    async def try_out(body: shapes.TryOut, _: Manager) -> dict[str, Any]:
        """What would be masked in a text, and what rules find in it. Nothing of it is kept or sent anywhere."""
        kinds = ALL if body.kinds is None else frozenset(map(Kind, body.kinds))
        tried = admin.try_out(body.text, kinds)
        return {
            "masked": tried.masked,
            "spans": [span._asdict() for span in tried.spans],
            "hits": [asdict(hit) for hit in tried.hits],
        }


def _findings(router: APIRouter, admin: PrivacyAdmin) -> None:
    @router.get("/findings", response_model=Page[shapes.FindingRow])
    async def findings(
        _: Manager,
        tier: shapes.TierName | None = None,
        rule: Word = None,
        user: Word = None,
        open: bool | None = None,
        cursor: Word = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """What rules found, the newest first. `open`: what nobody has decided on."""
        wanted = FindingFilter(None if tier is None else Tier(tier), rule, user, open)
        try:
            before = None if cursor is None else decode_cursor(cursor, 1)[0]
        except BadCursor as fault:
            raise Problem(
                400, "bad_cursor", "The cursor is not one of this server.", param="cursor"
            ) from fault
        found = await admin.findings(wanted, before, limit + 1)
        following = encode_cursor(found[limit - 1].id) if len(found) > limit else None
        return {"items": [_row(finding) for finding in found[:limit]], "next_cursor": following}

    @router.post("/findings/{finding_id}/decision", status_code=204)
    async def decide(finding_id: Name, body: shapes.Decided, who: Manager) -> None:
        await admin.decide(finding_id, Decision(body.decision), who.user_id, body.note)

    @router.post("/findings/{finding_id}/reveal", response_model=shapes.Revealed)
    async def reveal(finding_id: Name, _: Unmasker) -> dict[str, str]:
        """The excerpt with the personal data in it. Who looks is on record."""
        return {"text": await admin.reveal(finding_id)}


def _row(finding: Finding) -> dict[str, Any]:
    row = asdict(finding)
    del row["original"]
    decided = finding.decided_at
    return row | {
        "at": iso(finding.at),
        "last_at": iso(finding.last_at),
        "decided_at": None if decided is None else iso(decided),
    }
