"""Several small questions in one message: 'My name is Anna. What is 6 * 7?'

A message is taken apart only where every part is answered by itself, and never where it is a wish for a
picture, whose words may hold commas and full stops of their own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from huahua.gateway.providers.builtin.assistant.intents import classify
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.turn import Turn

MAX_CHARS = 300
MAX_PARTS = 4
_SMALL = frozenset({"calculate", "dating", "memory", "smalltools", "smalltalk"})
_LOOSE = frozenset({"beyond", "memory"})
"""Readings of the whole that a finer look may better; only these are cut at commas and 'and'."""
_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；;])\s*")
_CLAUSES = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；;，])\s*|,\s+(?:and\s+)?|\s+and\s+", re.IGNORECASE)


def answer(turn: Turn) -> Answer:
    """The answer to the whole message, or to its parts one after the other."""
    name, whole = classify(turn)
    if turn.images or len(turn.text) > MAX_CHARS or name not in _SMALL | _LOOSE:
        return whole
    return _by(_SENTENCES, turn) or (_by(_CLAUSES, turn) if name in _LOOSE else None) or whole


def _by(cut: re.Pattern[str], turn: Turn) -> Answer | None:
    """The parts' answers together; None unless there are several and each is answered."""
    parts = [part.strip(" ,，") for part in cut.split(turn.text)]
    parts = [part for part in parts if part]
    if not 2 <= len(parts) <= MAX_PARTS:
        return None
    answers = [classify(replace(turn, text=part)) for part in parts]
    if any(name not in _SMALL or found.calls for name, found in answers):
        return None
    said = list(dict.fromkeys(found.text for _, found in answers))
    joint = "\n\n" if any("\n" in text for text in said) else "" if turn.lang == "zh" else " "
    return Answer(joint.join(said))
