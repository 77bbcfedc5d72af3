"""Words that a user locked: they are in the prompt that is painted, whoever rewrote it."""

from __future__ import annotations

from collections.abc import Sequence

from huahua.painting.domain.text import is_chinese


def missing_words(prompt: str, locked: Sequence[str]) -> list[str]:
    """The locked words that do not stand in the prompt, whatever their case."""
    folded = prompt.casefold()
    return [word for word in locked if word.casefold() not in folded]


def with_locked(prompt: str, locked: Sequence[str]) -> str:
    """The prompt with every locked word in it; lost ones are appended."""
    lost = missing_words(prompt, locked)
    if not lost:
        return prompt
    chinese = is_chinese(prompt)
    comma = "，" if chinese else ", "
    return comma.join([prompt.rstrip(" .,;，。；、"), *lost])
