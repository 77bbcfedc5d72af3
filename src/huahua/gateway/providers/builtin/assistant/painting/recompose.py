"""The whole new prompt after a change, so that a painter without memory can paint it."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant.painting.manner import manner_of, thing_and_manner
from huahua.gateway.providers.builtin.assistant.painting.options import STYLE_WORDS
from huahua.gateway.providers.builtin.assistant.painting.pictures import equivalents

_TIME_EN = (
    r"(?:at |during |in the |in |by )?(?:the )?(?:night(?:time)?|daytime|dawn|dusk|sunset|sunrise|noon|"
    r"midnight|evening|morning|twilight)"
)
_TIMES = re.compile(
    rf"(?:,? ?\b{_TIME_EN}\b)|[,，的]?(?:在)?(?:夜晚|晚上|深夜|夜里|白天|清晨|早晨|傍晚|黄昏|中午|"
    rf"正午)(?:的|里|时)?",
    re.IGNORECASE,
)
_SEASONS = re.compile(
    r",? ?\b(?:in (?:the )?)?(?:winter|summer|spring|autumn|fall)\b|[,，]?(?:在)?(?:春天|夏天|秋天|"
    r"冬天|春季|夏季|秋季|冬季)(?:的|里)?",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"^(?:add|insert|include|put|place|throw in|stick|draw|paint)(?: in)?\s+(?P<en>.+?)(?: (?:to|in|"
    r"into|on) (?:it|this|that|the (?:picture|image|painting|drawing)))?$"
    r"|^give (?:it|him|her|them|the [\w-]+) (?P<give>.+)$|^(?:with|plus|and)\s+(?P<with>.+)$"
    r"|^(?:再|也|还|请|又)*(?:加上|加入|添加|添上|增加|补上|放上|画上|多加|多画|多来|配上|点缀|"
    r"加|添|放|补)(?:点|些|(?P<one>个))?(?P<zh>.+)$",
    re.IGNORECASE,
)
_REMOVE = re.compile(
    r"^(?:remove|delete|erase|take (?:out|away|off)|get rid of|hide|lose|cut out|drop|leave out|"
    r"without|no|minus)\s+(?:any |all )?(?:the |that |those |an? )?(?P<en>.+)$"
    r"|^take (?:the |that )?(?P<take>.+?) (?:out|away|off)$"
    r"|^(?:去掉|删掉|删除|删去|移除|移走|擦掉|去除|拿掉|抹掉|不要有?)(?P<zh>.+?)$|"
    r"^把(?P<ba>.+?)(?:去掉|删掉|删除|移除|移走|擦掉|去除|拿掉|抹掉)$",
    re.IGNORECASE,
)
_REPLACE = re.compile(
    r"^(?:replace|swap|change|turn|switch)\s+(?:the |that )?(?P<en1>.+?)\s+(?:with|for|to|into|"
    r"by)\s+(?P<en2>.+)$"
    r"|^(?:no,? )?(?:i said |it'?s )?not (?:an? |the )?(?P<en3>[\w ]+?)(?:,? but|,| ?-)+ (?P<en4>.+)$|"
    r"^不是(?P<zh3>.+?)[,，]?(?:而?是|要)(?P<zh4>.+)$"
    r"|^(?:把|将)(?P<zh1>.+?)(?:换成|改成|变成|替换成|改为|换为)(?P<zh2>.+)$",
    re.IGNORECASE,
)
_BECOME = re.compile(
    r"^(?:make|turn|change|convert|transform|paint|redraw|repaint|render|set|do|i want|i'd like) (?:it|"
    r"this|that|them)\s+(?:(?:into|to|in|as|be|look like) )?(?P<en>.+)$"
    r"|^(?:(?:in|as|how about|what about|(?:can|could) (?:it|this) be|(?:it|this) should be|same,? but|"
    r"now|what if it (?:was|were|is))\s+)(?:in )?(?P<in>.+)$"
    r"|^(?:把它|把这张|把图)?(?:换成|改成|变成|画成|做成|改为|转成|弄成|换个|换|改|要有|要)(?P<zh>.+)$",
    re.IGNORECASE,
)
_SELF = {
    "it",
    "this",
    "that",
    "picture",
    "image",
    "painting",
    "drawing",
    "它",
    "这张",
    "图",
    "这张图",
    "这幅画",
    "画",
    "这个",
    "图片",
}


def recompose(prompt: str, instruction: str, *, redo: bool = False) -> str:
    """The prompt of the changed picture; '' where the old prompt is unknown."""
    prompt = prompt.strip(" ,，。.")
    if not prompt:
        return ""
    if redo:
        return prompt
    instruction = re.sub(
        r"[吗吧呢啊呀嘛]+$",
        "",
        re.sub(r"^(?:再画|再来|另画)一?[张幅个][,，]?(?:这次|但是?|不过)?", "", instruction),
    )
    match = _REPLACE.match(instruction)
    if match:
        old, new = (group.strip() for group in match.groups() if group)
        if old.lower() in _SELF:
            return _become(prompt, new)
        replaced = _substitute(prompt, old, new)
        return replaced if replaced is not None else _join(prompt, _says(old, new))
    other = re.match(r"^(?:换|改)一?[个种]?(颜色|风格|背景|姿势|角度|构图|配色|画风|表情)$", instruction)
    if other:
        return _join(prompt, f"不同的{other[1]}")
    named = thing_and_manner(instruction)
    if named:
        thing, manner = named
        changed = _qualify(prompt, thing, manner)
        return changed if changed is not None else _join(prompt, f"{manner} {thing}")
    match = _REMOVE.match(instruction)
    if match:
        gone = next(group for group in match.groups() if group).strip()
        kept = _substitute(prompt, gone, "")
        return kept if kept else _join(prompt, f"没有{gone}" if _han(gone) else f"without {gone}")
    match = _ADD.match(instruction)
    if match:
        added = next(group for name, group in match.groupdict().items() if group and name != "one").strip()
        return _join(prompt, f"一个{added}" if match["one"] else added)
    match = _BECOME.match(instruction)
    if match:
        return _become(prompt, next(group for group in match.groups() if group).strip())
    return _become(prompt, manner_of(instruction) or instruction)


def _become(prompt: str, new: str) -> str:
    """`prompt` with a new time, season, medium or quality in place of the old one of that kind."""
    if STYLE_WORDS.search(new):
        cleaned = re.sub(r"[,，、的]\s*(?=[,，]|$)", "", _drop(prompt, _STYLE_PHRASE))
        prompt = cleaned.strip(" ,，") or prompt
    elif _TIMES.search(new):
        new = (
            f"at {new}"
            if re.fullmatch(r"night|dawn|dusk|sunset|sunrise|noon|midnight", new, re.IGNORECASE)
            else new
        )
        prompt = _drop(prompt, _TIMES)
    elif _SEASONS.search(new):
        new = f"in {new}" if re.fullmatch(r"winter|summer|spring|autumn|fall", new, re.IGNORECASE) else new
        prompt = _drop(prompt, _SEASONS)
    return _join(prompt, new)


_STYLE_PHRASE = re.compile(
    rf",? ?(?:\b(?:in|as)(?: an?| the)? )?(?:{STYLE_WORDS.pattern})(?: (?:style|painting|art))?|"
    rf"[,，]?(?:用)?(?:{STYLE_WORDS.pattern})(?:风格|画风|风)?",
    re.IGNORECASE,
)


def _drop(prompt: str, pattern: re.Pattern[str]) -> str:
    shorter = re.sub(r"\s{2,}", " ", pattern.sub(" " if not _han(prompt) else "", prompt)).strip(" ,，的")
    return shorter or prompt


def _han(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text))


def _join(prompt: str, more: str) -> str:
    more = re.sub(r"^给(?=[\u3400-\u9fff]{2,})", "", more.strip(" ,，。."))
    more = more.removesuffix("的") or more
    return f"{prompt}{'，' if _han(prompt) else ', '}{more}" if more else prompt


def _says(old: str, new: str) -> str:
    return f"{old}变成{new}" if _han(old + new) else f"the {old} is {new}"


def _qualify(prompt: str, thing: str, manner: str) -> str | None:
    """'a cat on a sofa' with the cat 'bigger': 'a bigger cat on a sofa'; None where there is no such thing."""
    match = re.search(rf"\b{re.escape(thing)}\b", prompt, re.IGNORECASE)
    if not match:
        return None
    left = re.sub(r"\b(a)n? $", r"\1n " if manner[:1].lower() in "aeiou" else r"\1 ", prompt[: match.start()])
    return f"{left}{manner} {prompt[match.start() :]}"


_SMALL_WORDS = r"(?!(?:and|with|on|in|of|at|by|the|an?|under|beside|near)\b)"


def _phrase_of(prompt: str, word: str, new: str) -> re.Match[str] | None:
    """Where `prompt` speaks of `word`: the noun with its article, count and adjectives."""
    if _han(word):
        counted = (
            rf"[一两二三四五六七八九十几\d]*[只个条艘座棵朵匹头位辆架栋间片群对颗株束枝轮道]?"
            rf"{re.escape(word)}"
        )
        return re.search(counted if not new else re.escape(word), prompt)
    stem = re.escape(re.sub(r"^(?:the|an?|some|any|all)\s+", "", word.lower()).rstrip("s"))
    described = (
        rf"(?:\b(?:an?|the|some|two|three|four|one|\d+) (?:{_SMALL_WORDS}[a-z-]+ ){{0,2}}?)?\b{stem}s?\b"
    )
    return re.search(described, prompt, re.IGNORECASE)


def _substitute(prompt: str, old: str, new: str) -> str | None:
    """`prompt` with the phrase about `old` replaced, or None where it does not speak of it."""
    match = next(
        (found for word in [old, *equivalents(old)] if (found := _phrase_of(prompt, word, new))), None
    )
    if not match:
        return None
    left, right = prompt[: match.start()], prompt[match.end() :]
    if not new:
        left = re.sub(r"(?:\b(?:and|with|on|in|under|beside|near)|[和与跟及]|,|，)\s*$", "", left)
        if not left.strip():
            right = re.sub(r"^\s*(?:and|with|on|in|,|，|和|与|跟)\s*", "", right)
        if not _han(prompt) and not left.strip():
            right = re.sub(r"^\s*(?:and|with|on|in)\b", "", right)
        joined = f"{left.rstrip()} {right.lstrip()}" if not _han(prompt) else left + right
        return re.sub(r"\s{2,}", " ", joined).strip(" ,，")
    return f"{left}{new}{right}"
