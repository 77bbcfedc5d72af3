"""`huahua doctor`."""

from __future__ import annotations

import typer

from huahua.boot.cli.main import DataOption, JsonOption, opened, output, print_json, run_async

_MARKS = {"ok": "[green]✓[/green]", "warning": "[yellow]![/yellow]", "failed": "[red]✗[/red]"}


def add_to(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Check database, disk, engines and every provider, and say what to do."""
    from huahua.boot.checkup import checks_for
    from huahua.ops.doctor import Status, examine

    async def work() -> list[object]:
        async with opened(data) as services:
            await services.registry.load()
            return list(await examine(checks_for(services)))

    results = run_async(work())
    if as_json:
        print_json([result.to_json() for result in results])
    else:
        for result in results:
            output.print(f"{_MARKS[result.status]} [bold]{result.title}[/bold]  ", end="")
            output.print(result.finding.detail, markup=False, soft_wrap=True)
            if result.finding.advice:
                output.print(f"  → {result.finding.advice}", markup=False, soft_wrap=True)
    if any(result.status is Status.FAILED for result in results):
        raise typer.Exit(1)
