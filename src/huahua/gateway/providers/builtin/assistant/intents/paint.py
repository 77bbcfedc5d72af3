"""'Paint a red boat', '来一张雪山日出': a new picture."""

from __future__ import annotations

import re
from typing import Any

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.facts import told
from huahua.gateway.providers.builtin.assistant.intents import avatar as avatar_intent
from huahua.gateway.providers.builtin.assistant.intents.smalltalk import topic
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.painting import wish
from huahua.gateway.providers.builtin.assistant.painting.ideas import idea
from huahua.gateway.providers.builtin.assistant.painting.vocabulary import SUBJECT
from huahua.gateway.providers.builtin.assistant.painting.wish import Wish
from huahua.gateway.providers.builtin.assistant.replies import echo, say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_SURPRISE = re.compile(
    r"^(?:surprise me|(?:paint|draw|show me) (?:me )?(?:a surprise|whatever you (?:like|want))|"
    r"anything|whatever(?: you (?:like|want))?|you (?:choose|decide|pick)|up to you|"
    r"给我个?惊喜|(?:随便|随意)(?:给我|帮我)?(?:画|来)(?:一?[张幅个]|点|些|个)?(?:什么|啥|画|东西|图|"
    r"好看的|就行)*(?:吧|呗|都行|都可以)*|你(?:随便|看着|自由)(?:画|发挥)(?:一?[张幅]|点什么|"
    r"吧)*)[\s.!?。！？吧]*$",
    re.IGNORECASE,
)
# Of these some are a wish by themselves, others ('anything') only as the answer to "what shall I paint?".
_OWN_IDEA = re.compile(r"surprise|\b(?:paint|draw|show)\b|惊喜|画", re.IGNORECASE)
_PRONOUN = re.compile(
    r"^(?:(?:please )?(?:paint|draw|sketch|illustrate)(?: me)? (?:it|that|this)|(?:can|could) you "
    r"(?:paint|draw|sketch|illustrate) (?:it|that|this)|(?:把它|把这个|把这)?画(?:出来|下来|一?下它|它|"
    r"这个)|画吧|那就画吧?|画一?画)[\s.!?。！？吧]*$",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|ok|okay|please(?: do)?|do it|go ahead|go on|of course|absolutely|why "
    r"not|y|好[的呀啊吧哦]?|可以|行|要|嗯+|对|是的?|画吧|来吧|好好|当然|没问题)(?:[,，\s]+(?:please|do "
    r"it|go ahead|paint it|画吧|来吧|画出来))?[\s.!。！~]*$",
    re.IGNORECASE,
)


def paint(turn: Turn) -> Answer | None:
    """A new picture; a question back where nothing is named; the way there where no tool is offered."""
    found = wish_of(turn)
    return None if found is None else answer(turn, found)


def wish_of(turn: Turn) -> Wish | None:
    """The wish for a new picture in this turn, also where it completes an earlier one."""
    if _SURPRISE.match(turn.core):
        return Wish("vague") if _OWN_IDEA.search(turn.core) or _asked_before(turn) else None
    if _PRONOUN.match(turn.core):
        subject = _subject_before(turn)
        return wish.build(subject) if subject else Wish("bare")
    found = wish.parse(turn.text)
    if found is not None:
        return found
    if _YES.match(turn.core) and (subject := offered(turn)):
        return wish.build(subject)
    if _asked_before(turn) and _could_be_subject(turn.core):
        return wish.build(turn.core)
    return None


def _asked_before(turn: Turn) -> bool:
    """Whether the turn before was a wish without a subject, so that this one names it."""
    before = turn.before()
    if before is None or avatar_intent.description_of(before) is not None:
        return False
    found = wish.parse(before.text)
    return found is not None and found.kind == "bare"


def _could_be_subject(core: str) -> bool:
    question = re.search(
        r"[?？]|^(?:what|who|how|why|when|where|is|are|do|does|can|no|nothing|never mind|forget it|"
        r"stop|thanks?|hello|hi|bye)\b|什么|怎么|谁|^(?:不|算了|没|谢谢|你好|再见|你)|吗$",
        core,
        re.IGNORECASE,
    )
    return bool(core) and len(core) <= 200 and not question


def _subject_before(turn: Turn) -> str:
    """What 'it' is in 'paint it': a thing just liked, or what was last described."""
    for text in reversed(turn.earlier[-6:]):
        liked = [fact.value for fact in told(text) if fact.kind in ("like", "pet")]
        if liked:
            return liked[-1]
        if topic(text):
            continue
        if SUBJECT.search(text) and wish.parse(text) is None:
            return text.strip(" .。!?？")[:200]
    return ""


def offered(turn: Turn) -> str:
    """The caption that the assistant offered to paint in the turn before, or ''."""
    before = turn.before()
    return caption(before) if before is not None else ""


def caption(turn: Turn) -> str:
    """A short phrase that could be a picture, such as a lone 'kitten' or '小猫'; '' where it is not."""
    core = turn.core.strip(" .。!~")
    if not SUBJECT.search(core) or re.search(r"[?？\n]", core):
        return ""
    short = len(core) <= 8 if re.search(r"[\u3400-\u9fff]", core) else len(core.split()) <= 4
    talk = re.search(
        r"\b(?:i|my|is|are|was|you|what|who|how|the|can|do|does|write|tell|say|code|why|read|play|buy|"
        r"like|love|want|have|to|need)\b|"
        r"[我你他她是的吗呢吧么谁哪怎写读说讲买吃喝玩听去有爱想要几点时了展开]",
        core,
        re.IGNORECASE,
    )
    return core if short and not talk else ""


def answer(turn: Turn, found: Wish) -> Answer:
    """The words and the tool call for a wish."""
    if not turn.toolbox.offers(tools.PAINT):
        return Answer(say(turn, "paint_elsewhere"))
    if found.kind == "bare":
        return Answer(say(turn, "paint_ask"))
    prompt = found.prompt or idea(turn)
    arguments: dict[str, Any] = {
        "prompt": prompt,
        "style": found.options.style,
        "aspect": found.options.aspect,
        "count": found.count,
        "negative": found.options.negative,
    }
    call = (tools.PAINT, turn.toolbox.fit(tools.PAINT, arguments))
    return Answer(_words(turn, found, prompt), (call,))


def _words(turn: Turn, found: Wish, prompt: str) -> str:
    what = echo(prompt)
    if found.kind == "vague":
        return say(turn, "paint_idea", what=what)
    if found.asked is not None and found.count is not None and found.asked > found.count:
        return say(turn, "paint_capped", what=what)
    if found.count is not None and found.count > 1:
        count = (
            {2: "两", 3: "三", 4: "四"}[found.count]
            if turn.lang == "zh"
            else {2: "two", 3: "three", 4: "four"}[found.count]
        )
        return say(turn, "paint_many", what=what, count=count)
    return say(turn, "paint", what=what)
