"""`huahua keys`: the keys of encryption at rest."""

from __future__ import annotations

from typing import Any

import typer

from huahua.boot.cli.main import DataOption, JsonOption, fail, opened, output, print_json, run_async

keys = typer.Typer(help="The keys of encryption at rest.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command("status")
def status(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Show the data keys, and how far everything is sealed under the newest one."""

    async def work() -> Any:
        async with opened(data) as services:
            return await services.rotation().status()

    _show(run_async(work()), as_json)


@keys.command("rotate")
def rotate(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Let a new data key take over; a running server seals everything under it, as does `huahua keys reseal`."""

    async def work() -> Any:
        async with opened(data) as services:
            rotation = services.rotation()
            if not (await rotation.status()).finished:
                fail(
                    "everything is still being sealed under the newest key; wait, or run: huahua keys reseal"
                )
            await rotation.rotate()
            return await rotation.status()

    _show(run_async(work()), as_json)


@keys.command("reseal")
def reseal(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Seal everything under the newest key now; it may be broken off and goes on from there."""

    async def work() -> Any:
        async with opened(data) as services:
            rotation = services.rotation()
            await rotation.finish()
            return await rotation.status()

    _show(run_async(work()), as_json)


@keys.command("rewrap")
def rewrap(data: DataOption = None) -> None:
    """Wrap the data keys with the key that `encryption.key` names, after another one was chosen."""
    from huahua.infra.vault.kek import KeyEncryptionError

    async def work() -> None:
        async with opened(data) as services:
            try:
                services.vaulting.keysets.rewrap()
            except KeyEncryptionError as fault:
                fail(f"encryption.key: {fault}")

    run_async(work())
    output.print("The data keys are wrapped with the key of encryption.key")


@keys.command("generate")
def generate() -> None:
    """Print a new key-encryption key, for a file or an environment variable."""
    from huahua.infra.vault.kek import new_key

    output.print(new_key(), markup=False)


def _show(found: Any, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "primary": found.primary,
                "keys": [key.id for key in found.keys],
                "finished": found.finished,
                "rows_seen": found.rows_seen,
                "rows_total": found.rows_total,
            }
        )
        return
    for key in found.keys:
        role = "seals and opens" if key.id == found.primary else f"opens, since {key.retired_at:%Y-%m-%d}"
        output.print(f"{key.id}  made {key.created_at:%Y-%m-%d}  {role}", markup=False)
    if found.next_rotation_at is not None:
        output.print(f"The next key takes over on {found.next_rotation_at:%Y-%m-%d}", markup=False)
    for each in found.tables:
        done = "done" if each.finished_at is not None else f"{each.rows_seen:,} of {each.rows_total:,} rows"
        output.print(f"  {each.table:<16} {done}", markup=False)
