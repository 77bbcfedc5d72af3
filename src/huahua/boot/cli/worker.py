"""`huahua worker`: a process that does runs and serves nobody."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from huahua.boot.cli.main import DataOption, output, run_async, settings_for
from huahua.boot.cli.serve import prepare


def add_to(app: typer.Typer) -> None:
    app.command("worker")(worker)


def worker(
    queues: Annotated[
        str, typer.Option(help="The queues whose runs are done here, with commas between.")
    ] = "painting",
    port: Annotated[
        int | None, typer.Option(help="A port for /healthz and /readyz; none when left out.")
    ] = None,
    host: Annotated[str, typer.Option(help="The address for that port.")] = "127.0.0.1",
    data: DataOption = None,
) -> None:
    """Do runs of some queues beside a server, on this machine or another, with the same database and pictures."""
    names = [name.strip() for name in queues.split(",") if name.strip()]
    settings = settings_for(data, server={"queues": names})
    prepare(settings)
    _run(settings, host, port)


def _run(settings: Any, host: str, port: int | None) -> None:
    from huahua.boot.wiring import build
    from huahua.boot.worker import work
    from huahua.infra.logging import configure_logging

    configure_logging(settings.log_level)
    run_async(work(build(settings), host, port, lambda: _announce(settings)))


def _announce(settings: Any) -> None:
    names = ", ".join(settings.server.queues)
    output.print(f"HuaHua worker: {names}", markup=False)
