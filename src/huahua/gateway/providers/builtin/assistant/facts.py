"""What the user told about themselves in this conversation: names, likes, where they live."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from huahua.gateway.providers.builtin.assistant.normalise import plain

_NOT_NAMES = frozenset(
    [
        "fine",
        "good",
        "great",
        "ok",
        "okay",
        "well",
        "happy",
        "sad",
        "tired",
        "bored",
        "sorry",
        "sure",
        "here",
        "back",
        "not",
        "a",
        "an",
        "the",
        "so",
        "very",
        "just",
        "really",
        "trying",
        "looking",
        "going",
        "from",
        "in",
        "at",
        "hungry",
        "busy",
        "new",
        "done",
        "ready",
        "lost",
        "confused",
        "glad",
        "sick",
        "ill",
        "afraid",
        "curious",
        "interested",
        "thinking",
        "working",
        "using",
        "learning",
        "writing",
        "planning",
        "living",
        "old",
    ]
)
_END = r"(?=[\s]*(?:[,.;!?，。；！？]|$|\band\b|\bbut\b|，|而且|但是))"
_THING = r"([^,.;!?，。；！？\n]{1,60}?)"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing told: kind ('name', 'like', 'dislike', 'home', 'job', 'age', 'birthday', 'pet', 'origin',
    'favourite colour' …) and its value in the user's words."""

    kind: str
    value: str


_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("name", r"\b(?:my name is|my name's|i am called|call me|people call me|you can call me|i go by|the "
            r"name is|my name would be)\s+([A-Za-z\u00c0-\u024f][\w'\u00c0-\u024f-]*(?: "
            r"[A-Z][\w'\u00c0-\u024f-]*){0,2}|[\u3400-\u9fff]{1,8})"),
        ("name", r"(?:^|[,.;!?] ?|\bhi |\bhello )(?:i'm|i am|this is) "
            r"((?-i:[A-Z][a-z\u00c0-\u024f'-]{1,20}))(?=[\s,.!]*$|[,.!])"),
        ("name", r"(?:我叫做?|我的名字(?:是|叫)|我名叫|叫我|称呼我为?|我名字(?:是|叫)|我姓名是)(?!什么|啥|谁|"
            r"怎么)([\u3400-\u9fff·A-Za-z][\u3400-\u9fff·\w-]{0,19}?)(?:吧|就好|就行|好了|啊|呀|哦|"
            r"来着)?(?=[\s,.，。！!？?；;]|$)"),
        ("name", r"^我是([\u3400-\u9fff]{2,3}|(?-i:[A-Z])[a-z]{1,15})(?=[,，。!！]|$)"),
        ("favourite colour", rf"\bmy favou?rite colou?r is {_THING}{_END}|我最喜欢的颜色是([\u3400-\u9fff]{{1,6}})"),
        ("favourite", rf"\bmy favou?rite (?!colou?r)([\w ]{{2,20}} is [^,.;!?\n]{{1,40}}){_END}"),
        ("dislike", rf"\bi (?:really |also |just )?(?:don'?t|do not) (?:really |much )?(?:like|love|enjoy) (?!it\b|"
            rf"this\b|that\b|you\b|them\b|to know){_THING}{_END}|\bi (?:really |also |absolutely )?(?:hate|"
            rf"dislike|can'?t stand|detest) (?!it\b|this\b|that\b|you\b|them\b){_THING}{_END}"),
        ("dislike", r"我(?:很|最|也|特别|真的|都|比较|一点也|一点都|现在)*(?:不喜欢|不爱|讨厌|受不了|害怕|怕)(?!你|"
            r"它|这个|这张|那张|这幅)(?:吃|看)?([^,.;!?，。；！？\s]{1,20}?)(?:了|啊|"
            r"呀)?(?=[\s,.，。！!；;]|$)"),
        ("like", rf"\bi (?:really |also |do |just |now |actually |absolutely )*(?:like|love|adore|enjoy|am "
            rf"(?:really )?(?:into|fond of)|prefer) (?!it\b|this\b|that\b|you\b|them\b|to know|to see you|"
            rf"your\b|how\b|the (?:picture|painting|result|first|second|third|last|one)\b){_THING}{_END}|"
            rf"\bi'm (?:really )?(?:into|fond of) {_THING}{_END}"),
        ("like", r"我(?:很|最|也|特别|非常|真的|超级?|都|比较|还|一直|从小|挺|就|更|现在)*(?:喜欢|爱|热爱|喜爱|"
            r"偏爱)(?!你|它|这个|这张|那张|这幅|第|的(?:颜色|食物|动物)|什么|哪|吃什么|她|他|上一|刚才|"
            r"上了你)(?:吃|看)?([^,.;!?，。；！？\s]{1,20}?)(?:了|啊|呀)?(?=[\s,.，。！!；;]|$)"),
        ("home", rf"\bi (?:now )?(?:live|am living|reside|am based) in {_THING}{_END}|\bi'm (?:living|based) in "
            rf"{_THING}{_END}|\bi (?:just |recently )?moved to {_THING}{_END}"),
        ("home", r"我(?:现在|目前|家|就)*(?:住在?|住|家在|定居在?|搬到了?|人在)(?!哪|"
            r"什么)([\u3400-\u9fffA-Za-z]{2,15}?)(?:了|啊|呀|的)?(?=[\s,.，。！!；;]|$)"),
        ("origin", rf"\bi(?: am|'m| come) from {_THING}{_END}|我(?:来自|"
            rf"是从)(?!哪)([\u3400-\u9fffA-Za-z]{{2,12}}?)(?:来的|的)?(?=[\s,.，。！!；;]|$)|"
            rf"^我是([\u3400-\u9fff]{{2,6}}人)(?=[,，。!！]|$)"),
        ("age", r"\bi(?: am|'m) (\d{1,3})(?: years old| y/?o|(?=[,.!]|$))|\bi(?: am|'m) turning (\d{1,3})|"
            r"我(?:今年|现在)?(?:已经)?([0-9一二两三四五六七八九十]{1,4})岁"),
        ("birthday", rf"\bmy birthday(?: is|'s)(?: on)? (?:the )?([\w ,]{{3,25}}?){_END}|我(?:的)?生日(?:是|"
            rf"在)?([\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+[日号]?)"),
        ("job", rf"\bi (?:work|am working) as (?:an? )?{_THING}{_END}|\bi(?: am|'m) an? ((?:\w+ "
            rf"){{0,2}}(?:teacher|engineer|doctor|nurse|student|artist|designer|developer|programmer|"
            rf"writer|lawyer|painter|musician|chef|cook|scientist|researcher|manager|architect|"
            rf"photographer|farmer|driver|pilot|accountant|librarian|freelancer|illustrator|pensioner|"
            rf"professor)){_END}"),
        ("job", r"我(?:是|当|做)(?:一?[名个位])?((?:[\u3400-\u9fff]{0,4})(?:老师|教师|工程师|医生|护士|学生|"
            r"大学生|研究生|画家|设计师|程序员|作家|律师|音乐家|厨师|科学家|经理|建筑师|摄影师|农民|司机|"
            r"会计|编辑|记者|警察|教授|插画师))(?=[,，。!！]|$)"),
        ("pet", rf"\b(?:i have|i've got|i own|we have) (?:an? )((?:\w+ ){{0,2}}(?:cat|dog|kitten|puppy|rabbit|"
            rf"hamster|parrot|goldfish|turtle|horse|pony|bird)(?: (?:named|called) \w+)?){_END}|\bmy "
            rf"(?:cat|dog|rabbit|hamster|parrot|bird|puppy|kitten)(?:'s name is| is (?:named|called)) (\w+)"),
        ("pet", r"我(?:家)?(?:养了?|有)(?:一)?([只条匹个]?(?:[\u3400-\u9fff]{0,4})(?:猫|狗|兔子?|仓鼠|鹦鹉|"
            r"乌龟|金鱼|马)(?:[,，]?(?:名字)?叫[\u3400-\u9fffA-Za-z]{1,8})?)(?=[\s,.，。！!；;]|$)"),
    )
)  # fmt: skip
_SINGLE = {"name", "home", "age", "birthday", "job", "origin", "favourite colour"}
_QUESTION = re.compile(
    r"[?？]\s*$|吗\s*[?？。]*$|^(?:what|who|where|how|why|when|do i|am i|is my)\b|什么|哪[里儿]|谁\s*$",
    re.IGNORECASE,
)


