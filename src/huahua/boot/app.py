"""The ASGI application: every edge of every area, behind one outer layer."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Lifespan
from typing_extensions import TypedDict

from huahua import __version__
from huahua.accounts import http as accounts_http
from huahua.accounts.portrait.http import portrait_routes
from huahua.accounts.shapes import User
from huahua.audit.http import audit_routes, install_audit_problems
from huahua.avatars import http as avatars_http
from huahua.avatars.lab.http import lab_routes
from huahua.avatars.packs.http import pack_routes
from huahua.avatars.projects.http import project_routes
from huahua.avatars.talking.http import talk_routes
from huahua.avatars.three_d.http import model_routes as avatar_model_routes
from huahua.avatars.training.http.datasets import dataset_routes
from huahua.avatars.training.http.styles import style_routes
from huahua.avatars.training.http.trainings import training_routes
from huahua.billing.http import admin_wallet_routes, wallet_routes
from huahua.billing.invoices.http import invoice_routes
from huahua.billing.payments.http.callbacks import callback_routes
from huahua.billing.payments.http.customer import order_routes
from huahua.billing.payments.http.operator import admin_order_routes
from huahua.billing.payments.http.simulator import simulator_routes
from huahua.billing.plans.http import plan_routes
from huahua.billing.prices.http import price_routes
from huahua.boot.billing import manager_of, member_of
from huahua.boot.bodies import BodyLimits
from huahua.boot.checkup import checks_for
from huahua.boot.grpc import serving_grpc
from huahua.boot.lane import open_lane
from huahua.boot.lane_protocol import LANE
from huahua.boot.openapi import describe_errors, openapi_route
from huahua.boot.outer import Outer
from huahua.boot.pages import Pages, find_pages
from huahua.boot.payments import PaymentParts
from huahua.boot.protocol import LEAVING
from huahua.boot.settings import Settings, load_settings
from huahua.boot.stopping import end_with_parent
from huahua.boot.tls import renewing
from huahua.boot.wiring import Services, build
from huahua.chat import http as chat_http
from huahua.chat import simple as chat_simple
from huahua.chat.oversight import oversight_routes
from huahua.gateway.discovery import discover
from huahua.gateway.http import native
from huahua.gateway.http.admin import admin_routes, model_routes
from huahua.gateway.http.admin_cache import cache_routes
from huahua.gateway.http.app import GatewayApp, by_api_key
from huahua.gateway.http.incidents import incident_routes
from huahua.gateway.http.routing import admin_routing_routes, explain_route
from huahua.gateway.http.usage import usage_routes
from huahua.gateway.metering.reports import UsageReports
from huahua.gateway.probe import Prober
from huahua.infra.identity import identify
from huahua.infra.logging import configure_logging
from huahua.infra.permissions import ACCOUNT_SCOPE
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from huahua.jobs import http as jobs_http
from huahua.jobs import ws as jobs_ws
from huahua.kit.clock import utc_now
from huahua.kit.units import MEBIBYTE
from huahua.ops import http as ops_http
from huahua.ops.keys.http import key_routes
from huahua.ops.personal.http import personal_routes
from huahua.painting import http as painting_http
from huahua.painting.http.links import link_routes
from huahua.privacy import http as privacy_http
from huahua.widgets.http.frame import frame_routes
from huahua.widgets.http.owner import owner_routes
from huahua.widgets.http.visitor import visitor_routes


class Bootstrap(TypedDict):
    """`user` is null for somebody who is not signed in."""

    setup_needed: bool
    version: str
    user: User | None
    features: list[str]


def create_app() -> ASGIApp:
    """The application of one server process, from the environment. uvicorn's factory."""
    end_with_parent()
    settings = load_settings()
    configure_logging(settings.log_level)
    return assemble(settings)


def assemble(settings: Settings) -> ASGIApp:
    services = build(settings)
    leaving = asyncio.Event()
    lane = open_lane(services)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        await services.start()
        async with serving_grpc(services, leaving), renewing():
            _freeze()
            yield {LEAVING: leaving, LANE: lane}
            lane.stop()
        await services.stop()

    api = new_api(services, leaving, lifespan)
    limits = settings.limits
    return Outer(
        api=api,
        gateway=GatewayApp(
            services.gateway,
            by_api_key(services.authenticator),
            links=services.picture_links,
            files=services.batching.files,
            batches=services.batching.batches,
            on_caller=services.auditing.on_key_use,
        ),
        pages=Pages(find_pages()),
        secured=settings.server.tls_cert is not None,
        limits=BodyLimits(
            json_bytes=limits.body_mb * MEBIBYTE,
            upload_bytes=limits.upload_mb * MEBIBYTE,
            idle_s=limits.body_idle_s,
            json_s=limits.body_s,
            upload_s=limits.upload_s,
        ),
    )


