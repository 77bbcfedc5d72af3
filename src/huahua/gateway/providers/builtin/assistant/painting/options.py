"""Style, aspect, count and exclusions named in a wish for a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

# (canonical style, words that name it). The first eight are the media of builtin/painter.
_STYLES: tuple[tuple[str, str], ...] = (
    (
        "ink-wash",
        r"ink[- ]?wash|sumi-?e|chinese (?:ink|brush)(?: painting)?|ink painting|水墨|国画|中国画|写意|泼墨",
    ),
    ("watercolor", r"water-?colou?rs?|aquarelle|水彩"),
    ("oil", r"oil[- ]?paint(?:ing|s|ed)?|in oils?|oil on canvas|oil style|油画|油彩"),
    ("flat", r"flat (?:design|style|illustration|art|vector)|in flat|扁平"),
    ("line-art", r"line[- ]?(?:art|drawing)|outline drawing|线稿|线条画|线描|白描|简笔画"),
    ("pixel", r"pixel(?:[- ]?(?:art|style|ated))?|8[- ]?bit|像素"),
    ("paper-cut", r"paper[- ]?cut(?:s|ting|out)?|cut paper|剪纸"),
    ("low-poly", r"low[- ]?poly(?:gon)?|低多边形"),
    ("pencil", r"pencil (?:sketch|drawing)|charcoal|素描|铅笔画|炭笔"),
    ("anime", r"anime|manga|动漫|二次元|日漫|漫画"),
    ("cartoon", r"cartoons?|卡通"),
    ("photo", r"photo-?realistic|photorealism|realistic photo|写实|照片级|逼真"),
    ("3d", r"3d render(?:ing)?|3d style|in 3d|3d 渲染|3d渲染|3d风格|三维"),
    ("ukiyo-e", r"ukiyo-?e|浮世绘"),
    ("impressionist", r"impressionis[tm]|印象派"),
    ("minimalist", r"minimalis[tm]|minimal style|极简"),
)
STYLES = tuple(
    (name, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)) for name, words in _STYLES
)
STYLE_WORDS = re.compile(
    r"(?<![a-z])(?:" + "|".join(words for _, words in _STYLES) + r")(?![a-z])", re.IGNORECASE
)

_RATIOS = {"1:1": 1.0, "16:9": 16 / 9, "9:16": 9 / 16, "4:3": 4 / 3, "3:4": 3 / 4, "3:2": 3 / 2, "2:3": 2 / 3}
_EN_LEAD = (
    r"(?:[,.;]? ?(?:and |but )?(?:(?:make|do|have|i want|i'd like) (?:it|them) |(?:it|this) (?:should|"
    r"must) be |in |as |with )*(?:an? |the )?)"
)
_EN_TAIL = (
    r"(?: (?:format|orientation|mode|aspect(?: ratio)?|ratio|layout|version|shape|canvas|picture|image))"
)
_ZH_LEAD = (
    r"(?:[,，、 ]*(?:要|需要|用|做成|画成|弄成|得是|必须是|最好是|改成|尺寸|比例|画幅|大小|是|为|以|的)*)"
)
_ZH_TAIL = r"(?:的|格式|比例|尺寸|画幅|构图|版式|式|图|版)*"
_ASPECT_WORDS: tuple[tuple[str, str], ...] = (
    (
        "9:16",
        r"(?:phone|mobile|smartphone|iphone|lock ?screen) (?:wallpaper|background|screen)|story format|"
        r"手机(?:壁纸|屏保|桌面|锁屏)|锁屏壁纸|竖屏",
    ),
    (
        "16:9",
        r"(?:desktop|computer|laptop|pc) (?:wallpaper|background)|wide-?screen|banner format|cinematic ratio|"
        r"(?:电脑|桌面)(?:壁纸|桌面)|宽屏|横屏|宽幅",
    ),
    (
        "3:4",
        rf"(?:portrait|vertical|tall|upright){_EN_TAIL}|vertical(?:ly)?(?=[\s,.!?]*$)|竖版|竖图|竖构图|"
        rf"竖着|竖的|纵向|竖幅|立轴",
    ),
    (
        "4:3",
        rf"(?:landscape|horizontal){_EN_TAIL}|horizontal(?:ly)?(?=[\s,.!?]*$)|横版|横图|横构图|横着|"
        rf"横的|横向|横幅",
    ),
    ("16:9", rf"(?:wide){_EN_TAIL}"),
    ("1:1", rf"square{_EN_TAIL}|(?:in|as) (?:a )?square|square(?=[\s,.!?]*$)|正方形|方形|方图|方构图|方的"),
)
_ASPECTS = tuple(
    (
        aspect,
        re.compile(rf"(?:{_ZH_LEAD}|{_EN_LEAD})(?<![a-z])(?:{words}){_ZH_TAIL}(?:,? please)?", re.IGNORECASE),
    )
    for aspect, words in _ASPECT_WORDS
)
_RATIO = re.compile(
    rf"(?:{_ZH_LEAD}|{_EN_LEAD})(?:aspect(?: ratio)?(?: of)? |ratio(?: of)? |size |--ar )?"
    rf"(?<![\d.:])(\d{{1,2}}) ?[:：比] ?(\d{{1,2}})(?![\d:])(?:{_EN_TAIL}|{_ZH_TAIL})",
    re.IGNORECASE,
)
_PIXELS = re.compile(
    rf"(?:{_ZH_LEAD}|{_EN_LEAD})(?<!\d)(\d{{3,4}}) ?(?:x|×|\*|乘) ?(\d{{3,4}})(?!\d)(?: ?(?:px|pixels|"
    rf"像素))?(?:{_EN_TAIL}|{_ZH_TAIL})",
    re.IGNORECASE,
)
_KEEP_NOUN = re.compile(r"wallpaper|background|壁纸|屏保", re.IGNORECASE)

_NEGATIVE_EN = re.compile(
    r"(?:,? ?(?:and |but )?(?:with )?(?:without(?: any)?|no|not any|don'?t (?:draw|paint|include|add|"
    r"show)(?: any)?))"
    r" ((?!one\b|idea\b|longer\b|a doubt\b)[a-z][a-z -]{1,40}?)(?= in it|[,.;!?]|$)(?: in it)?",
    re.IGNORECASE,
)
_NEGATIVE_ZH = re.compile(
    r"[,，、 ]*(?:不要有?|别画|不画|不需要|没有|别有|去掉)(?:任何)?([\u3400-\u9fff]{1,8}?)(?=[,，。;；!！]|$)"
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a wish says beside its subject; None where it says nothing."""

    style: str | None = None
    aspect: str | None = None
    negative: str | None = None


