"""'Make it night', '第二张改成水彩': a change to an earlier picture."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.content import role_of, tool_calls_of
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.painting import edits
from huahua.gateway.providers.builtin.assistant.painting.edits import Edit
from huahua.gateway.providers.builtin.assistant.replies import echo, say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_UNDO = re.compile(
    r"^(?:undo(?: (?:it|that|this|the last (?:change|edit)))?|revert(?: (?:it|that|this))?|go back|"
    r"撤销|撤回|还原|恢复(?:原样|上一步)?|回退|退回去?)[\s.!。吧了]*$",
    re.IGNORECASE,
)


def edit(turn: Turn) -> Answer | None:
    """A change to the picture that is meant; where there is none yet, say so."""
    pictures = turn.toolbox.pictures()
    if _UNDO.match(turn.core) and pictures:
        return Answer(say(turn, "undo"))
    if pictures and turn.toolbox.offers(tools.EDIT):
        found = edits.parse(turn.core, pictures, last_batch(turn))
        return None if found is None else answer(turn, found)
    if not edits.looks_like_edit(turn.core):
        return None
    if turn.images:
        return Answer(say(turn, "edit_elsewhere"))
    if turn.toolbox.offers(tools.PAINT) or turn.toolbox.offers(tools.EDIT):
        return Answer(say(turn, "edit_none"))
    return Answer(say(turn, "edit_elsewhere"))


def last_batch(turn: Turn) -> int:
    """How many pictures the newest `paint_picture` call made, 0 where the last call was another."""
    for message in reversed(turn.messages):
        calls = tool_calls_of(message) if role_of(message) == "assistant" else []
        if calls:
            _, name, arguments = calls[-1]
            count = arguments.get("count")
            return (
                count if name == tools.PAINT and isinstance(count, int) and not isinstance(count, bool) else 0
            )
    return 0


def answer(turn: Turn, found: Edit) -> Answer:
    """The words and the tool call for a change."""
    pictures = turn.toolbox.pictures()
    arguments = {
        "picture": pictures[found.place].id,
        "instruction": found.instruction,
        "prompt": found.prompt,
    }
    call = (tools.EDIT, turn.toolbox.fit(tools.EDIT, arguments))
    if found.redo:
        words = say(turn, "edit_redo")
    elif found.explicit and len(pictures) > 1:
        words = say(turn, "edit_which", number=found.place + 1, what=echo(found.instruction))
    else:
        words = say(turn, "edit", what=echo(found.instruction))
    return Answer(words, (call,))