def told(text: str) -> list[Fact]:
    """The facts that one message tells, in the order of the rules; none where it asks a question."""
    found: list[Fact] = []
    for sentence in re.split(r"(?<=[.!?。！？\n])\s*", text):
        core = plain(sentence) or sentence
        if len(core) > 300 or _QUESTION.search(core):
            continue
        for kind, pattern in _RULES:
            for match in pattern.finditer(core):
                value = next((group for group in match.groups() if group), "").strip(" '\"")
                if _fits(kind, value) and not any(
                    fact.kind == kind and fact.value == value for fact in found
                ):
                    found.append(Fact(kind, value))
    if any(fact.kind == "dislike" for fact in found):
        disliked = {fact.value for fact in found if fact.kind == "dislike"}
        found = [fact for fact in found if not (fact.kind == "like" and fact.value in disliked)]
    return found


def _fits(kind: str, value: str) -> bool:
    if not value or len(value) > 60:
        return False
    if kind == "name":
        return value.lower().split()[0] not in _NOT_NAMES and not re.search(
            r"什么|谁|一个|[的了吗]$|^(?:你|我|他|她|来|在|个|想|要|新)", value
        )
    if kind in ("like", "dislike"):
        return not re.match(r"(?:to know|if|when|an? (?:picture|refund|answer)|help)\b", value, re.IGNORECASE)
    return True


def remembered(texts: Iterable[str]) -> list[Fact]:
    """All facts in messages (oldest first), the newest winning where two contradict; oldest first."""
    facts: list[Fact] = []
    for text in texts:
        for fact in told(text):
            if fact.kind in _SINGLE:
                facts = [kept for kept in facts if kept.kind != fact.kind]
            opposite = {"like": "dislike", "dislike": "like"}.get(fact.kind)
            facts = [
                kept
                for kept in facts
                if not (kept.kind in (fact.kind, opposite) and _same(kept.value, fact.value))
            ]
            facts.append(fact)
    return facts


def _same(a: str, b: str) -> bool:
    def key(text: str) -> str:
        return re.sub(r"^(?:the|an?|my)\s+", "", text.lower()).rstrip("s")

    return key(a) == key(b)


def value_of(facts: Iterable[Fact], kind: str) -> str:
    """The newest value of a kind, or ''."""
    return next((fact.value for fact in reversed(list(facts)) if fact.kind == kind), "")
