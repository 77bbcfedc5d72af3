"""What an operator writes: lists of words, allowed phrases and patterns, each with a tier."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MAX_WORDS = 20_000
MAX_WORD_CHARS = 64
MAX_PATTERNS = 100
MAX_PATTERN_CHARS = 500
PATTERN_WINDOW = 160
"""Characters that a pattern can match at most, and that are held back at most of a stream where patterns look at it."""


class Tier(StrEnum):
    """What is done where a rule finds something."""

    BLOCK = "block"
    REVIEW = "review"
    """It passes, and a person looks at it."""
    LOG = "log"


TIER_RANK = {Tier.BLOCK: 0, Tier.REVIEW: 1, Tier.LOG: 2}


class Direction(StrEnum):
    INPUT = "input"
    OUTPUT = "output"


BOTH = frozenset(Direction)


class JudgeKind(StrEnum):
    MODERATION = "moderation"
    """OpenAI's `/v1/moderations`."""
    CHAT = "chat"
    """A language model that is asked whether a text breaks the rule."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A model of the gateway that is asked about each text."""

    model: str
    kind: JudgeKind = JudgeKind.MODERATION
    guideline: str = ""
    """For a language model: what is not allowed, in the operator's words."""
    strict: bool = False
    """Whether a text is stopped when the model cannot be asked; otherwise it passes."""


@dataclass(frozen=True, slots=True)
class RuleList:
    """Roles and models: empty means all. Words are found in spite of evasion (`folding`), patterns as they stand.
    A word inside of one of the `allow` phrases is no finding."""

    name: str
    tier: Tier
    words: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    directions: frozenset[Direction] = BOTH
    roles: frozenset[str] = field(default_factory=frozenset)
    models: frozenset[str] = field(default_factory=frozenset)
    judge: Judge | None = None
    enabled: bool = True

    def covers(self, role: str, model: str) -> bool:
        return (
            self.enabled
            and (not self.roles or role in self.roles)
            and (not self.models or model in self.models)
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` is what the rule found."""

    start: int
    end: int
    rule: str
    tier: Tier
