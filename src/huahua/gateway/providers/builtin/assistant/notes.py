"""A rolling summary of a conversation as short sentences, for as long as no language model writes one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.content import role_of, text_of, tool_calls_of
from huahua.gateway.providers.builtin.assistant.facts import told
from huahua.gateway.providers.builtin.assistant.language import choose
from huahua.gateway.providers.builtin.assistant.model import Lang
from huahua.gateway.providers.builtin.assistant.normalise import tidy
from huahua.gateway.providers.builtin.assistant.statements import single_slot, statement

MAX_FACTS = 20
MAX_PICTURES = 8
MAX_CHARS = 160

_DECISION = re.compile(
    r"\b(?:let'?s (?:go with|take|use|keep|stick with)|we(?:'ll| will)? (?:go with|decided(?: on| to)?|"
    r"agreed(?: on| to)?|settled on)|i(?:'ll| will) (?:take|go with|keep|use)|"
    r"i(?:'ve| have)? (?:decided(?: on| to)?|chosen|settled on)|the final (?:choice|version) is|from "
    r"now on,?)\s+(?P<en>[^.!?\n]{2,100})"
    r"|(?:那?就(?:用|选|定|按)|决定(?:了)?(?:用|选|要)?|最后(?:选|用)|定了|以后(?:都|就)?(?:用|按)|"
    r"从现在(?:开始|起)[,，]?)(?P<zh>[^。！？!?\n，,]{1,50})",
    re.IGNORECASE,
)
_TEXTS: dict[str, tuple[str, str]] = {
    "picture": ("A picture was painted: {0}.", "画过：{0}。"),
    "edit": ("A picture was changed: {0}.", "改过画：{0}。"),
    "avatar": ("An avatar was made: {0}.", "做过头像：{0}。"),
    "decision": ("Decided: {0}.", "决定：{0}。"),
}


def key_facts(messages: Sequence[Mapping[str, Any]], previous: list[str]) -> list[str]:
    """`previous` brought up to date with `messages`: names, preferences, pictures, decisions, newest last.

    Bounded to 20 sentences of 160 characters, of which at most 8 are about pictures. A sentence said again
    moves to the end; one that the newer contradicts (another name, 'likes' against 'does not like') goes.
    Idempotent: the same messages over their own result change nothing.
    """
    facts = [line for line in previous if isinstance(line, str) and line.strip()]
    users = [tidy(text_of(message)) for message in messages if role_of(message) == "user"]
    lang = choose(users)
    for message in messages:
        for line in _lines(message, lang):
            facts = _with(facts, line)
    return _bounded(facts)


def _lines(message: Mapping[str, Any], lang: Lang) -> list[str]:
    if role_of(message) == "user":
        text = tidy(text_of(message))
        lines = [_clip(statement(fact, lang)) for fact in told(text)]
        match = _DECISION.search(text) if len(text) <= 600 else None
        if match and not re.search(r"[?？]|吗", text):
            lines.append(_say("decision", (match["en"] or match["zh"].rstrip("吧了呢")).strip(" ,，"), lang))
        return lines
    if role_of(message) != "assistant":
        return []
    lines = []
    for _, name, arguments in tool_calls_of(message):
        kind = {tools.PAINT: "picture", tools.EDIT: "edit", tools.AVATAR: "avatar"}.get(name)
        about = arguments.get(
            {"picture": "prompt", "edit": "instruction", "avatar": "description"}.get(kind or "", "")
        )
        if kind and isinstance(about, str) and about.strip():
            lines.append(_say(kind, " ".join(about.split()), lang))
    return lines


def _say(kind: str, about: str, lang: Lang) -> str:
    room = MAX_CHARS - 40
    about = about.rstrip(".。 ")
    return _TEXTS[kind][int(lang == "zh")].format(
        about if len(about) <= room else about[: room - 1].rstrip() + "…"
    )


def _clip(line: str) -> str:
    return line if len(line) <= MAX_CHARS else line[: MAX_CHARS - 1] + "…"


_POLARITY = re.compile(r"^(?:The user (?:likes|does not like) (?P<en>.+)\.|用户(?:不)?喜欢(?P<zh>.+)。)$")


def _with(facts: list[str], line: str) -> list[str]:
    """`facts` with `line` at the end, and without what it repeats or contradicts."""
    slot = single_slot(line)
    about = _about(line)
    kept = [
        fact
        for fact in facts
        if fact.casefold() != line.casefold()
        and not (slot is not None and single_slot(fact) == slot)
        and not (about is not None and _about(fact) == about)
    ]
    return [*kept, line]


def _about(line: str) -> str | None:
    """What a sentence of liking or disliking is about, or None."""
    match = _POLARITY.match(line)
    return (match["en"] or match["zh"]).casefold().removeprefix("the ").rstrip("s") if match else None


def _is_picture(line: str) -> bool:
    return any(
        line.startswith(text.split("{")[0]) for kind in ("picture", "edit", "avatar") for text in _TEXTS[kind]
    )


def _bounded(facts: list[str]) -> list[str]:
    pictures = [line for line in facts if _is_picture(line)]
    dropped = set(pictures[:-MAX_PICTURES]) if len(pictures) > MAX_PICTURES else set()
    facts = [line for line in facts if line not in dropped]
    excess = len(facts) - MAX_FACTS
    if excess <= 0:
        return facts
    # Old pictures go first, then the oldest sentences; who the user is stays longest.
    ranked = sorted(
        range(len(facts)),
        key=lambda place: (not _is_picture(facts[place]), single_slot(facts[place]) is not None, place),
    )
    gone = set(ranked[:excess])
    return [line for place, line in enumerate(facts) if place not in gone]
