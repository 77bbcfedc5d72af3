"""A bot's avatar as a file. A drawing that is opened as a page of its own can do nothing."""

from __future__ import annotations

from fastapi import Response

from huahua.widgets.ports import Drawn

_SAFE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def face_response(drawn: Drawn, *, public: bool) -> Response:
    headers = {
        "content-security-policy": _SAFE,
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "public, max-age=300" if public else "private, no-cache",
    }
    return Response(drawn.data, media_type=drawn.media_type, headers=headers)
