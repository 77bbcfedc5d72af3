"""What an operator writes: lists of words, allowed phrases and patterns, each with a tier."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MAX_WORDS = 20_000
MAX_WORD_CHARS = 64
MAX_PATTERNS = 100
MAX_PATTERN_CHARS = 500
PATTERN_WINDOW = 160
"""Characters that a pattern can match at most, and that are held back of a stream where patterns look at it."""


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
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` is what the rule found."""

    start: int
    end: int
    rule: str
    tier: Tier
