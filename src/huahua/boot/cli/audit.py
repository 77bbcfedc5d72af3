"""`huahua audit …`."""

from __future__ import annotations

from typing import Annotated

import typer

from huahua.boot.cli.main import DataOption, JsonOption, fail, opened, output, print_json, run_async

audit = typer.Typer(help="The audit log.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(audit, name="audit")


@audit.command("verify")
def verify(
    through: Annotated[
        str | None,
        typer.Option(
            help="An entry that was written down before; the log must still go through it.",
            metavar="NUMBER:HASH",
        ),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go through the whole log; exit status 1 when an entry was changed, removed, moved or cut off."""
    from huahua.audit.domain.entry import Mark
    from huahua.audit.render import verdict_json

    also = None
    if through is not None:
        number, _, hashed = through.partition(":")
        if not number.isdecimal() or len(hashed) != 64:
            fail("--through wants an entry's number and its hash: 120:9f86d0…")
        also = Mark(int(number), hashed.lower(), "")

    async def work() -> dict[str, object]:
        async with opened(data) as services:
            return verdict_json(await services.auditing.verifier.verify(also))

    verdict = run_async(work())
    if as_json:
        print_json(verdict)
    else:
        _print(verdict)
    if not verdict["holds"]:
        raise typer.Exit(1)


@audit.command("anchor")
def anchor(data: DataOption = None) -> None:
    """Accept the end of the log as it is, after a backup was restored; that is recorded too."""
    from huahua.audit.api import Action, AuditBroken

    async def work() -> None:
        async with opened(data) as services:
            try:
                last = await services.auditing.verifier.accept()
                await services.audit.record(Action.AUDIT_ANCHORED, after={"seq": last.seq, "hash": last.hash})
                last = await services.auditing.verifier.accept()
            except AuditBroken as fault:
                fail(f"{fault}; restore a backup that holds")
            output.print(f"Accepted up to entry {last.seq}")

    run_async(work())


def _print(verdict: dict[str, object]) -> None:
    last, fault = verdict["last"], verdict["fault"]
    assert isinstance(last, dict)
    if isinstance(fault, dict):
        output.print(f"Broken at entry {fault['seq']}: {_WHY[fault['kind']]}.", style="red", soft_wrap=True)
    removed = verdict["removed_through"]
    kept = f", after {removed} that retention removed" if removed else ""
    output.print(f"{verdict['entries']} entries hold{kept}.")
    if last["seq"]:
        output.print(f"Last: {last['seq']}:{last['hash']}", soft_wrap=True)
    if verdict["anchor"] is None:
        output.print("There is no note of the log's end in the data folder to compare with.", soft_wrap=True)


_WHY = {
    "missing": "it was removed",
    "changed": "its contents were changed",
    "forged": "it was written without the server's secret key, or that key was replaced",
    "unlinked": "it does not follow the one before, or is not the one that stood here",
    "truncated": "it and what came after it were cut off, or an older backup was restored (`huahua audit anchor`)",
    "unfinished": "it stands beyond the end of the log",
    "head": "the record of the log's end is gone or forged",
    "checkpoint": "the record of what retention removed is forged",
}
