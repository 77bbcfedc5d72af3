"""`huahua serve`: the server."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from huahua.boot.cli.main import DataOption, fail, output, run_async, settings_for

BACKLOG = 2048
"""Connections that wait to be accepted."""
KEEP_ALIVE_S = 75
"""Idle connections are kept longer than by the clients and balancers in front (httpx 5 s, nginx and most clouds' 60 s),
so that it is they who close: a call sent at the moment in which the server closes is lost."""
WORKER_SILENCE_S = 30
"""A server process that does not answer its parent for so long hangs. A small or busy machine needs some
seconds to load one."""


def add_to(app: typer.Typer) -> None:
    app.command("serve")(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one.")] = None,
    data: DataOption = None,
    workers: Annotated[int | None, typer.Option(help="Server processes.")] = None,
) -> None:
    """Start the server; it prints its address and, the first time, how to sign in."""
    given = {"host": host, "port": port, "workers": workers}
    server = {name: value for name, value in given.items() if value is not None}
    settings = settings_for(data, server=server)
    prepare(settings)
    setup_code = _first_start_or_fail(settings)
    listener = _listen(settings.server.host, settings.server.port)
    port = listener.getsockname()[1]
    if settings.server.grpc_port:
        # each server process opens it for itself; whether it can be had is said here
        _listen(settings.server.host, settings.server.grpc_port, "HUAHUA_SERVER__GRPC_PORT").close()
    _hand_down(settings, port)
    _announce(settings, port, setup_code)
    _run(settings, listener)


def prepare(settings: Any) -> None:
    """Whatever is wrong with the settings ends the start here, before anything serves."""
    from huahua.boot.settings import SettingsError
    from huahua.boot.wiring import check
    from huahua.infra.migrate import SchemaError, upgrade

    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        check(settings)
        upgrade(settings.effective_database_url)
    except OSError as fault:
        fail(f"cannot write to the data folder {settings.data_dir}: {fault.strerror}")
    except (SettingsError, SchemaError) as fault:
        fail(str(fault))


def _first_start_or_fail(settings: Any) -> str | None:
    from huahua.boot.settings import SettingsError

    try:
        code: str | None = run_async(_first_start(settings))
    except SettingsError as fault:
        fail(str(fault))
    return code


async def _first_start(settings: Any) -> str | None:
    """Make the administrator whom the settings name, or give the code with which the first visitor becomes
    one; None where somebody is in charge already."""
    from huahua.accounts.api import AccountError
    from huahua.boot.wiring import accounts_alone

    async with accounts_alone(settings) as accounts:
        if not settings.admin_email or settings.admin_password is None:
            code: str | None = await accounts.setup_code()
            return code
        try:
            await accounts.ensure_administrator(
                settings.admin_email, settings.admin_password.get_secret_value()
            )
        except AccountError as fault:
            fail(f"admin_email and admin_password: {fault}")
        return None


def _listen(host: str, port: int, choice: str = "--port") -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)  # who comes between the printed address and the first answer waits for it
    except OSError as fault:
        fail(f"cannot listen on {host}:{port}: {fault.strerror}; choose another with {choice}")
    listener.set_inheritable(True)
    return listener


def _hand_down(settings: Any, port: int) -> None:
    """Worker processes read the settings from the environment: give them what the command line changed."""
    os.environ["HUAHUA_DATA_DIR"] = str(Path(settings.data_dir).resolve())
    os.environ["HUAHUA_SERVER__HOST"] = settings.server.host
    os.environ["HUAHUA_SERVER__PORT"] = str(port)
    os.environ["HUAHUA_SERVER__WORKERS"] = str(settings.server.workers)


def _announce(settings: Any, port: int, setup_code: str | None) -> None:
    host = settings.server.host
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
    output.print(f"\n  [bold]HuaHua 话画[/bold]   {settings.server.scheme}://{shown}:{port}\n")
    if settings.server.grpc_port:
        output.print(f"  gRPC   {shown}:{settings.server.grpc_port}\n")
    if setup_code is not None:
        output.print("  First start: open the page and set up the administrator with this code:\n")
        output.print(f"      [bold]{setup_code}[/bold]\n")


def _run(settings: Any, listener: socket.socket) -> None:
    import uvicorn

    from huahua.boot.lane_protocol import LaneHttpProtocol
    from huahua.boot.stopping import StoppableServer, StoppableWorkers
    from huahua.boot.tls import context_of_process

    server = settings.server
    config = uvicorn.Config(
        "huahua.boot.app:create_app",
        factory=True,
        http=LaneHttpProtocol,
        workers=server.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=True,
        forwarded_allow_ips=server.trusted_proxies,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=int(server.shutdown_s),
        ws_max_size=1024 * 1024,
        timeout_worker_healthcheck=WORKER_SILENCE_S,
        backlog=BACKLOG,
        ssl_context_factory=context_of_process if server.tls_cert is not None else None,
    )
    if server.workers > 1:
        workers = StoppableWorkers(config, sockets=[listener])
        workers.run()
        if workers.failed_to_start:
            fail("a server process could not start; its log lines above say why")
    else:
        StoppableServer(config).run(sockets=[listener])
