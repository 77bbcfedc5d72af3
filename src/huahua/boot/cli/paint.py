"""`huahua paint "WORDS" -o FILE`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from huahua.boot.cli.main import DataOption, JsonOption, errors, fail, opened, output, print_json, run_async

_SIZE = re.compile(r"(\d{2,5})[x×](\d{2,5})", re.IGNORECASE)


def add_to(app: typer.Typer) -> None:
    app.command("paint")(paint)


def paint(
    words: Annotated[str, typer.Argument(help="What to paint, in Chinese or English.")],
    out: Annotated[Path, typer.Option("-o", "--output", help="The file to write.", metavar="FILE")],
    model: Annotated[str | None, typer.Option(help="The model; the default painter when left out.")] = None,
    style: Annotated[str | None, typer.Option(help="A style, such as ink or watercolour.")] = None,
    size: Annotated[str, typer.Option(help="Pixels, as WIDTHxHEIGHT.")] = "1024x1024",
    seed: Annotated[int | None, typer.Option(help="The same words and seed give the same picture.")] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Paint a picture and save it."""
    from huahua.boot.local import LOCAL_CALLER
    from huahua.gateway.api import GatewayError, ImageRequest
    from huahua.kit.ids import new_id

    match = _SIZE.fullmatch(size.strip())
    if match is None:
        fail(f"'{size}' is not a size; write it like 1024x768")
    request = ImageRequest(words, width=int(match[1]), height=int(match[2]), seed=seed, style=style)

    async def work() -> None:
        async with opened(data) as services:
            await services.registry.load()
            chosen = model or services.gateway.defaults().painting
            with errors.status("painting …"):
                try:
                    reply = await services.gateway.paint(LOCAL_CALLER, chosen, request, new_id("req"))
                except GatewayError as fault:
                    fail(fault.message)
            picture = reply.images[0]
            try:
                out.write_bytes(picture.data)
            except OSError as fault:
                fail(f"cannot write {out}: {fault.strerror}")
            if as_json:
                facts = {"file": str(out), "model": chosen, "width": picture.width, "height": picture.height}
                print_json(facts | {"seed": picture.seed, "unmet": list(picture.unmet)})
                return
            output.print(f"{out}  {picture.width}×{picture.height}", markup=False)
            if picture.unmet:
                output.print(f"not drawn: {', '.join(picture.unmet)}", markup=False)

    run_async(work())
