"""Facts told and asked for within a conversation: 'my name is Anna', '我叫什么'."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant.facts import Fact, remembered, told, value_of
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import echo, say
from huahua.gateway.providers.builtin.assistant.statements import statement
from huahua.gateway.providers.builtin.assistant.turn import Turn

_START = (
    r"^(?:(?:so|and|ok|then|do you (?:still )?(?:know|remember)|can you tell me|tell me|你(?:还)?(?:记得|"
    r"知道)|那|还记得|请问|告诉我|说说)[\s,，]*)*"
)
_ASKED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(_START + rf"(?:{pattern})" + r"[\s?？.。!吗呢呀啊来着了]*$", re.IGNORECASE))
    for kind, pattern in (
        ("name", r"what(?:'s|s| is| was) my (?:first )?name(?: again)?|who am i|my name|what (?:do|did) i "
            r"(?:call myself|say my name (?:is|was))|say my name|我(?:的)?(?:名字)?(?:叫|是)(?:什么|啥|"
            r"谁)(?:名字)?|我的名字|我是谁"),
        ("dislike", r"what (?:do|did) i (?:say i )?(?:not like|don'?t like|dislike|hate)|what don'?t i like|"
            r"我(?:不喜欢|讨厌)(?:吃|看)?(?:什么|啥|哪些)"),
        ("like", r"what (?:do|did) i (?:say i )?(?:like|love|enjoy|liked)(?: again| to do)?|what are my "
            r"(?:likes|preferences|interests|hobbies)|我(?:都|最)?(?:喜欢|爱)(?:吃|看|干|做)?(?:什么|啥|"
            r"哪些)(?:东西)?|我的(?:爱好|喜好)(?:是什么|有哪些)?"),
        ("home", r"where (?:do|did) i (?:say i )?live|where is my home|what city (?:do|am) i (?:live )?in|"
            r"我(?:家)?(?:现在)?(?:住|在)(?:在)?(?:哪里|哪儿|哪|什么地方|哪个城市)"),
        ("origin", r"where (?:am|do) i (?:come )?from|我(?:是)?(?:来自|从)?(?:哪里|哪儿|哪)(?:来的?|人)?"),
        ("age", r"how old am i|what(?:'s| is) my age|我(?:今年)?(?:几岁|多大|多少岁)"),
        ("birthday", r"when(?:'s| is) my birthday|我(?:的)?生日(?:是)?(?:什么时候|哪天|几号|几月几号|几月几日)"),
        ("job", r"what(?:'s| is) my (?:job|profession|occupation)|what do i do(?: for a living| for work)?|"
            r"我(?:是)?(?:做什么的|做什么工作|干什么的|的(?:工作|职业)(?:是什么)?)"),
        ("pet", r"what(?:'s| is) my (?:pet|cat|dog)'?s? ?(?:name|called)?|what pets? do i have|do i have a "
            r"(?:pet|cat|dog)|我(?:家)?(?:养了?|有)(?:什么|啥)(?:宠物|动物)?|我的?(?:猫|狗|宠物)叫(?:什么|"
            r"啥)(?:名字)?"),
        ("favourite colour", r"what(?:'s| is) my favou?rite colou?r|我最?喜欢(?:的颜色是)?什么(?:颜色)?|"
            r"我最喜欢的颜色(?:是什么)?"),
        ("about", r"what do you (?:know|remember) about me|what have i told you(?: about me)?|do you (?:know|"
            r"remember) (?:me|anything about me)|你(?:都)?(?:了解|知道|记得)我(?:的)?(?:些)?(?:什么|哪些|"
            r"啥)(?:事)?|关于我你知道什么|你(?:还)?(?:认识|记得)我"),
        ("scope", r"(?:do|can|will) you (?:remember|have (?:a )?memory)(?: (?:things|stuff|what i (?:say|tell "
            r"you|said)|our (?:chat|conversation)s?|me tomorrow|this))?|你(?:有|会|能)(?:记忆|记住|"
            r"记得住?)(?:我说的|东西|事情|我说的话|这些)?"),
    )
)  # fmt: skip
_LONG = 160


def memory(turn: Turn) -> Answer | None:
    """Answer a question on facts told, or take note of new ones."""
    core = turn.core
    if len(core) > _LONG:
        return None
    for kind, pattern in _ASKED:
        if pattern.match(core):
            return Answer(_recall(turn, kind))
    new = told(turn.text)
    return Answer(_noted(turn, new)) if new and _only_tells(core) else None


def _only_tells(core: str) -> bool:
    """A fact followed by a question or an order is not answered with 'noted'."""
    return not re.search(
        r"[?？]|\b(?:can you|could you|please|write|translate|explain|tell me|how|what|why)\b|吗|怎么|"
        r"什么|为什么|帮我|请",
        core,
        re.IGNORECASE,
    )


def facts_before(turn: Turn) -> list[Fact]:
    """The facts told in earlier messages."""
    return remembered(turn.earlier)


def _noted(turn: Turn, new: list[Fact]) -> str:
    by_kind = {fact.kind: fact.value for fact in new}
    if "name" in by_kind:
        return say(turn, "name_learned", name=by_kind["name"])
    if len(new) == 1 and "like" in by_kind:
        return say(turn, "like_learned", thing=echo(_yours(by_kind["like"])))
    if len(new) == 1 and "dislike" in by_kind:
        return say(turn, "dislike_learned", thing=echo(_yours(by_kind["dislike"])))
    return say(turn, "fact_learned")


def _yours(value: str) -> str:
    return re.sub(r"\bmy\b", "your", value, flags=re.IGNORECASE).replace("我的", "你的")


def _recall(turn: Turn, kind: str) -> str:
    facts = facts_before(turn)
    if kind == "scope":
        return say(turn, "memory_scope")
    if kind == "about":
        if not facts:
            return say(turn, "about_unknown")
        return say(
            turn,
            "about_known",
            lines="\n".join(f"- {statement(fact, turn.lang, second_person=True)}" for fact in facts[-12:]),
        )
    if kind == "name":
        name = value_of(facts, "name")
        return say(turn, "name_known", name=name) if name else say(turn, "name_unknown")
    if kind in ("like", "dislike"):
        things = [echo(_yours(fact.value)) for fact in facts if fact.kind == kind][-6:]
        if not things:
            return say(turn, "likes_unknown" if kind == "like" else "attribute_unknown")
        return say(
            turn, "likes_known" if kind == "like" else "dislikes_known", things=_listed(things, turn.lang)
        )
    found = next((fact for fact in reversed(facts) if fact.kind == kind), None)
    return (
        say(turn, "attribute_known", value=statement(found, turn.lang, second_person=True).rstrip(".。"))
        if found
        else say(turn, "attribute_unknown")
    )


def _listed(things: list[str], lang: str) -> str:
    if lang == "zh":
        return "、".join(things)
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
