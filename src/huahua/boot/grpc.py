"""gRPC beside the HTTP server, where `server.grpc_port` is set. While it is not, `grpc` is never imported."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from huahua.boot.settings import ServerSettings
from huahua.boot.wiring import Services

log = structlog.get_logger(__name__)


@asynccontextmanager
async def serving_grpc(services: Services, leaving: asyncio.Event) -> AsyncIterator[None]:
    """It begins to stop when `leaving` is set, as HTTP does, and has stopped at the block's end."""
    settings = services.settings.server
    if not settings.grpc_port:
        yield
        return
    # Children are started with exec at once; gRPC's own fork handlers would only write warnings into the log.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")
    from huahua.gateway.grpc.server import GrpcServer
    from huahua.gateway.http.app import by_api_key

    server = GrpcServer(
        services.gateway,
        by_api_key(services.authenticator),
        links=services.picture_links,
        shared_port=settings.workers > 1,
        certificate=_certificate(settings),
    )
    port = await server.start(settings.host, settings.grpc_port)
    log.info("grpc_started", host=settings.host, port=port)

    async def stop() -> None:
        await leaving.wait()
        await server.stop(settings.shutdown_s)

    stopping = asyncio.create_task(stop(), name="grpc-stop")
    try:
        yield
    finally:
        leaving.set()
        await stopping


def _certificate(settings: ServerSettings) -> tuple[bytes, bytes] | None:
    """As it is when the server starts."""
    if settings.tls_cert is None:
        return None
    return settings.tls_cert.read_bytes(), (settings.tls_key or settings.tls_cert).read_bytes()
