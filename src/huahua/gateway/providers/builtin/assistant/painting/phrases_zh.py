"""How people ask for a picture in Chinese."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant.painting.options import STYLE_WORDS
from huahua.gateway.providers.builtin.assistant.painting.vocabulary import (
    GENERIC_ZH,
    OTHER_ZH,
    SPECIFIC_ZH,
    SUBJECT,
)

_FRAME = re.compile(
    r"^(?:我想请你|我想让你|我希望你|我想要你|我需要你|我想要|我想|我要|我需要|我希望|想要|想|希望|"
    r"能不能|能否|可不可以|可否|是否可以|是不是可以|可以|"
    r"会不会|你能不能|你能|你可以|你会|能|你来|你|请你|请|麻烦你|麻烦|帮忙|帮我们|帮我|帮|给我们|给我|"
    r"替我|为我|咱们|我们|试试|试着|尝试|现在|再|"
    r"先|快点|快|赶紧|直接|就|那就|那么|那|然后|接着|顺便|另外|要不|不如|干脆|也|还|拿|用中文|开始|"
    r"继续|要|得|来)[ ,，]*"
)
_DRAW = re.compile(
    r"^/?(?:画|绘制|绘画|手绘|绘|描绘|勾画|勾勒|作画|素描|速写|涂鸦)(?!家|廊|展|册|质|法|笔|板|框|布|得|"
    r"完|过|了|的|成|画得|风)(?P<object>.*)$",
    re.DOTALL,
)
_WITH_MEDIUM = re.compile(
    rf"^用(?P<medium>{STYLE_WORDS.pattern})(?:风格|画法|的方式)?(?:来|给我|帮我)?画(?:画|一下|"
    rf"出)?(?P<object>.{{2,}})$"
)
_LONE_PICTURE = re.compile(r"^(?:一?[个张幅])?(?:图片?|画)[,，:：]\s*(?P<object>.{2,})$")
_SEE = re.compile(r"^(?:我)?(?:很|好|特别|也)?想(?:要)?(?:看看|看一?看|看到|看)(?P<object>.{3,})$")
_QUANTITY = r"(?:\d{1,2}|[一两二俩三仨四五六七八九十几])?"
_PICTURE_COUNTER = rf"{_QUANTITY}[张幅副](?!桌|床|纸|椅|沙发|脸|嘴|网|票|卡)"
_THING_COUNTER = (
    r"(?:\d{1,2}|[一两二三四五六七八九十几])?(?:个|只|条|艘|座|棵|朵|匹|头|位|辆|架|栋|间|片|群|对|颗|株|"
    r"束|枝|轮|道|座|款|套|组|些|点)"
)
_MAKE = re.compile(
    r"^(?:来|整|搞|弄|做|出|生成|创作|制作|设计|产出|输出|要|求|造|上|变|给|看看|看一看|看一下|看到|看|"
    r"欣赏|瞧瞧|见识一下|展示)(?:我|一下|出来?)?(?P<object>.+)$",
    re.DOTALL,
)
_STARTS_PICTURE = re.compile(rf"^{_PICTURE_COUNTER}")
_STARTS_THING = re.compile(rf"^{_THING_COUNTER}")
_ENDS_PICTURE = re.compile(rf"(?:{GENERIC_ZH}|{SPECIFIC_ZH})(?:[,，。!！?？~\s]|吧|呗|吗|呢|啊|$)")
_QUESTION = re.compile(
    r"[?？]|吗|什么|怎么|如何|为什么|为啥|谁|哪|几[个点号]|多少|是不是|有没有|呢$|能不能|可以吗"
)
_TALK = re.compile(
    r"^(?:我|你|他|她|它|我们|这|那|昨天|今天|明天|刚才|有人|为|因为|如果|最近)|(?:是|死了|咬|吃了|"
    r"去了|想念|觉得|知道|讨厌|喜欢|爱吃|怕)"
)


def object_zh(core: str) -> str | None:
    """The words after the request in a Chinese wish for a picture ('' for a bare '画'), or None."""
    if (
        re.match(r"^(?:我|你)?[^画]{0,6}画画", core)
        and _QUESTION.search(core)
        and not _STARTS_THING.search(core.partition("画画")[2])
    ):
        return None
    stripped = core
    while True:
        match = _DRAW.match(stripped)
        if match:
            wanted = match["object"].strip()
            return None if _is_question(wanted) else wanted
        medium = _WITH_MEDIUM.match(stripped)
        if medium:
            return f"{medium['object'].strip()}，{medium['medium']}"
        made = _MAKE.match(stripped)
        if made and (wanted := _made(made["object"].strip())) is not None:
            return wanted
        frame = _FRAME.match(stripped)
        if not frame:
            break
        stripped = stripped[frame.end() :]
    lone = _LONE_PICTURE.match(stripped)
    if lone and stripped != core:
        return lone["object"]
    seen = _SEE.match(core)
    if (
        seen
        and SUBJECT.search(seen["object"])
        and not re.search(rf"{OTHER_ZH.pattern}|书$|{_QUESTION.pattern}", core)
    ):
        return seen["object"].strip()
    if stripped != core and _STARTS_PICTURE.match(stripped) and not _is_question(stripped):
        return stripped
    return None


def _is_question(wanted: str) -> bool:
    """'画什么好呢', '画的是谁' ask about pictures; '画画' alone names the hobby."""
    return bool(
        re.match(r"(?:的是|什么(?:好|呢|\?|？|$)|啥好|谁|哪|怎么|一般|多久|多大|多少|要多|需要)", wanted)
    )


def _made(wanted: str) -> str | None:
    starts, ends = _STARTS_PICTURE.match(wanted), _ENDS_PICTURE.search(wanted)
    if starts and (ends or not OTHER_ZH.search(wanted)):
        return wanted
    if ends and not OTHER_ZH.search(wanted) and not _QUESTION.search(wanted):
        return wanted
    if _STARTS_THING.match(wanted) and SUBJECT.search(wanted) and not OTHER_ZH.search(wanted):
        return wanted
    return None


def caption_zh(core: str) -> str | None:
    """A caption alone: '一只戴帽子的猫', '雪山日出,水墨风格'."""
    if len(core) > 60 or _QUESTION.search(core) or _TALK.search(core) or OTHER_ZH.search(core):
        return None
    if not re.search(r"[\u3400-\u9fff]", core):
        return None
    styled = bool(STYLE_WORDS.search(core)) and bool(SUBJECT.search(core))
    counted = bool(_STARTS_THING.match(core) or _STARTS_PICTURE.match(core)) and bool(SUBJECT.search(core))
    pictured = bool(re.search(rf"的{GENERIC_ZH}[。.!！]?$", core)) and bool(SUBJECT.search(core))
    return core if (styled and len(core) > 3) or (counted and len(core) > 3) or pictured else None
