"""Honouring a `tool_choice` that demands a call."""

from __future__ import annotations

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.intents import avatar, edit, paint
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.painting import edits, wish
from huahua.gateway.providers.builtin.assistant.painting.ideas import idea
from huahua.gateway.providers.builtin.assistant.turn import Turn


def forced_answer(turn: Turn, answer: Answer) -> Answer:
    """`answer`, or one that calls the tool that the caller insists on.

    `required` keeps a call that was going to be made and otherwise paints; a forced function is always
    called. A forced edit without any picture to edit keeps the plain answer: there is nothing to call it with.
    """
    toolbox = turn.toolbox
    if toolbox.forced is None and not toolbox.required:
        return answer
    if answer.calls and toolbox.forced in (None, answer.calls[0][0]):
        return answer
    name = toolbox.forced or next(known for known in tools.KNOWN if toolbox.offers(known))
    if name == tools.EDIT:
        return _edit(turn) or answer
    if name == tools.AVATAR:
        return avatar.answer(turn, avatar.description_of(turn) or turn.core or idea(turn))
    found = wish.parse(turn.text, forced=True)
    return paint.answer(turn, wish.Wish("vague") if found is None or found.kind == "bare" else found)


def _edit(turn: Turn) -> Answer | None:
    pictures = turn.toolbox.pictures()
    if not pictures:
        return None
    found = edits.parse(turn.core, pictures, edit.last_batch(turn))
    return edit.answer(turn, found or edits.Edit(len(pictures) - 1, turn.core or turn.text or "…", ""))
