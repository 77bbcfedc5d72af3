"""How often the starter lists stop or mark harmless text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eval.privacy.corpus import examples
from huahua.privacy.rules.matcher import Matcher
from huahua.privacy.rules.starter import STARTER

_HARMLESS = Path(__file__).with_name("harmless.txt")


def harmless() -> Iterator[str]:
    """Texts that stop at nothing, many of them with words of a kind that lists are fond of."""
    yield from _HARMLESS.read_text(encoding="utf-8").splitlines()
    yield from (example.text for example in examples(10))


def false_alarms() -> tuple[int, list[str]]:
    """How many texts, and those with a finding of any tier."""
    matcher, texts = Matcher(STARTER), list(harmless())
    return len(texts), [text for text in texts if matcher.hits(text)]


def report() -> str:
    count, alarms = false_alarms()
    return (
        "## Rules for content\n\n"
        f"The starter lists mark {len(alarms)} of {count:,} harmless texts ({len(alarms) / count:.2%}).\n"
    )
