"""`huahua billing …`."""

from __future__ import annotations

from typing import Any

import typer

from huahua.boot.cli.main import DataOption, JsonOption, opened, output, print_json, run_async

billing = typer.Typer(help="The ledger.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(billing, name="billing")


@billing.command("audit")
def audit(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Compute every balance again and compare; exit status 1 when something does not agree."""
    from huahua.billing.api import report_json

    async def work() -> dict[str, Any]:
        async with opened(data) as services:
            return report_json(await services.billing.nightly.now())

    report = run_async(work())
    if as_json:
        print_json(report)
    else:
        _print(report)
    if not report["holds"]:
        raise typer.Exit(1)


def _print(report: dict[str, Any]) -> None:
    counts = report["counts"]
    looked = ", ".join(f"{counts[name]:,} {name}" for name in ("wallets", "transactions", "entries", "calls"))
    output.print(f"Looked at {looked}", markup=False)
    for account, total in report["totals"].items():
        output.print(f"  {account}: {total:,} micros", markup=False)
    for wallet_id in report["overdrawn"]:
        output.print(f"Below its credit limit: {wallet_id}", markup=False)
    for drift in report["drift"]:
        output.print(
            f"DRIFT ({drift['check']}): {drift['sentence']}: {drift['expected']:,} expected, {drift['found']:,} found",
            markup=False,
            soft_wrap=True,
        )
    output.print("Everything agrees" if report["holds"] else f"{len(report['drift'])} findings")
