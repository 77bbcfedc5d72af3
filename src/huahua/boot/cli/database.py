"""`huahua db upgrade`."""

from __future__ import annotations

import typer

from huahua.boot.cli.main import DataOption, fail, output, settings_for

database = typer.Typer(help="The database.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(database, name="db")


@database.command("upgrade")
def upgrade_schema(data: DataOption = None) -> None:
    """Bring the database to this version's schema."""
    from huahua.infra.migrate import SchemaError, head_revision, upgrade

    settings = settings_for(data)
    try:
        changed = upgrade(settings.effective_database_url)
    except SchemaError as fault:
        fail(str(fault))
    output.print(f"{'Upgraded to' if changed else 'Already at'} revision {head_revision()}")
