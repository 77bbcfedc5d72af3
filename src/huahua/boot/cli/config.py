"""`huahua config check` and `huahua config import-litellm FILE`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from huahua.boot.cli.main import (
    DataOption,
    JsonOption,
    fail,
    opened,
    output,
    print_json,
    run_async,
    settings_for,
)

config = typer.Typer(help="Settings.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(config, name="config")


@config.command("check")
def check(as_json: JsonOption = False) -> None:
    """Read the settings as the server would and say whether they are right."""
    from huahua.boot.catalogue import configured
    from huahua.boot.settings import SettingsError

    settings = settings_for()
    try:
        providers, models = configured(settings)
    except SettingsError as fault:
        fail(str(fault))
    if as_json:
        print_json({"ok": True, "providers": [p.name for p in providers], "models": [m.name for m in models]})
        return
    output.print(f"The settings are right: {len(providers)} providers, {len(models)} models configured.")


@config.command("import-litellm")
def import_litellm(
    file: Annotated[Path, typer.Argument(help="LiteLLM's config.yaml.")],
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take over the providers and models of a LiteLLM configuration."""
    from huahua.gateway.api import GatewayError
    from huahua.gateway.importing import import_litellm as import_litellm_text

    try:
        text = file.read_text()
    except OSError as fault:
        fail(f"cannot read {file}: {fault.strerror}")

    async def work() -> None:
        async with opened(data) as services:
            await services.registry.load()
            try:
                found = await import_litellm_text(services.catalogue, text, os.environ.get)
            except GatewayError as fault:
                fail(fault.message)
        if as_json:
            print_json(
                {
                    "providers": [row.name for row in found.providers],
                    "models": [row.name for row in found.models],
                    "skipped": [{"row": row, "reason": reason} for row, reason in found.skipped],
                    "notes": [{"row": row, "note": note} for row, note in found.notes],
                }
            )
            return
        output.print(f"Imported {len(found.providers)} providers and {len(found.models)} models.")
        for row, reason in [*found.skipped, *found.notes]:
            output.print(f"  {row}: {reason}", markup=False)

    run_async(work())
