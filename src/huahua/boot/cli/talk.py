"""`huahua chat`: talk in the terminal, words as they come; pictures are saved beside you."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huahua.boot.cli.main import DataOption, errors, fail, opened, output

if TYPE_CHECKING:
    from huahua.chat.api import Model, ModelFacts

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
    """Talk in the terminal. An empty line, Ctrl-C or Ctrl-D ends."""
    # Lines are read between runs of the event loop: a thread that waits for one could not be ended.
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            services = runner.run(stack.enter_async_context(opened(data)))
            talk = runner.run(_begin(services, model))
            output.print(f"{talk.facts.id} — an empty line ends", style="dim")
            while line := _line():
                runner.run(talk.answer(line))
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        finally:
            runner.run(stack.aclose())


def _line() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""


async def _begin(services: Any, model: str | None) -> _Talk:
    from huahua.boot.bindings.chat_model import GatewayModel
    from huahua.boot.local import LOCAL_ASKER
    from huahua.chat.api import ModelError

    await services.registry.load()
    gateway_model = GatewayModel(services.gateway)
    try:
        return _Talk(services, gateway_model, await gateway_model.facts(LOCAL_ASKER, model))
    except ModelError as fault:
        fail(str(fault))


class _Talk:
    """One conversation in the terminal, kept as long as the command runs."""

    def __init__(self, services: Any, model: Model, facts: ModelFacts) -> None:
        self.facts = facts
        self._services = services
        self._model = model
        self._messages: list[dict[str, Any]] = [{"role": "system", "content": SYSTEM}]

    async def answer(self, line: str) -> None:
        """Print the model's answer as it comes, and paint what it asks for."""
        from huahua.boot.local import LOCAL_ASKER
        from huahua.chat.api import ModelError, ModelRequest, TextDelta, ToolCall

        self._messages.append({"role": "user", "content": line})
        request = ModelRequest(self.facts.id, self._messages, [PAINT_TOOL] if self.facts.tools else [])
        said, calls = "", []
        try:
            async with aclosing(self._model.stream(LOCAL_ASKER, request)) as events:
                async for event in events:
                    if isinstance(event, TextDelta):
                        said += event.text
                        output.print(event.text, end="", markup=False)
                    elif isinstance(event, ToolCall):
                        calls.append(event)
        except ModelError as fault:
            errors.print(f"\n{fault}", style="red", markup=False)
        output.print()
        prompts = [await _paint(self._services, call.arguments) for call in calls]
        said = said or "; ".join(f"(painted: {prompt})" for prompt in prompts)
        if said:
            self._messages.append({"role": "assistant", "content": said})


async def _paint(services: Any, arguments: str) -> str:
    """Paint what the model asked for into the current folder; the prompt."""
    from huahua.boot.local import LOCAL_CALLER
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
            reply = await services.gateway.paint(LOCAL_CALLER, painter, request, new_id("req"))
    except GatewayError as fault:
        errors.print(fault.message, style="red", markup=False)
        return prompt
    await asyncio.to_thread(file.write_bytes, reply.images[0].data)
    output.print(f"[saved {file}]", markup=False)
    return prompt
