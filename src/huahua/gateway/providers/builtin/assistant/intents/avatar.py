"""'Make me an avatar', '给我做个头像,短发戴眼镜的女生'."""

from __future__ import annotations

import re
from typing import Any

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.painting import wish
from huahua.gateway.providers.builtin.assistant.painting.options import style_of
from huahua.gateway.providers.builtin.assistant.replies import echo, say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_WORD = re.compile(
    r"\b(?:avatars?|profile (?:pictures?|pics?|photos?|images?)|pfps?|userpics?)\b|头像", re.IGNORECASE
)
_QUESTION = re.compile(
    r"^(?:what|who|why|where|when|which|how(?! about)|is|are|does|did|do)\b|什么是|是什么|怎么(?:换|改|"
    r"设置|删|上传|弄)|如何(?:换|改|设置)|在哪|谁的|哪里|为什么"
    r"|^(?:i (?:like|love|hate|changed|have)|my avatar|我(?:喜欢|讨厌|换了|有|的头像(?:是|不|很|怎|"
    r"太)))|\b(?:delete|remove|upload) my\b|^(?:头像)?(?:真|很|挺)(?:好|漂亮|可爱)|the movie|电影",
    re.IGNORECASE,
)
_LEAD_EN = re.compile(
    r"^.*?\b(?:avatars?|profile (?:pictures?|pics?|photos?|images?)|pfps?|"
    r"userpics?)\b[\s,:.-]*(?:(?:for (?:me|us|my (?:bot|profile|account|channel)))[\s,:.-]*)?"
    r"(?:(?:of|with|for|showing|that (?:is|has|shows|looks like)|who (?:is|has)|like|as|where|please|"
    r"depicting)\b[\s,:]*)?",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_EN = re.compile(
    r"\b(?:an?|the|my|some|new|one|two|three|four|\d+)\s+(?P<adjectives>(?:[\w-]+\s+){0,4}?)(?:avatars?|"
    r"profile (?:pictures?|pics?|photos?|images?)|pfps?|userpics?)\b",
    re.IGNORECASE,
)
_LEAD_ZH = re.compile(
    r"^(?:我想要?|我要|我需要|想要?|能不能|能否|可不可以|可以|能|你能|你可以|请你|请|麻烦你?|帮忙|"
    r"帮我们?|给我们?|替我|为我|帮|再|来|做|画|设计|生成|制作|整|搞|弄|创建|创作|换|要|求|出|捏|一下|"
    r"新的?|一?[个张款幅只套]|[两二三四2-4][个张款幅]|(?<=[做画来成计作整搞弄个张])的)+"
)
_TRAIL_ZH = re.compile(r"(?:的)?头像[\s,，。:：]*(?:要|是|要求|为|上是|里是|画)?[\s,，:：]*")
_FILLER = {
    "nice",
    "cool",
    "new",
    "good",
    "great",
    "simple",
    "custom",
    "personal",
    "own",
    "different",
    "more",
    "of",
    "an",
    "a",
}


def avatar(turn: Turn) -> Answer | None:
    """An avatar from a description; a question back where it describes nobody."""
    described = description_of(turn)
    if described is None:
        before = turn.before()
        if before is None or description_of(before) != "" or not _describes(turn.core):
            return None
        described = turn.core
    if not turn.toolbox.offers(tools.AVATAR):
        return Answer(say(turn, "avatar_elsewhere"))
    return answer(turn, described)


def _describes(core: str) -> bool:
    asks = re.search(
        r"[?？]|^(?:what|who|how|why|when|where|no|never mind|thanks?|hello|hi|bye|paint|draw)\b|什么|"
        r"怎么|谁|^(?:不要了|算了|没|谢谢|你好|再见|画)|吗$",
        core,
        re.IGNORECASE,
    )
    return bool(core) and len(core) <= 300 and not asks


def description_of(turn: Turn) -> str | None:
    """What the avatar should look like: '' where it is not said, None where no avatar is wished for."""
    core = turn.core
    if not _WORD.search(core) or _QUESTION.search(core) or len(core) > 600:
        return None
    without_count, _ = wish.take_count(core)
    if "头像" in core:
        return _described_zh(without_count)
    before = _BEFORE_EN.search(core)
    adjectives = [
        word for word in (before["adjectives"].split() if before else []) if word.lower() not in _FILLER
    ]
    after = _LEAD_EN.sub("", core, count=1).strip(" ,.?!")
    parts = [
        part
        for part in (after, " ".join(adjectives))
        if part and not re.fullmatch(r"(?:for )?(?:me|us|please|my profile)", part, re.IGNORECASE)
    ]
    return wish.tidy_prompt(", ".join(parts)) if parts else ""


def _described_zh(core: str) -> str:
    left, _, right = core.partition("头像")
    left = _LEAD_ZH.sub("", left).strip(" ,，的")
    right = _TRAIL_ZH.sub("", "头像" + right, count=1)
    parts = [part for part in (wish.tidy_prompt(left), wish.tidy_prompt(right)) if part]
    return "，".join(parts)


def answer(turn: Turn, described: str) -> Answer:
    """The words and the tool call for an avatar."""
    if not described:
        return Answer(say(turn, "avatar_ask"))
    _, count = wish.take_count(turn.core)
    counted = re.search(r"([两二三四2-4])[个张款](?:不同的)?.{0,12}头像", turn.core)
    if count is None and counted:
        count = {"两": 2, "二": 2, "三": 3, "四": 4}.get(counted[1]) or int(counted[1])
    arguments: dict[str, Any] = {
        "description": described[: wish.MAX_PROMPT],
        "count": None if count is None else max(1, min(wish.MAX_COUNT, count)),
        "style": style_of(turn.core),
    }
    call = (tools.AVATAR, turn.toolbox.fit(tools.AVATAR, arguments))
    return Answer(say(turn, "avatar", what=echo(described)), (call,))
