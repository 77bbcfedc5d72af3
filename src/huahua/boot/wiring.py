"""Wiring: which adapter stands behind which port. The only place that knows them all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from huahua.accounts.api import AccountAuthenticator, AccountService, TeamService
from huahua.accounts.portrait.service import Portraits
from huahua.audit.api import AuditLog, AuditStore, Recorder
from huahua.avatars.api import AvatarService
from huahua.avatars.engines.engine import AvatarEngine
from huahua.avatars.lab.service import Lab
from huahua.avatars.projects.service import AvatarProjects
from huahua.billing.plans.mailing import Mailing
from huahua.billing.plans.store import PlanStore
from huahua.boot.auditing import Auditing, build_auditing
from huahua.boot.avatars import (
    AvatarParts,
    build_avatar_parts,
    build_avatar_projects,
    build_avatars,
    build_lab,
)
from huahua.boot.batching import Batching, build_batching
from huahua.boot.billing import Billing, broken_streams, build_billing, check_billing
from huahua.boot.bindings.brands import TeamMemberships
from huahua.boot.bindings.chat_model import GatewayModel
from huahua.boot.bindings.chat_painter import PaintingPainter
from huahua.boot.bindings.chat_ratings import GatewayRatings
from huahua.boot.bindings.notes import BuiltinNoteTaker
from huahua.boot.bindings.picture_links import GalleryLinks
from huahua.boot.bindings.plan_storage import PlanStorage
from huahua.boot.bindings.portraits import GalleryPortraits
from huahua.boot.caching import add_semantic, build_cache, cache_config, check_cache
from huahua.boot.catalogue import configured
from huahua.boot.local_models import LocalPainting, build_local_painting
from huahua.boot.payments import PaymentParts, build_payments, configured_providers
from huahua.boot.personal import Personal, build_personal
from huahua.boot.plans import PlanParts, build_mailing, build_plans
from huahua.boot.pricing import Pricing, build_pricing
from huahua.boot.privacy import PrivacyParts, build_privacy, configured_privacy
from huahua.boot.queueing import queue_policy
from huahua.boot.resilience import ResilienceParts, build_resilience
from huahua.boot.routes import configured_routes
from huahua.boot.settings import Settings, SettingsError
from huahua.boot.sign_in import People, build_people
from huahua.boot.sign_in_settings import base_url_of, mail_of, providers_of
from huahua.boot.spending import Limiting, build_limiting
from huahua.boot.tls import certificate_of
from huahua.boot.training import School, build_school
from huahua.boot.vaulting import Vaulting, build_rotation, build_vaulting, opened_vault
from huahua.boot.widgets import build_widget_parts
from huahua.chat.api import LANE as CHAT_LANE
from huahua.chat.api import Chat, ChatConfig, build_chat
from huahua.gateway.admission.gate import Gate
from huahua.gateway.api import Defaults, GatewayLimits, GatewayService, ImageEngine
from huahua.gateway.cache.cache import ReplyCache
from huahua.gateway.catalogue import Catalogue
from huahua.gateway.domain.models import LOCAL_KIND
from huahua.gateway.domain.routing import BUILTIN_RULES
from huahua.gateway.metering.days import Days
from huahua.gateway.metering.log import UsageLog
from huahua.gateway.metering.opening import open_usage_log
from huahua.gateway.providers.builtin.provider import BuiltinProvider
from huahua.gateway.providers.builtin.rows import builtin_model_rows, builtin_provider_row
from huahua.gateway.providers.factory import provider_factory
from huahua.gateway.providers.painters.provider import PaintingProvider
from huahua.gateway.registry import FIRST_DIALOGUE, FIRST_PAINTING, Registry
from huahua.gateway.routing.balancing import SmoothWeights
from huahua.gateway.routing.router import Router
from huahua.gateway.routing_admin import RoutingAdmin
from huahua.gateway.routing_store import SqlRoutingStore
from huahua.gateway.store import SqlCatalogueStore
from huahua.infra.blobs import BadBlobUrl, Blobs, open_blobs
from huahua.infra.db import Database, open_database
from huahua.infra.http import Outbound
from huahua.infra.links import SignedLinks
from huahua.infra.sealing import BadSecret, Sealer, load_or_make_secret
from huahua.infra.vault import Vault
from huahua.infra.workers import WorkerPool
from huahua.jobs.api import Feed, Lane, PreviewStore, RunService, RunStore
from huahua.kit.clock import local_now
from huahua.kit.ids import new_id
from huahua.kit.precedence import PRIORITIES
from huahua.kit.units import MEBIBYTE
from huahua.ops.keys.rotation import Rotation
from huahua.painting.api import LANE as PAINTING_LANE
from huahua.painting.api import BrandStore, BrowseStore, Painting, PaintingLimits, PictureStore, ShareStore
from huahua.painting.engines.local import local_engines
from huahua.painting.enrichers.model import ModelEnricher
from huahua.painting.enrichers.rules import RuleEnricher
from huahua.painting.imaging.pool import PooledImaging
from huahua.widgets.api import Widgets

WORKERS_LOAD = ("huahua.painting.imaging.tasks", "huahua.avatars.engines.dicebear")
"""What nearly every task of a worker needs: half a second, which the first that is given to it need not wait."""


@dataclass(slots=True)
class Services:
    """Everything that lives as long as the process."""

    settings: Settings
    db: Database
    sealer: Sealer
    vaulting: Vaulting
    outbound: Outbound
    blobs: Blobs
    people: People
    audit: AuditLog
    auditing: Auditing
    runs: RunService
    batching: Batching
    feed: Feed
    catalogue: Catalogue
    routing: RoutingAdmin
    registry: Registry
    usage: UsageLog
    limiting: Limiting
    billing: Billing
    payments: PaymentParts
    planning: PlanParts
    mailing: Mailing | None
    pricing: Pricing
    router: Router
    resilience: ResilienceParts
    gate: Gate
    gateway: GatewayService
    privacy: PrivacyParts
    cache: ReplyCache | None
    engines: list[ImageEngine]
    workers: WorkerPool
    local: LocalPainting
    painting: Painting
    avatars: AvatarService
    chat: Chat
    links: SignedLinks
    picture_links: GalleryLinks
    avatar_projects: AvatarProjects = field(init=False)
    lab: Lab = field(init=False)
    school: School = field(init=False)
    avatar_parts: AvatarParts = field(init=False)
    widgets: Widgets = field(init=False)
    portraits: Portraits = field(init=False)
    personal: Personal = field(init=False)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.avatar_projects = build_avatar_projects(
            self.db, self.vaulting.vault, self.avatars, self.painting, self.workers
        )
        self.lab = build_lab(self.runs, self.painting, self.workers, self.settings.lab.inception)
        self.school = build_school(self)
        self.avatar_parts = build_avatar_parts(
            self.db, self.vaulting.vault, self.blobs, self.runs, self.painting, self.workers
        )
        self.widgets = build_widget_parts(self)
        self.portraits = Portraits(
            self.people.accounts, self.people.teams, GalleryPortraits(self.painting), self.blobs, new_id
        )
        self.personal = build_personal(self)

    @property
    def authenticator(self) -> AccountAuthenticator:
        return self.people.authenticator

    @property
    def accounts(self) -> AccountService:
        return self.people.accounts

    async def start(self) -> None:
        """What a server needs beyond what is built: the data keys, the catalogue, runs, background work."""
        await self.vaulting.open()
        await self.registry.load()
        await self.people.limits.load()
        await self.people.providers.load()
        await self.pricing.keeper.load()
        await self.privacy.shield.load()
        await self.runs.start(self.settings.server.queues)
        self._tasks = [
            asyncio.create_task(self.registry.watch(), name="catalogue-watch"),
            asyncio.create_task(self.pricing.keeper.watch(), name="price-watch"),
            asyncio.create_task(self.usage.run(), name="usage-log"),
            asyncio.create_task(Days(self.db).forever(), name="usage-days"),
            *(asyncio.create_task(work, name=name) for name, work in self.billing.background().items()),
            asyncio.create_task(self.people.limits.watch(), name="limits-watch"),
            asyncio.create_task(self.people.providers.watch(), name="sign-in-providers-watch"),
            asyncio.create_task(self.limiting.purse.run(), name="spending-caps"),
            asyncio.create_task(self.limiting.limiter.run(), name="rate-leases"),
            *(asyncio.create_task(work, name=name) for name, work in self.privacy.background().items()),
            *([asyncio.create_task(self.cache.levels.watch(), name="cache-watch")] if self.cache else []),
            asyncio.create_task(self.auditing.keeper.run(), name="audit-keeper"),
            asyncio.create_task(self.payments.payments.recovery.run(), name="payment-recovery"),
            asyncio.create_task(self.planning.watcher.run(), name="plan-watch"),
            asyncio.create_task(self.planning.invoicing.run(), name="invoices"),
            *([asyncio.create_task(self.mailing.run(), name="notice-letters")] if self.mailing else []),
            asyncio.create_task(self.resilience.cases.run(), name="case-log"),
            asyncio.create_task(self.resilience.trails.run(), name="health-trails"),
            asyncio.create_task(self.painting.sweeper.forever(), name="blob-sweep"),
            asyncio.create_task(self.batching.runner.revive_forever(), name="batch-revival"),
            asyncio.create_task(self.rotation().forever(), name="data-key-rotation"),
            *self.personal.start(),
        ]

    def rotation(self) -> Rotation:
        return build_rotation(self.settings, self.db, self.vaulting, self.audit)

    async def stop(self) -> None:
        await self.runs.stop()
        await self.chat.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.gateway.finishing.stop()
        await self.close()

    async def close(self) -> None:
        """Let go of everything; enough for a command that never started the background work."""
        if self.cache is not None:
            await self.cache.levels.close()
        await self.usage.close()
        await self.billing.close()
        await self.limiting.purse.close()
        await self.limiting.limiter.close()
        await self.resilience.cases.close()
        await self.people.links.close()
        await self.auditing.keeper.close()
        await self.registry.close()
        await self.workers.close()
        await self.local.painters.close()
        await self.outbound.close()
        await self.db.close()


def build(settings: Settings) -> Services:
    """Put everything together; nothing is started yet.

    Raises SettingsError for what `check` finds.
    """
    db, sealer = open_database(settings.effective_database_url), _sealer(settings)
    vault, local = (vaulting := build_vaulting(settings, sealer)).vault, build_local_painting(settings)
    audit = (auditing := build_auditing(settings, db, sealer, vault)).log
    outbound, blobs, feed, workers = Outbound(), _blobs(settings), Feed(), _workers(settings)
    people = build_people(settings, db, sealer, vault, audit, outbound)
    engines: list[ImageEngine] = [*local_engines(workers), AvatarEngine(workers)]
    saved, routing_store = SqlCatalogueStore(db, vault), SqlRoutingStore(db)
    resilience = build_resilience(settings.resilience, db, queue_policy(settings.limits))
    registry = _registry(settings, saved, routing_store, outbound, engines, resilience, local)
    routing = RoutingAdmin(registry, routing_store, audit, cache=cache_config(settings))
    usage = open_usage_log(db, settings.data_dir / "usage", durable=settings.usage.durable)
    billing = build_billing(settings, db, audit, people)
    pricing = build_pricing(settings, db, registry, audit, billing.ledger)
    limiting = build_limiting(settings, db, people.limits.known, billing.purse)
    cache = build_cache(settings, registry, db, sealer)
    gate, router = (
        Gate(queue_policy(settings.limits), rates=limiting.limiter),
        _router(resilience, registry, pricing),
    )
    privacy = build_privacy(settings, db, sealer, vault, registry, audit)
    gateway = _gateway(settings, registry, usage, router, resilience, gate, limiting, cache, pricing, privacy)
    add_semantic(cache, gateway)
    payments = build_payments(settings, db, outbound, sealer, billing.ledger, people, audit)
    runs, links = _runs(settings, db, vault), SignedLinks(sealer)
    painting = _painting(settings, db, vault, blobs, runs, gateway, workers, feed, people.teams, audit)
    chat = _chat(settings, db, vault, runs, feed, gateway, painting, GatewayRatings(routing))
    planning = build_plans(db, sealer, billing.ledger, pricing, payments.payments, audit, people)
    return Services(
        settings=settings,
        db=db,
        sealer=sealer,
        vaulting=vaulting,
        outbound=outbound,
        blobs=blobs,
        people=people,
        audit=audit,
        auditing=auditing,
        runs=runs,
        batching=build_batching(settings, db, blobs, runs, gateway, people),
        feed=feed,
        catalogue=Catalogue(registry, saved, audit, cache=cache_config(settings)),
        routing=routing,
        registry=registry,
        usage=usage,
        limiting=limiting,
        billing=billing,
        payments=payments,
        planning=planning,
        mailing=build_mailing(settings, planning.store, people.accounts),
        pricing=pricing,
        router=router,
        resilience=resilience,
        gate=gate,
        gateway=gateway,
        privacy=privacy,
        cache=cache,
        engines=engines,
        workers=workers,
        local=local,
        painting=painting,
        avatars=build_avatars(painting, gateway),
        chat=chat,
        links=links,
        picture_links=GalleryLinks(painting, links, base_url_of(settings)),
    )


def check(settings: Settings) -> None:
    """What can be found wrong before anything starts: model and provider rows, the secret, the picture store.

    Raises SettingsError.
    """
    configured(settings)
    check_billing(settings)
    configured_providers(settings, Outbound())
    check_cache(settings)
    configured_routes(settings)
    configured_privacy(settings.privacy)
    providers_of(settings)
    mail_of(settings)
    _sealer(settings)
    _blobs(settings)
    certificate_of(settings.server)


@asynccontextmanager
async def accounts_alone(settings: Settings) -> AsyncIterator[AccountService]:
    """Accounts on the database and nothing else, for the moment before the server starts."""
    db, sealer = open_database(settings.effective_database_url), _sealer(settings)
    vault = await opened_vault(settings, sealer)
    try:
        audit = AuditLog(AuditStore(db), sealer.keyed_hash)
        yield build_people(settings, db, sealer, vault, audit, Outbound()).accounts
    finally:
        await db.close()


def _router(resilience: ResilienceParts, registry: Registry, pricing: Pricing) -> Router:
    return Router(resilience.attempts.health, turns=SmoothWeights(), rules=registry, prices=pricing.keeper)


def _workers(settings: Settings) -> WorkerPool:
    return WorkerPool(size=settings.painting.workers, modules=WORKERS_LOAD)


def _runs(settings: Settings, db: Database, vault: Vault) -> RunService:
    runs = RunService(RunStore(db, vault), PreviewStore(db))
    runs.add_lane(Lane(CHAT_LANE, settings.chat.concurrency))
    runs.add_lane(Lane(PAINTING_LANE, settings.painting.concurrency))
    return runs


def _chat(
    settings: Settings,
    db: Database,
    vault: Vault,
    runs: RunService,
    feed: Feed,
    gateway: GatewayService,
    painting: Painting,
    ratings: GatewayRatings,
) -> Chat:
    return build_chat(
        db,
        runs,
        feed,
        model=GatewayModel(gateway),
        painter=PaintingPainter(painting, gateway),
        notes=BuiltinNoteTaker(),
        ratings=ratings,
        config=ChatConfig(
            max_text_chars=settings.limits.message_chars, max_turns=settings.chat.context_turns
        ),
        vault=vault,
    )


def _painting(
    settings: Settings,
    db: Database,
    vault: Vault,
    blobs: Blobs,
    runs: RunService,
    gateway: GatewayService,
    workers: WorkerPool,
    feed: Feed,
    teams: TeamService,
    audit: Recorder,
) -> Painting:
    limits = PaintingLimits(
        max_upload_bytes=settings.limits.upload_mb * MEBIBYTE,
        max_pixels=settings.limits.image_pixels,
        storage_bytes=None
        if settings.painting.storage_mb is None
        else settings.painting.storage_mb * MEBIBYTE,
        visible_label=settings.painting.visible_label,
        content_producer=settings.painting.content_producer,
        highest_priorities={
            **PaintingLimits().highest_priorities,
            **{str(role): PRIORITIES[name] for role, name in settings.limits.priorities.items()},
        },
    )
    painting = Painting(
        store=PictureStore(db, vault),
        browsing=BrowseStore(db, vault),
        brands=BrandStore(db, vault),
        shares=ShareStore(db),
        memberships=TeamMemberships(teams),
        allowance=PlanStorage(PlanStore(db)),
        blobs=blobs,
        runs=runs,
        models=gateway,
        rules=RuleEnricher(workers),
        enricher=ModelEnricher(gateway),
        imaging=PooledImaging(workers, limits),
        feed=feed,
        audit=audit,
        limits=limits,
    )
    painting.register(runs)
    return painting


def _registry(
    settings: Settings,
    catalogue: SqlCatalogueStore,
    routing: SqlRoutingStore,
    outbound: Outbound,
    engines: list[ImageEngine],
    resilience: ResilienceParts,
    local: LocalPainting,
) -> Registry:
    providers, models = configured(settings)
    chosen = settings.defaults
    return Registry(
        store=catalogue,
        routing=routing,
        rules=[*BUILTIN_RULES, *configured_routes(settings)],
        factory=provider_factory(
            outbound,
            BuiltinProvider(engines, clock=local_now),
            settings.painting.comfyui_workflows or settings.data_dir / "comfyui",
            {LOCAL_KIND: lambda config: PaintingProvider(config.name, local.make(config), here=True)},
        ),
        providers=[builtin_provider_row(), *providers],
        models=[*builtin_model_rows(engines), *models],
        defaults=Defaults(chosen.dialogue or FIRST_DIALOGUE, chosen.painting or FIRST_PAINTING),
        on_change=resilience.attempts.health.forget,
    )


def _gateway(
    settings: Settings,
    registry: Registry,
    usage: UsageLog,
    router: Router,
    resilience: ResilienceParts,
    gate: Gate,
    limiting: Limiting,
    cache: ReplyCache | None,
    pricing: Pricing,
    privacy: PrivacyParts,
) -> GatewayService:
    gateway = GatewayService(
        registry=registry,
        usage=usage,
        limits=_gateway_limits(settings),
        router=router,
        resilience=resilience.attempts,
        gate=gate,
        purse=limiting.purse,
        broken=broken_streams(settings),
        cache=cache,
        prices=pricing.keeper,
        guard=privacy.guard,
    )
    privacy.ask(gateway)
    return gateway


def _gateway_limits(settings: Settings) -> GatewayLimits:
    limits = settings.limits
    return GatewayLimits(
        max_body_bytes=limits.body_mb * MEBIBYTE,
        max_text_chars=limits.text_chars,
        max_prompt_chars=limits.prompt_chars,
        max_image_bytes=limits.upload_mb * MEBIBYTE,
        max_image_pixels=limits.image_pixels,
        queue=queue_policy(limits),
    )


def _sealer(settings: Settings) -> Sealer:
    given = settings.secret_key
    path = settings.secret_key_file or settings.data_dir / "secret.key"
    try:
        return Sealer(load_or_make_secret(path) if given is None else given.get_secret_value().encode())
    except BadSecret as fault:
        raise SettingsError(f"{'secret_key_file' if given is None else 'secret_key'}: {fault}") from fault
    except OSError as fault:
        raise SettingsError(f"secret_key_file: cannot use {path}: {fault.strerror}") from fault


def _blobs(settings: Settings) -> Blobs:
    try:
        return open_blobs(settings.effective_blob_url)
    except (BadBlobUrl, OSError) as fault:
        raise SettingsError(f"blob_url: {fault}") from fault