def style_of(text: str) -> str | None:
    """The canonical style that `text` names first, or None."""
    hits = [(match.start(), name) for name, words in STYLES if (match := words.search(text))]
    return min(hits)[1] if hits else None


def _nearest(width: int, height: int) -> str | None:
    if not width or not height:
        return None
    ratio = width / height
    return min(_RATIOS, key=lambda name: abs(_RATIOS[name] / ratio - 1) + abs(ratio / _RATIOS[name] - 1))


def take_aspect(text: str) -> tuple[str, str | None]:
    """`text` without the words that only tell the shape of the picture, and that shape."""
    for pattern in (_PIXELS, _RATIO):
        match = pattern.search(text)
        if match:
            return _cut(text, match), _nearest(int(match[1]), int(match[2]))
    for aspect, pattern in _ASPECTS:
        match = pattern.search(text)
        if match:
            # 'a phone wallpaper of a lake': the words are the subject's own; only the shape is read off.
            keep = _KEEP_NOUN.search(match.group())
            return (text if keep else _cut(text, match)), aspect
    return text, None


def take_negative(text: str) -> tuple[str, str | None]:
    """`text` without its exclusions ('without people', '不要文字'), and the things excluded."""
    excluded: list[str] = []
    for pattern in (_NEGATIVE_EN, _NEGATIVE_ZH):
        while match := pattern.search(text):
            excluded.append(match[1].strip())
            text = _cut(text, match)
    return text, ", ".join(excluded) or None


def take_options(text: str) -> tuple[str, Options]:
    """Split a wish into what to paint and how. Style words stay in the text: they describe the picture."""
    text, aspect = take_aspect(text)
    text, negative = take_negative(text)
    return text, Options(style_of(text), aspect, negative)


def _cut(text: str, match: re.Match[str]) -> str:
    left, right = text[: match.start()].rstrip(" ,，、"), text[match.end() :].lstrip(" ")
    if left and right and right[0] not in ",.，。;；!?！？":
        left += "，" if "\u3400" <= left[-1] <= "\u9fff" else " "
    return (left + right).strip(" ,，、")