def new_api(services: Services, leaving: asyncio.Event, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Everything under `/api`, with its description. `leaving` is set when the server ends."""
    api = FastAPI(
        title="HuaHua",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    api.state.authenticator = services.authenticator
    api.state.on_key_use = services.auditing.on_key_use
    install_problem_handlers(api)
    install_audit_problems(api)
    include_routes(api, services, leaving)
    describe_errors(api)
    openapi_route(api)
    return api


def _freeze() -> None:
    """Take what lives as long as the process out of the garbage collector's sight: a full collection walks only what
    calls have made since."""
    gc.collect()
    gc.freeze()


def include_routes(api: FastAPI, services: Services, leaving: asyncio.Event) -> None:
    server = services.settings.server
    add_routes(api, accounts_http.routes(services.accounts), portrait_routes(services.portraits))
    add_routes(api, *services.people.routers(server))
    add_routes(api, jobs_http.routes(services.runs, leaving))
    add_routes(api, jobs_ws.routes(services.runs, services.feed))
    add_routes(
        api, ops_http.routes(services.db, lambda: checks_for(services), metrics_public=server.metrics_public)
    )
    add_routes(api, key_routes(services.rotation()))
    own = services.personal
    add_routes(api, personal_routes(own.exports, own.erasures, own.retention, utc_now))
    add_routes(api, chat_http.routes(services.chat, services.audit))
    add_routes(api, oversight_routes(services.chat, services.audit))
    add_routes(api, chat_simple.routes(services.chat))
    _widget_routes(api, services, leaving)
    add_routes(api, painting_http.routes(services.painting, services.audit))
    add_routes(api, avatars_http.routes(services.avatars), project_routes(services.avatar_projects))
    add_routes(api, lab_routes(services.lab))
    school = services.school
    add_routes(
        api, dataset_routes(school.datasets), training_routes(school.trainings), style_routes(school.styles)
    )
    made = services.avatar_parts
    add_routes(api, talk_routes(made.talking), pack_routes(made.packs), avatar_model_routes(made.models))
    add_routes(api, link_routes(services.painting, services.links))
    add_routes(api, model_routes(services.gateway))
    add_routes(
        api, admin_routes(services.catalogue, Prober(services.registry), lambda: discover(services.outbound))
    )
    add_routes(api, cache_routes(services.cache, services.audit))
    add_routes(api, audit_routes(services.auditing.search, services.auditing.verifier))
    parts = services.resilience
    add_routes(api, incident_routes(services.registry, parts.attempts.health, parts.trails, parts.store))
    add_routes(api, explain_route(services.gateway))
    add_routes(api, admin_routing_routes(services.routing))
    add_routes(api, privacy_http.routes(services.privacy.admin))
    add_routes(api, native.routes(services.gateway, services.picture_links))
    pricing = services.pricing
    add_routes(api, price_routes(pricing.books, pricing.views, pricing.rows))
    billing = services.billing
    add_routes(api, wallet_routes(billing.ledger, member_of(services.people)))
    add_routes(api, admin_wallet_routes(billing.ledger, billing.desk, billing.nightly))
    planning, manages = services.planning, manager_of(services.people)
    add_routes(api, plan_routes(planning.plans, planning.codes, planning.store, manages))
    add_routes(api, invoice_routes(planning.invoicing, manages))
    add_routes(api, usage_routes(UsageReports(services.db), services.gateway.purse))
    _payment_routes(api, services.payments)
    _bootstrap_route(api, services)


def _widget_routes(api: FastAPI, services: Services, leaving: asyncio.Event) -> None:
    parts = services.widgets
    add_routes(api, owner_routes(parts.owning, services.chat), frame_routes(parts.visiting))
    add_routes(api, visitor_routes(parts.visiting, services.chat, services.runs, leaving))


def _payment_routes(api: FastAPI, parts: PaymentParts) -> None:
    add_routes(api, order_routes(parts.payments), admin_order_routes(parts.payments))
    if parts.simulator is not None:
        add_routes(api, simulator_routes(parts.payments, parts.simulator))
    add_routes(api, callback_routes(parts.payments))


def _bootstrap_route(api: FastAPI, services: Services) -> None:
    @api.get("/api/bootstrap", tags=["accounts"], response_model=Bootstrap)
    async def bootstrap(request: Request) -> dict[str, Any]:
        """What the page needs first: whether to set up, to sign in, or to go on."""
        identity = await identify(request)
        may_know = identity is not None and identity.has_scope(ACCOUNT_SCOPE)
        user = await services.accounts.user(identity.user_id) if identity is not None and may_know else None
        return {
            "setup_needed": user is None and await services.accounts.setup_needed(),
            "version": __version__,
            "user": accounts_http.user_json(user) if user is not None else None,
            "features": ["chat", "gallery"],
        }
