"""A short title for a conversation, for as long as no language model writes one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from huahua.gateway.providers.builtin.assistant.content import image_count, role_of, text_of
from huahua.gateway.providers.builtin.assistant.facts import told
from huahua.gateway.providers.builtin.assistant.intents.helping import is_help
from huahua.gateway.providers.builtin.assistant.intents.smalltalk import topic
from huahua.gateway.providers.builtin.assistant.language import detect, switch_asked
from huahua.gateway.providers.builtin.assistant.normalise import plain, tidy
from huahua.gateway.providers.builtin.assistant.painting import wish

MAX_LATIN = 48
_LEAD = re.compile(
    r"^(?:(?:can|could|would|will) you(?: please)?|please|i(?:'d| would)? (?:want|like|need)(?: you)? "
    r"to(?: know)?|i want to know|"
    r"help me(?: to| with)?|tell me(?: about)?|do you know|i need(?: help with)?|i have a question(?: "
    r"about)?:?|"
    r"我想(?:要|请你|知道|问(?:一下)?)?|我要|我需要|请问一下|请问|请你?|麻烦你?|能不能|能否|可不可以|"
    r"可以|你能|能|帮我|帮忙|给我|替我|告诉我|跟我说说)[\s,，:：]*",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```.*?(?:```|$)", re.DOTALL)
_MARKS = re.compile(
    r"https?://\S+|`+|\*\*|__|~~|\||^\s*(?:[#>]+|[*-])\s+|(?<!\S)[*_](?=\w)|(?<=\w)[*_](?!\S)", re.MULTILINE
)
"""Markdown's marks, and not the same characters in '12 * 12', '2*3' or snake_case."""
_SENTENCE = re.compile(r"^(.+?[.!?。！？；;\n])(?=\s|$|[\u3400-\u9fff])", re.DOTALL)
_NEUTRAL = {"zh": "新对话", "en": "New conversation"}
_PICTURE = {"zh": "一张图片", "en": "A picture"}


def title(messages: Sequence[Mapping[str, Any]]) -> str:
    """A title of at most 24 Han or 48 Latin characters from the first message that asks for something.

    Greetings, thanks, questions on help and switches of language are passed over as long as something
    better follows. Never empty: without words it is 'New conversation' or '新对话'.
    """
    users = [message for message in messages if role_of(message) == "user"]
    texts = [tidy(text_of(message)) for message in users]
    chosen = next((text for text in texts if _substantive(text)), "") or next(
        (t for t in texts if plain(t)), ""
    )
    made = shorten(_phrase(chosen)) if chosen else ""
    if made:
        return made
    lang = _language(texts)
    return _PICTURE[lang] if any(image_count(message) for message in users) else _NEUTRAL[lang]


def _language(texts: Iterable[str]) -> str:
    return next((found for text in texts if (found := detect(text))), "en")


def _substantive(text: str) -> bool:
    core = plain(text)
    if not re.search(r"\w", core) or topic(text) or topic(core) or switch_asked(text) or is_help(core):
        return False
    facts = told(text)
    return not (facts and len(core) < 40 and all(fact.kind == "name" for fact in facts))


def _phrase(text: str) -> str:
    """What a message is about: the prompt of a wish for a picture, else its first sentence without 'please'."""
    bare = _MARKS.sub("", _FENCE.sub(" ", text)).strip() or _MARKS.sub("", text).strip()
    core = plain(bare) or bare
    found = wish.parse(bare) if len(bare) <= 1000 else None
    if found is not None and found.kind == "clear":
        core = found.prompt
    else:
        sentence = _SENTENCE.match(core)
        core = sentence[1] if sentence else core
        while (shorter := _LEAD.sub("", core, count=1)) != core and len(shorter) > 1:
            core = shorter
    core = " ".join(core.split()).strip(" \t,，.。!！;；:：、~\"'“”")
    core = core[:-1].rstrip() if core.endswith(("?", "？")) and len(core) > 1 else core
    return core[:1].upper() + core[1:] if core else ""


def width(text: str) -> int:
    """Room a text takes, a Han character counting two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def shorten(text: str) -> str:
    """`text` cut at a word or clause to the allowed room, with an ellipsis where something is missing."""
    if width(text) <= MAX_LATIN:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > MAX_LATIN - 2:
            break
        kept += char
    clause = re.match(r"^(.{8,})[，,；;、]", kept)
    if clause and width(clause[1]) >= MAX_LATIN // 2:
        return clause[1].rstrip(" ,，")
    at = kept.rfind(" ")
    if at > len(kept) // 2 and text[len(kept) : len(kept) + 1].isalnum() and kept[-1].isascii():
        kept = kept[:at]
    return kept.rstrip(" ,，.。、;；:：") + "…"
