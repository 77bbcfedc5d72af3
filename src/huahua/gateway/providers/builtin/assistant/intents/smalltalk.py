"""Greetings, thanks, goodbye, who are you, and a little charm."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant.facts import remembered, value_of
from huahua.gateway.providers.builtin.assistant.intents.smalltalk_patterns import PATTERNS
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_EDGES = re.compile(r"^[\s,，.。!！~?？:;、…]+|[\s,，.。!！~?？:;、…]+$|[\U0001F300-\U0001FAFF\u2600-\u27bf]")

_REPEAT = re.compile(
    r"^(?:(?:can you |could you |please )?(?:repeat|say)(?: (?:that|it|this))?(?: again| once more)|"
    r"(?:please )?repeat(?: (?:that|it|yourself))?|what did you (?:just )?say|pardon|come again|(?:请|"
    r"麻烦)?(?:你)?再(?:说|讲|重复)一[遍次]|重复一[遍下次]|你(?:刚才)?说(?:了)?什么)[\s?.!？。吧吗]*$",
    re.IGNORECASE,
)


def topic(text: str) -> str | None:
    """The small-talk topic that `text` is wholly about, or None."""
    bare = _EDGES.sub("", _EDGES.sub("", text)).strip()
    if not bare or len(bare) > 120:
        return None
    shorter = bare.rstrip("呀啊哦哟啦噢哈")
    return next((key for key, pattern in PATTERNS if pattern.match(bare) or pattern.match(shorter)), None)


def smalltalk(turn: Turn) -> Answer | None:
    """A short reply to small talk."""
    if _REPEAT.match(turn.core) and turn.replies:
        return Answer(turn.replies[-1])
    key = topic(turn.text) or topic(turn.core)
    if key is None:
        return None
    if key == "hello":
        name = value_of(remembered(turn.earlier), "name")
        if name:
            return Answer(say(turn, "hello_name", name=name))
    return Answer(say(turn, key))
