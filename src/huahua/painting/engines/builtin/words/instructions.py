# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Reading what someone wants changed: 'make it night', '加一只猫', 'the house red', '把猫换成狗'."""

import re
from dataclasses import dataclass, field

from .reading import Mention, Reading, read
from .tokens import clean

_CLAUSES = re.compile(
    r"[,，。;；!！\n]|然后|接着|同时|并且|\bthen\b|\balso\b|(?:\band\b|并|再|还要)\s*(?=the\b|add|remove|make|change|put|delete|turn|replace|move|把|加|去|换|改|让|删)"
)
_REMOVE = re.compile(
    r"\b(?:remove|delete|erase|get rid of|take (?:away|out)|without|drop|no|hide)\b|去掉|去除|删除|删掉|删去|移除|移走|拿掉|擦掉|擦除|不要|没有|取消|抹去|去了"
)
_REPLACE_EN = re.compile(
    r"\b(?:replace|swap|change|turn|transform|convert)\s+(.+?)\s+(?:with|for|into|to)\s+(.+)"
)
_REPLACE_ZH = re.compile(r"(?:把|将)?(.*?)(?:替换成|替换为|换成|换为|变成|变为|改成|改为|转为|转成)(.+)")
_ADD = re.compile(
    r"\b(?:add|put|include|insert|place|draw|paint|with|another|more|plus)\b|加上|添加|增加|加|添|放|画上|再来|再画|多画|来"
)
_BIGGER = re.compile(
    r"\b(?:bigger|larger|enlarge|grow|huger|taller)\b|放大|变大|更大|大一点|大一些|大点|大些|再大"
)
_SMALLER = re.compile(r"\b(?:smaller|shrink|tinier|reduce)\b|缩小|变小|更小|小一点|小一些|小点|小些|再小")
_WIDER = re.compile(
    r"^\W*(?:make (?:it|the picture|the image) )?(?:wider|broader)\b|变宽|宽一点|更宽|宽一些|宽点|加宽"
)
_TALLER = re.compile(
    r"^\W*(?:make (?:it|the picture|the image) )?(?:taller|higher)\b|变高|高一点|更高|高一些|加高|变长"
)
_HIGHER = re.compile(r"\b(?:higher|up|raise)\b|上移|往上|移上")
_LOWER = re.compile(r"\b(?:lower|down)\b|下移|往下|移下")
_NOISE = re.compile(
    r"\b(?:it|more|another|replace|swap|change|turn|move|moved|insert|include|put|place|add|give|remove|delete|erase|hide|get rid of|take away|take out|"
    r"drop|convert|transform|to|into|please|now|instead|version|bigger|larger|enlarge|smaller|shrink|tinier|wider|taller|higher|lower|down|raise|reduce)\b"
)
_NOISE_ZH = re.compile(
    r"替换成|替换为|换成|换为|变成|变为|改成|改为|转为|转成|放大|变大|更大|大一点|大一些|大点|大些|再大|缩小|变小|更小|小一点|小一些|小点|小些|再小|去掉|去除|删除|"
    r"删掉|删去|移除|移走|移到|移动|移|拿掉|擦掉|擦除|取消|抹去|加上|添加|增加|添|加|放|画上|再来|再画|多画|换|改|变|让|使|版本|原来|现在|上移|下移|往上|往下|变宽|变高|宽一点|高一点|更宽|更高"
)


@dataclass(slots=True)
class Change:
    """One clause of an instruction. ``verb`` is ``remove``, ``replace``, ``add`` or ``set``."""

    verb: str
    reading: Reading
    target: Reading | None = None
    grow: float = 1.0
    lift: float = 0.0
    stretch: str | None = None


@dataclass(slots=True)
class Instruction:
    """All changes, and what was not understood."""

    changes: list[Change] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)


def _bare(text: str) -> str:
    return _NOISE_ZH.sub(" ", _NOISE.sub(" ", text))


def instruct(text: str) -> Instruction:
    """Read an instruction; never raises on any text."""
    result = Instruction()
    for clause in _CLAUSES.split(clean(text)):
        if clause and clause.strip():
            change = _change(clause)
            if result.changes and _continues(change):
                change.verb = result.changes[-1].verb
            result.changes.append(change)
            readings = [change.reading] + ([change.target] if change.target else [])
            for reading in readings:
                result.unmet += [word for word in reading.unmet if word not in result.unmet]
                result.understood += [word for word in reading.understood if word not in result.understood]
    return result


def _change(clause: str) -> Change:
    grow = 1.4 if _BIGGER.search(clause) else 0.68 if _SMALLER.search(clause) else 1.0
    if _WIDER.search(clause):
        return Change("set", read(_bare(clause)), stretch="wider")
    if _TALLER.search(clause) and "更高大" not in clause:
        reading = read(_bare(clause))
        if not reading.mentions:
            return Change("set", reading, stretch="taller")
    swap = _REPLACE_EN.search(clause) or _REPLACE_ZH.search(clause)
    if swap:
        old, new = read(_bare(swap.group(1))), read(_bare(swap.group(2)))
        if old.mentions:
            return Change("replace", new, target=old, grow=grow)
        return Change("set", new, grow=grow)
    if _REMOVE.search(clause):
        return Change("remove", read(_REMOVE.sub(" ", _bare(clause))))
    lift = -0.1 if _HIGHER.search(clause) else 0.1 if _LOWER.search(clause) else 0.0
    adds = bool(_ADD.search(clause))
    return Change("add" if adds and grow == 1.0 else "set", read(_bare(clause)), grow=grow, lift=lift)


def _continues(change: Change) -> bool:
    """A clause that only names things goes on with what the clause before it does ('remove the cat and the dog')."""
    reading = change.reading
    said = (
        reading.time
        or reading.season
        or reading.style
        or reading.weather
        or reading.moods
        or reading.tint
        or reading.aspect
    )
    plain = (
        change.verb == "set" and change.grow == 1.0 and not change.lift and not change.stretch and not said
    )
    return plain and bool(reading.mentions) and all(map(_bare_mention, reading.mentions))


def _bare_mention(mention: Mention) -> bool:
    """Named, but nothing said about it."""
    return not (mention.colours or mention.size or mention.place or mention.pose or (mention.count or 1) > 1)
