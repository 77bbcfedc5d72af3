"""The root command. Verbs are imported when they run, so that `huahua --help` is quick."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from huahua import __version__

app = typer.Typer(
    name="huahua",
    help="HuaHua (话画): talk and paint, self-hosted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
errors = Console(stderr=True, highlight=False)
output = Console(highlight=False)

DataOption = Annotated[Path | None, typer.Option("--data", help="The data folder.", metavar="DIR")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


def fail(message: str) -> NoReturn:
    """End with status 1 and one line on standard error."""
    errors.print(f"huahua: {message}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(1)


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def run_async(work: Coroutine[Any, Any, Any]) -> Any:
    """Run one coroutine; Ctrl-C ends quietly with status 130, a disk or database that fails with one line."""
    from sqlalchemy.exc import DBAPIError

    try:
        return asyncio.run(work)
    except OSError as fault:
        where = f" at {fault.filename}" if fault.filename else ""
        fail(f"the system refused{where}: {fault.strerror or fault}")
    except DBAPIError as fault:
        reason = str(fault.orig).strip().splitlines()[0]
        fail(f"the database refused: {reason}; see that its disk has room and may be written")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def settings_for(data: Path | None = None, **overrides: Any) -> Any:
    """The settings, or one line and the end."""
    from huahua.boot.settings import SettingsError, load_settings

    if data is not None:
        overrides["data_dir"] = data
    try:
        return load_settings(overrides=overrides)
    except SettingsError as fault:
        fail(str(fault))


@asynccontextmanager
async def opened(data: Path | None) -> AsyncIterator[Any]:
    """The services on an up-to-date database, for a command that works beside or without a server."""
    from huahua.boot.settings import SettingsError
    from huahua.boot.wiring import build
    from huahua.infra.acting import acting_as
    from huahua.infra.logging import configure_logging
    from huahua.infra.migrate import SchemaError, upgrade
    from huahua.infra.vault.kek import KeyEncryptionError

    settings = settings_for(data)
    configure_logging("error")
    try:
        upgrade(settings.effective_database_url)
        services = build(settings)
    except (SettingsError, SchemaError) as fault:
        fail(str(fault))
    try:
        await services.vaulting.open()
        with acting_as(on_the_command_line()):
            yield services
    except KeyEncryptionError as fault:
        fail(f"encryption.key: {fault}")
    finally:
        await services.close()


def on_the_command_line() -> Any:
    """Who acts, for the audit log: whoever may run commands here, by the name that the system has for them."""
    import getpass

    from huahua.infra.acting import Acting

    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        login = "?"
    return Acting(kind="command", user_agent=f"huahua, run by {login}")


def _version(show: bool) -> None:
    if show:
        output.print(f"huahua {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """HuaHua (话画): talk and paint, self-hosted."""


def main() -> None:
    from huahua.boot.cli import (
        accounts,
        audit,
        billing,
        config,
        database,
        doctor,
        keys,
        paint,
        serve,
        talk,
        worker,
    )

    for module in (serve, worker, accounts, audit, billing, database, doctor, talk, paint, keys, config):
        module.add_to(app)
    app()
