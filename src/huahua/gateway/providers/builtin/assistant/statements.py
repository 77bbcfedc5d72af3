"""Facts as short sentences, said to the user ('you live in Oslo') or about them ('The user lives in Oslo.')."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant.facts import Fact
from huahua.gateway.providers.builtin.assistant.model import Lang

# kind: (about the user, to the user) in each language.
_EN = {
    "name": ("The user's name is {0}.", "Your name is {0}."),
    "like": ("The user likes {0}.", "You like {0}."),
    "dislike": ("The user does not like {0}.", "You do not like {0}."),
    "home": ("The user lives in {0}.", "You live in {0}."),
    "origin": ("The user comes from {0}.", "You come from {0}."),
    "age": ("The user is {0} years old.", "You are {0} years old."),
    "birthday": ("The user's birthday is {0}.", "Your birthday is {0}."),
    "job": ("The user's work: {0}.", "Your work: {0}."),
    "pet": ("The user has a pet: {0}.", "You have a pet: {0}."),
    "favourite colour": ("The user's favourite colour is {0}.", "Your favourite colour is {0}."),
    "favourite": ("The user's favourite {0}.", "Your favourite {0}."),
}
_ZH = {
    "name": ("用户叫{0}。", "你叫{0}。"),
    "like": ("用户喜欢{0}。", "你喜欢{0}。"),
    "dislike": ("用户不喜欢{0}。", "你不喜欢{0}。"),
    "home": ("用户住在{0}。", "你住在{0}。"),
    "origin": ("用户来自{0}。", "你来自{0}。"),
    "age": ("用户{0}岁。", "你{0}岁。"),
    "birthday": ("用户的生日是{0}。", "你的生日是{0}。"),
    "job": ("用户的职业是{0}。", "你的职业是{0}。"),
    "pet": ("用户有宠物：{0}。", "你有宠物：{0}。"),
    "favourite colour": ("用户最喜欢的颜色是{0}。", "你最喜欢的颜色是{0}。"),
    "favourite": ("用户最喜欢的：{0}。", "你最喜欢的：{0}。"),
}


def statement(fact: Fact, lang: Lang, *, second_person: bool = False) -> str:
    """One sentence for `fact` in a language."""
    value = re.sub(
        r"\bmy\b", "your" if second_person else "their", " ".join(fact.value.split()), flags=re.IGNORECASE
    )
    return (_ZH if lang == "zh" else _EN)[fact.kind][int(second_person)].format(value)


_SINGLE = ("name", "home", "origin", "age", "birthday", "job", "favourite colour")
_SLOTS = tuple((kind, tuple(table[kind][0].split("{0}"))) for kind in _SINGLE for table in (_EN, _ZH))


def single_slot(line: str) -> str | None:
    """The kind of a sentence about the user that only one can be true of (name, home …), or None."""
    for kind, (head, tail) in _SLOTS:
        if (
            line.startswith(head)
            and line.endswith(tail)
            and (kind != "age" or line[len(head) : len(head) + 1].isdecimal())
        ):
            return kind
    return None
