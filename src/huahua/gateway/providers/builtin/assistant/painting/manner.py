"""Changes of manner in a prompt: 'too dark' means brighter, '再大一点' means bigger."""

from __future__ import annotations

import re

_OPPOSITE_EN = {
    "dark": "brighter", "bright": "darker", "light": "darker", "small": "bigger", "tiny": "bigger", "little": "bigger",
    "big": "smaller", "large": "smaller", "busy": "simpler", "crowded": "simpler", "empty": "with more details",
    "plain": "with more details", "simple": "with more details", "blurry": "sharper", "cold": "in warmer colours",
    "warm": "in cooler colours", "colourful": "in muted colours", "colorful": "in muted colours", "dull": "more vivid",
    "boring": "more vivid", "sad": "more cheerful", "scary": "friendlier", "far": "closer", "far away": "closer",
    "close": "farther away", "near": "farther away",
}  # fmt: skip
_OPPOSITE_ZH = {
    "暗": "亮", "亮": "暗", "小": "大", "大": "小", "少": "多", "多": "少", "远": "近", "近": "远",
    "深": "浅", "浅": "深", "淡": "浓", "浓": "淡",
    "冷": "暖", "暖": "冷", "乱": "简单", "复杂": "简单", "简单": "丰富", "空": "丰富",
    "模糊": "清晰", "素": "鲜艳", "艳": "柔和", "鲜艳": "柔和",
    "高": "低", "低": "高", "胖": "瘦", "瘦": "胖", "老": "年轻", "暗淡": "明亮", "单调": "丰富",
}  # fmt: skip
_TOO_EN = re.compile(
    r"^(?:(?:it|this|that|the (?:picture|image|painting))(?:'s| is| looks)?|but|a bit|way|far|much|"
    r"still|\s)*too (?P<adjective>[a-z ]+?)[\s.]*$",
    re.IGNORECASE,
)
_TOO_ZH = re.compile(
    r"^(?P<what>[\u3400-\u9fff]{0,4}?)(?:有点|有些)?太(?P<adjective>[\u3400-\u9fff]{1,2}?)了?$"
)
_MORE_ZH = re.compile(
    r"^(?:把|将)?(?P<what>[\u3400-\u9fff]{0,4}?)(?:画得?|弄得?|调得?|做得?|变得?|改得?)?(?:再|更|稍微|"
    r"还要|要)*(?P<adjective>[\u3400-\u9fff]{1,2}?)"
    r"(?:一点儿?|一些|点儿?|些)[的吧了]*$"
)
_MAKE_THE = re.compile(
    r"^(?:make|turn|paint|colou?r) the (?P<what>[a-z][a-z -]{1,24}?) (?P<how>(?:much |a bit |a little |"
    r"even )?(?:more |less )?[a-z]+)$",
    re.IGNORECASE,
)
_SELF_ZH = {"", "它", "画", "图", "画面", "整体", "整个", "这张", "图片", "颜色"}


def manner_of(instruction: str) -> str | None:
    """How the whole picture should become, as words for a prompt; None where that is not what is said."""
    match = _TOO_EN.match(instruction)
    if match:
        return _OPPOSITE_EN.get(match["adjective"].lower().strip())
    match = _TOO_ZH.match(instruction)
    if match:
        opposite = _OPPOSITE_ZH.get(match["adjective"])
        return f"{_part(match['what'])}更{opposite}" if opposite else None
    match = _MORE_ZH.match(instruction)
    if match and match["adjective"] not in ("多来", "来", "加", "多加"):
        return f"{_part(match['what'])}更{match['adjective']}"
    return None


def _part(what: str) -> str:
    return "" if what in _SELF_ZH else what


def thing_and_manner(instruction: str) -> tuple[str, str] | None:
    """'make the cat bigger' as ('cat', 'bigger'); None where the instruction is of another form."""
    match = _MAKE_THE.match(instruction)
    return (match["what"], match["how"]) if match else None
