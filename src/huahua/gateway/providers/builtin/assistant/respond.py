"""The assistant's one entry point: a chat request in, a reply out."""

from __future__ import annotations

import json

from huahua.gateway.providers.builtin.assistant import parts, tokens, tools
from huahua.gateway.providers.builtin.assistant.closing import awaits_closing, close
from huahua.gateway.providers.builtin.assistant.forced import forced_answer
from huahua.gateway.providers.builtin.assistant.model import (
    Answer,
    AssistantReply,
    AssistantRequest,
    ToolCall,
    Usage,
)
from huahua.gateway.providers.builtin.assistant.turn import Turn, read_turn


def respond(request: AssistantRequest) -> AssistantReply:
    """Answer the last message of `request`; pure: the same request gives the same reply.

    Raises UnknownToolError where `tool_choice` forces a function that the assistant cannot call.
    """
    turn = read_turn(request, tools.read(request.tools, request.tool_choice))
    answer = _answer(turn)
    calls = tuple(
        ToolCall(tools.call_id(request.seed, turn.index, place, name, arguments), name, arguments)
        for place, (name, arguments) in enumerate(answer.calls)
    )
    spoken = answer.text + "".join(
        name + json.dumps(arguments, ensure_ascii=False) for name, arguments in answer.calls
    )
    usage = Usage(tokens.prompt_tokens(request.messages, request.tools), tokens.estimate(spoken))
    return AssistantReply(answer.text, usage, calls, "tool_calls" if calls else "stop")


def _answer(turn: Turn) -> Answer:
    if awaits_closing(turn.messages):
        return Answer(close(turn))
    return forced_answer(turn, parts.answer(turn))
