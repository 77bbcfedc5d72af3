"""`huahua chat`: talk in the terminal, words as they come; pictures are saved beside you."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from huahua.boot.cli.main import DataOption, errors, opened, output, run_async

SYSTEM = (
    "You are HuaHua's assistant in a terminal. Answer in the user's language, briefly. "
    "When the user wants a picture, call paint_picture; it is saved as a file."
)
PAINT_TOOL = {
    "type": "function",
    "function": {
        "name": "paint_picture",
        "description": "Paint a picture and save it as a file.",
        "parameters": {
            "type": "object",
            "properties": {"prompt": {"type": "string", "description": "What the picture shows."}},
            "required": ["prompt"],
        },
    },
}


def add_to(app: typer.Typer) -> None:
    app.command("chat")(chat)


def chat(
    model: Annotated[str | None, typer.Option(help="The model; the default one when left out.")] = None,
    data: DataOption = None,
) -> None:
    """Talk in the terminal. An empty line or Ctrl-D ends."""

    async def work() -> None:
        async with opened(data) as services:
            await services.registry.load()
            chosen = model or services.gateway.defaults().dialogue
            output.print(f"{chosen} — an empty line ends", style="dim")
            messages: list[dict[str, Any]] = [{"role": "system", "content": SYSTEM}]
            while True:
                try:
                    line = (await asyncio.to_thread(input, "> ")).strip()
                except EOFError:
                    return
                if not line:
                    return
                messages.append({"role": "user", "content": line})
                await _answer(services, chosen, messages)

    run_async(work())


async def _answer(services: Any, model: str, messages: list[dict[str, Any]]) -> None:
    from huahua.boot.local import local_caller
    from huahua.gateway.api import Dialect, GatewayError
    from huahua.kit.ids import new_id

    body: dict[str, Any] = {"model": model, "messages": messages, "stream": True}
    if services.gateway.model(local_caller(), model).tools:
        body["tools"] = [PAINT_TOOL]
    said = ""
    calls: dict[int, str] = {}
    try:
        stream = await services.gateway.stream(local_caller(), Dialect.OPENAI, body, new_id("req"))
        async for event in stream:
            delta = (json.loads(event.data).get("choices") or [{}])[0].get("delta") or {}
            text = delta.get("content") or ""
            said += text
            output.print(text, end="", markup=False)
            for call in delta.get("tool_calls") or ():
                entry = calls.setdefault(call["index"], "")
                calls[call["index"]] = entry + (call["function"].get("arguments") or "")
    except GatewayError as fault:
        errors.print(f"\n{fault.message}", style="red", markup=False)
    output.print()
    prompts = []
    for arguments in calls.values():
        prompts.append(await _paint(services, arguments))
    said = said or "; ".join(f"(painted: {prompt})" for prompt in prompts)
    if said:
        messages.append({"role": "assistant", "content": said})


async def _paint(services: Any, arguments: str) -> str:
    """Paint what the model asked for into the current folder; the prompt."""
    from huahua.boot.local import local_caller
    from huahua.gateway.api import GatewayError, ImageRequest
    from huahua.kit.ids import new_id

    try:
        prompt = str(json.loads(arguments)["prompt"])
    except (ValueError, KeyError, TypeError):
        errors.print("the model asked for a picture without saying what it shows", style="red")
        return ""
    file = Path(f"{new_id('img')}.png")
    try:
        with errors.status("painting …"):
            painter = services.gateway.defaults().painting
            request = ImageRequest(prompt, width=1024, height=1024)
            reply = await services.gateway.paint(local_caller(), painter, request, new_id("req"))
    except GatewayError as fault:
        errors.print(fault.message, style="red", markup=False)
        return prompt
    await asyncio.to_thread(file.write_bytes, reply.images[0].data)
    output.print(f"[saved {file}]", markup=False)
    return prompt
