"""`/widget/{id}`: the page that a site's page frames.

It stands on this server's origin, so that neither the site's scripts can read what visitors write, nor this page the
site. Its policy lets one site frame it, the one that it was made for, and runs no script but this server's own.
"""

from __future__ import annotations

import html
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from huahua.infra.identity import identify
from huahua.infra.problems import Problem
from huahua.widgets.domain.origins import BadOrigin, normal_origin
from huahua.widgets.domain.visitor import PREVIEW
from huahua.widgets.domain.widget import Widget
from huahua.widgets.errors import OriginNotAllowed, WidgetError
from huahua.widgets.http.faces import face_response
from huahua.widgets.http.problems import problems
from huahua.widgets.service.visiting import Visiting

SCRIPT = "/widget-frame.js"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<title>{title}</title>
<script type="application/json" id="widget">{config}</script>
<script type="module" src="{script}"></script>
<body></body>
</html>
"""


def frame_routes(visiting: Visiting) -> APIRouter:
    router = APIRouter(prefix="/widget", include_in_schema=False)

    @router.get("/{widget_id}", response_class=Response)
    async def frame(
        widget_id: str,
        request: Request,
        origin: Annotated[str, Query(max_length=400)] = "",
        preview: bool = False,
    ) -> Response:
        """For the page of an allowed site, or for the owner's own page, as a preview."""
        try:
            # Opened by itself, which no policy forbids.
            if request.headers.get("sec-fetch-dest") == "document":
                raise OriginNotAllowed
            where = PREVIEW if preview else _origin(origin)
            widget, grant = await visiting.frame(
                widget_id, where, await _viewer(request) if preview else None
            )
        except WidgetError as fault:
            # A page without anything to see, which anybody may frame: it tells the loader to go away quietly.
            return _page("", {"gone": fault.code}, "*")
        return _page(widget.form.name, _config(widget, grant, where), "'self'" if preview else where)

    @router.get("/{widget_id}/face", response_class=Response)
    async def face(widget_id: str) -> Response:
        with problems():
            return face_response(await visiting.face(widget_id), public=True)

    return router


def _origin(text: str) -> str:
    try:
        return normal_origin(text)
    except BadOrigin as fault:
        raise OriginNotAllowed from fault


async def _viewer(request: Request) -> str | None:
    try:
        identity = await identify(request)
    except Problem:
        return None
    return identity.user_id if identity is not None else None


def _config(widget: Widget, grant: str, origin: str) -> dict[str, Any]:
    form, version = widget.form, int(widget.updated_at.timestamp())
    place = f"/api/widgets/{widget.id}" if origin == PREVIEW else f"/widget/{widget.id}"
    return {
        "id": widget.id,
        "name": form.name,
        "greeting": {"zh": form.greeting_zh, "en": form.greeting_en},
        "colour": form.colour,
        "position": form.position,
        "face": f"{place}/face?v={version}",
        "grant": grant,
        "origin": origin,
    }


def _page(title: str, config: dict[str, Any], ancestors: str) -> Response:
    data = json.dumps(config, ensure_ascii=False).replace("<", "\\u003c")
    page = _PAGE.format(title=html.escape(title), config=data, script=SCRIPT)
    headers = {
        "content-security-policy": _POLICY.format(ancestors=ancestors),
        "cache-control": "no-store",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)
