"""How people ask for a picture in English."""

from __future__ import annotations

import re

from huahua.gateway.providers.builtin.assistant.painting.options import STYLE_WORDS
from huahua.gateway.providers.builtin.assistant.painting.vocabulary import (
    GENERIC_EN,
    OTHER_EN,
    SPECIFIC_EN,
    SUBJECT,
)

_FRAME = re.compile(
    r"^(?:"
    r"(?:can|could|would|will|may|might)(?:n'?t)? (?:you|u|we)(?! mind)(?: (?:please|kindly|possibly|maybe|"
    r"just|perhaps|also|now))*"
    r"|i(?:'d| would)?(?: really| just)? (?:want|need|like|love|wish|prefer)(?: for)? you to"
    r"|i (?:wonder|was wondering|was hoping) (?:if )?(?:you|we) (?:could|would|can|might)"
    r"|is it possible (?:for you )?to|do you think you (?:could|can)|are you able to|would it be possible to"
    r"|(?:i(?:'d| would)(?: really| just)? (?:want|like|love)|i(?: really| just)? want|i'?m trying) "
    r"to(?= (?:paint|"
    r"draw|sketch|make|create|generate|design|illustrate))"
    r"|let'?s(?: try)?(?: to)?|let us|go ahead and|try(?: to)?|your task is to|i need you to"
    r"|please|kindly|just|maybe|perhaps|quickly|now|next|also|then|and|so|first|again"
    r"|help me(?: to)?|help us(?: to)?|help(?= (?:paint|draw|sketch))"
    r")[\s,]+",
    re.IGNORECASE,
)
_DRAW = re.compile(
    r"^/?(?:re-?)?(?:paint|draw|sketch|illustrate|doodle|render|depict|visuali[sz]e|portray|"
    r"imagine)\b(?: (?:up|out))?[\s,:]*(?P<object>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_GERUND = re.compile(
    r"^(?:would you mind|do you mind|how about|what about|start|do you feel like)(?: you)? (?:painting|"
    r"drawing|sketching|making|creating|illustrating)\s+(?P<object>.+)$",
    re.IGNORECASE | re.DOTALL,
)
# 'draw a conclusion' and the like are sayings, not pictures.
_LOOKS_LIKE = re.compile(
    r"^show me (?:what|how) (?P<object>.+?) (?:would )?looks? like\b(?P<rest>.*)$", re.IGNORECASE
)
_NOT_DRAWN = re.compile(
    r"^(?:an? )?(?:conclusions?|parallels?|comparisons?|distinctions?|lots?|straws?|blanks?|breath|"
    r"bath|line between|attention|inspiration|random|(?:this|that|the) (?:html|code|json|markdown|"
    r"template|page|latex|component)|in the (?:evening|morning|afternoon)s?|every|when|sometimes|a lot|"
    r"for fun|number|card|winner|names?|from)\b"
    r"|^(?:my|the|our|your) (?:house|room|wall|walls|bedroom|kitchen wall|fence|nails|car)\b(?! (?:in|"
    r"at|with|on|by|under)\b)",
    re.IGNORECASE,
)
_MAKE = re.compile(
    r"^(?:have|make|create|generate|design|produce|craft|compose|do|give|show|get|send|build|whip up|come "
    r"up with|draw up|prepare)(?: (?:me|us|for me))?\s+(?P<object>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WANT = re.compile(
    r"^(?:i(?:'d| would)?(?: really| just)? (?:want|need|like|love|wish for)(?: to (?P<see>see|look at|"
    r"have|get))?|i wanna (?P<see2>see)"
    r"|(?:let me|lemme) (?P<see3>see)|(?:can|could|may) i (?:have|get|(?P<see4>see))|how about|what "
    r"about|i'?m thinking of|i feel like seeing)\s+(?P<object>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = r"(?:an?|the|some|one|two|three|four|five|\d{1,2}|several|a few|a couple of|another|my|our|your)"
_PICTURE_OF = re.compile(
    rf"^(?:{_ARTICLE} )?(?:[\w'-]+,? ){{0,5}}?(?:{GENERIC_EN}|{SPECIFIC_EN})\b(?:\s*(?:of|with|showing|"
    rf"that|depicting|featuring|where|in which|about|for|in|:|,|-)\s|[\s.?!]*$)",
    re.IGNORECASE,
)
_LEADING_PICTURE = re.compile(
    rf"^(?:{_ARTICLE} )?(?:(?!(?:my|this|that|can|could|i|have|what|who|how|is|was|where|like|love|"
    rf"sell|buy|see|take|send)\b)[\w-]+,? ){{0,4}}?(?:{GENERIC_EN}|{SPECIFIC_EN}) of "
    rf"(?!(?:me|you|us|it|them|that|this|the (?:above|previous))\b)\S",
    re.IGNORECASE,
)
_NOUN_PHRASE = re.compile(rf"^(?:{_ARTICLE}) \w", re.IGNORECASE)
_SENTENCE_VERB = re.compile(
    r"\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|can|could|will|would|should|must|may|"
    r"might|i|i'm|my|we|you|"
    r"he|she|they|what|why|how|who|when|because|if|think|know|said|ate|bit|died|broke|costs?|means?|"
    r"called|weighs?)\b|'s\b.*\b(?:not|very)\b",
    re.IGNORECASE,
)


def object_en(core: str) -> str | None:
    """The words after the request in an English wish for a picture ('' for a bare 'paint'), or None."""
    while match := _FRAME.match(core):
        core = core[match.end() :]
    match = _DRAW.match(core) or _GERUND.match(core)
    if match:
        wanted = match["object"].strip()
        return None if _NOT_DRAWN.match(wanted) else wanted
    match = _LOOKS_LIKE.match(core)
    if match and SUBJECT.search(match["object"]):
        return match["object"] + match["rest"]
    match = _WANT.match(core)
    if match:
        wanted = match["object"].strip()
        seeing = any(match[name] in ("see", "look at") for name in ("see", "see2", "see3", "see4"))
        return wanted if _is_picture(wanted) or (seeing and _is_subject(wanted)) else None
    match = _MAKE.match(core)
    if match:
        wanted = match["object"].strip()
        return wanted if _is_picture(wanted) or _is_subject(wanted) else None
    return None


def _head(words: str) -> str:
    """The first phrase, where the kind of thing is named."""
    return re.split(
        r"\b(?:of|with|on|in|at|for|about|that|who|which|where|by|under|near|from|wearing)\b|[,.;:!?]",
        words,
        maxsplit=1,
    )[0]


def _is_picture(words: str) -> bool:
    return bool(_PICTURE_OF.match(words)) and not re.match(
        r"(?:my|your|the|our) (?:pictures|images|photos|paintings)[\s.?!]*$", words, re.I
    )


def _is_subject(words: str) -> bool:
    return bool(_NOUN_PHRASE.match(words) and SUBJECT.search(words)) and not OTHER_EN.search(_head(words))


def caption_en(core: str) -> str | None:
    """A noun phrase alone that reads like a caption: 'a red boat on a lake', 'pixel art robot'."""
    if _LEADING_PICTURE.match(core) and not OTHER_EN.search(_head(core)):
        return core
    if len(core.split()) > 16 or "?" in core or _SENTENCE_VERB.search(core):
        return None
    styled = bool(STYLE_WORDS.search(core))
    if (
        SUBJECT.search(core)
        and not OTHER_EN.search(core)
        and (styled or (_NOUN_PHRASE.match(core) and len(core.split()) > 2))
    ):
        return core
    return None
