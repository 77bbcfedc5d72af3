"""A process that does runs of some lanes and serves nobody: the same code as a server's, without its edges.

The first SIGTERM or Ctrl-C ends it in order: no run is taken any more, those that go may end within
`server.shutdown_s`, and the rest goes back to the queue for another process. The second ends it at once, which loses
nothing either.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from huahua.infra.problems import install_problem_handlers
from huahua.ops import http as ops_http

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from huahua.boot.wiring import Services


async def work(services: Services, host: str, port: int | None, ready: Callable[[], None]) -> None:
    """Until a signal comes; `ready` is called when runs are taken. Raises OSError where the port is taken."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(which: signal.Signals) -> None:
        loop.remove_signal_handler(which)  # the next one ends the process by itself
        ending.set()

    for which in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(which, end, which)
    await services.start()
    try:
        async with AsyncExitStack() as stack:
            if port is not None:
                await stack.enter_async_context(_answering(services, ending, host, port))
            ready()
            await ending.wait()
            await services.runs.drain(services.settings.server.shutdown_s)
    finally:
        await services.stop()


class _Answering(uvicorn.Server):
    """Signals are for the worker."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _answering(services: Services, ending: asyncio.Event, host: str, port: int) -> AsyncIterator[None]:
    """`/healthz` while the process lives, `/readyz` while it takes runs."""
    app = FastAPI(openapi_url=None)
    install_problem_handlers(app)
    app.include_router(ops_http.liveness(services.db, ending))
    config = uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False, server_header=False)
    server = _Answering(config)
    serving = asyncio.create_task(server.serve(), name="worker-health")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
