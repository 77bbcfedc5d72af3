"""The gallery and painting over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from huahua.audit.api import Recorder
from huahua.infra.routes import add_routes
from huahua.painting.http.brands import brand_routes
from huahua.painting.http.browse import browse_routes, collection_routes
from huahua.painting.http.files import file_routes
from huahua.painting.http.finish import finish_routes
from huahua.painting.http.gallery import gallery_routes
from huahua.painting.http.paint import paint_routes
from huahua.painting.http.sharing import sharing_routes
from huahua.painting.http.uploads import recipe_routes, upload_routes
from huahua.painting.service.painting import Painting


def routes(painting: Painting, audit: Recorder) -> APIRouter:
    """Every route of painting, the gallery and uploads."""
    router = APIRouter()
    add_routes(router, browse_routes(painting), gallery_routes(painting, audit))
    add_routes(router, brand_routes(painting), collection_routes(painting), paint_routes(painting))
    for part in (file_routes, finish_routes, upload_routes, recipe_routes):
        add_routes(router, part(painting))
    add_routes(router, sharing_routes(painting))
    return router
