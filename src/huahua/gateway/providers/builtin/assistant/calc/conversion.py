"""Questions of conversion: '5 km in miles', '100斤是多少公斤', 'how many feet in a mile'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from huahua.gateway.providers.builtin.assistant.calc.units import BY_WORD, Unit
from huahua.gateway.providers.builtin.assistant.calc.words import digits

_WORDS = "|".join(sorted((re.escape(word) for word in BY_WORD), key=len, reverse=True))
_UNIT = rf"(?:{_WORDS})(?![a-z])"
_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_LEAD = (
    r"^(?:(?:so|and|then|ok|please|what(?:'s|s| is| are)|how (?:much|long|far|heavy|big|hot|cold|warm) "
    r"is|convert|change|turn|express|tell me|can you convert|could you convert|"
    r"请问|请|帮我|体重|身高|重量|长度|距离|面积|我的?|把|将|那|那么|你知道|换算|换算一下|算一下|算算|"
    r"如果|气温|温度)[\s,，]*)*"
)
_FORWARD = re.compile(
    rf"{_LEAD}(?P<value>{_NUMBER}) ?(?:个|°)?(?P<source>{_UNIT})"
    r"\s*(?:(?:is|are|equals?|=|in|to|into|as|would be|be|converted to|makes?|of|how many|how much|"
    r"what in|->|→)\s*)+"
    rf"(?P<target>{_UNIT})[\s?.!]*$",
    re.IGNORECASE,
)
_BACKWARD = re.compile(
    rf"{_LEAD}how (?:many|much) (?P<target>{_UNIT})\s+(?:(?:are|is|do|does|would|make|makes|"
    rf"equals?)\s+)?(?:there\s+)?(?:(?:in|per|to|make|up|is|are)\s+)*"
    rf"(?P<value>{_NUMBER}|an?|one)? ?(?P<source>{_UNIT})[\s?.!]*$",
    re.IGNORECASE,
)
_ZH = re.compile(
    rf"{_LEAD}(?P<value>{_NUMBER})? ?个?(?P<source>{_UNIT})[,，\s]*"
    r"(?:是|等于|有|换算|换|转换|转|折合|合|相当于|为|用|来|表示|写|算|折|成|到|大概|大约|约|=|＝|"
    r"又)*[,，\s]*(?:是|等于)?"
    rf"(?:多少|几|是多少|合多少)?个?(?P<target>{_UNIT})(?:是多少|多少|是几|等于多少)?[\s?？。吗呢啊]*$",
    re.IGNORECASE,
)
_ZH_BACKWARD = re.compile(
    rf"{_LEAD}(?:多少|几)个?(?P<target>{_UNIT})(?:是|等于|合|才是|为|=)+(?P<value>{_NUMBER})? "
    rf"?个?(?P<source>{_UNIT})[\s?？。呢]*$",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    rf"^(?:and|what about|how about|那|那么|换成|换算成|再换成|in|to|又是)?\s*(?:in|to|多少|是多少|"
    rf"等于多少|几)?\s*(?P<target>{_UNIT})(?:呢|是多少)?[\s?？.]*$",
    re.IGNORECASE,
)
_PROTECT = (("千米", "公里"), ("千克", "公斤"), ("千卡", "大卡"), ("千瓦时", "度电"))
_LIANG = re.compile(r"(?<=[\d一二三四五六七八九十半])两(?=\s*(?:是|等于|合|有|换|多少|=|$))")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A value in one unit that is wanted in another."""

    value: Fraction
    source: Unit
    target: Unit


def parse(text: str, previous: Conversion | None = None) -> Conversion | None:
    """The conversion asked for, or None. A bare 'and in feet?' goes on from `previous`."""
    for old, new in _PROTECT:
        text = text.replace(old, new)
    text = _LIANG.sub("liang", text)
    text = re.sub(r"零下\s*", "-", text)
    text = re.sub(r"半(?=斤|公斤|里|公里|米|吨|升|小时|天)", "0.5", text)
    text = re.sub(r"(?:几|多少)两", "多少liang", text)
    text = digits(text.replace("负", "-"))
    for pattern in (_FORWARD, _BACKWARD, _ZH, _ZH_BACKWARD):
        chinese = pattern in (_ZH, _ZH_BACKWARD)
        match = pattern.match(text) if not chinese or re.search(r"[\u3400-\u9fff=]", text) else None
        if match and len(text) < 120:
            return _read(match)
    match = _FOLLOW.match(text) if previous else None
    if match and previous:
        return Conversion(previous.value, previous.source, BY_WORD[match["target"].lower()])
    return None


def _read(match: re.Match[str]) -> Conversion | None:
    source, target = BY_WORD[match["source"].lower()], BY_WORD[match["target"].lower()]
    raw = match["value"]
    value = Fraction(1) if raw is None or not re.search(r"\d", raw) else Fraction(raw.replace(",", ""))
    return Conversion(value, source, target) if source is not target else None
