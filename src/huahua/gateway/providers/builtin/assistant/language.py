"""Which language to answer in: that of the user's last message, unless they asked for another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huahua.gateway.providers.builtin.assistant.model import Lang

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)?")
_NOISE = re.compile(r"https?://\S+|`[^`]*`")
# A Chinese word is about one and a half characters long; that makes the two counts comparable.
_HAN_PER_WORD = 1.5

_TO_ENGLISH = re.compile(
    r"^(?:\W*(?:ok|okay|now|please|hey|hi|then|so|let'?s|can you|could you|can we|would you|i want you "
    r"to|you can|"
    r"from now on,?)\W+)*"
    r"(?:(?:speak|talk|reply|answer|respond|write|continue|chat|switch|change|go)(?: back)?(?: to me| "
    r"with me)?"
    r"(?: in| to| over to)?|use|in)"
    r"(?: the)? english(?: language)?(?: please| from now on| with me| instead| now|,? thanks?)*\W*$"
    r"|^\W*english,?(?: please| only)?\W*$|^(?:do|can) you speak english\W*$"
    r"|^(?:请|麻烦|你|能不能|可以|可不可以|能|我们|那|以后|改|换|切换|接下来|还是|都|要|,|，)*"
    r"(?:用|说|讲|换|切换|改|转|回复|使用|换回|切回)(?:成|到|为|回|作)?(?:英文|英语)"
    r"(?:回答|回复|说|聊|交流|和我聊|跟我说|模式|我|吧|吗|好吗|谢谢|来|对话)*\W*$",
    re.IGNORECASE,
)
_TO_CHINESE = re.compile(
    r"^(?:\W*(?:ok|okay|now|please|hey|hi|then|so|let'?s|can you|could you|can we|would you|i want you "
    r"to|you can|"
    r"from now on,?)\W+)*"
    r"(?:(?:speak|talk|reply|answer|respond|write|continue|chat|switch|change|go)(?: back)?(?: to me| "
    r"with me)?"
    r"(?: in| to| over to)?|use|in)"
    r"(?: the)? (?:chinese|mandarin)(?: language)?(?: please| from now on| with me| instead| now|,? "
    r"thanks?)*\W*$"
    r"|^\W*(?:chinese|mandarin),?(?: please| only)?\W*$|^(?:do|can) you speak (?:chinese|mandarin)\W*$"
    r"|^(?:请|麻烦|你|能不能|可以|可不可以|能|我们|那|以后|改|换|切换|接下来|还是|都|要|会|,|，)*"
    r"(?:用|说|讲|换|切换|改|转|回复|使用|换回|切回)(?:成|到|为|回|作)?(?:中文|汉语|普通话|国语|华语)"
    r"(?:回答|回复|说|聊|交流|和我聊|跟我说|模式|我|吧|吗|好吗|谢谢|来|对话)*\W*$",
    re.IGNORECASE,
)


def detect(text: str) -> Lang | None:
    """The language most of `text` is written in, or None where it has no words (digits, symbols)."""
    plain = _NOISE.sub(" ", text)
    han, words = len(_HAN.findall(plain)), len(_WORD.findall(plain))
    if not han and not words:
        return None
    return "zh" if han / _HAN_PER_WORD >= words else "en"


def switch_asked(text: str) -> Lang | None:
    """The language that `text` asks to speak, where that is all it asks."""
    if len(text) > 120:
        return None
    if _TO_ENGLISH.match(text):
        return "en"
    if _TO_CHINESE.match(text):
        return "zh"
    return None


def choose(user_texts: Sequence[str]) -> Lang:
    """The language to answer the last of `user_texts` in (oldest first); English where nothing tells.

    An explicit switch stays in force until the next one; a message without words keeps the language of
    the message before it.
    """
    for text in reversed(user_texts):
        switched = switch_asked(text)
        if switched:
            return switched
    for text in reversed(user_texts):
        found = detect(text)
        if found:
            return found
    return "en"
