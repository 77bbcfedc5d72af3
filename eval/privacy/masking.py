"""Precision and recall of the recognisers on the corpus, kind by kind."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from eval.privacy.corpus import Example, examples
from huahua.privacy.masking.recognise import recognise

_HARMLESS = Path(__file__).with_name("harmless.txt")
SLACK = 2
"""Characters that a place found may have too many, at both ends together."""


@dataclass
class Score:
    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    def precision(self, kind: str | None = None) -> float:
        right = self.right[kind] if kind else self.right.total()
        return right / max(1, right + (self.wrong[kind] if kind else self.wrong.total()))

    def recall(self, kind: str | None = None) -> float:
        right = self.right[kind] if kind else self.right.total()
        return right / max(1, right + (self.missed[kind] if kind else self.missed.total()))


def measure(corpus: Iterable[Example]) -> Score:
    """A place counts as found when all of it is covered by one of its kind that is hardly longer."""
    score = Score()
    for example in corpus:
        found = recognise(example.text)
        left = list(found)
        for gold in example.gold:
            hit = next(
                (
                    span
                    for span in left
                    if span.kind == gold.kind
                    and span.start <= gold.start
                    and span.end >= gold.end
                    and span.end - span.start <= gold.end - gold.start + SLACK
                ),
                None,
            )
            if hit is None:
                score.missed[gold.kind] += 1
                score.mistakes.append(
                    f"missed {gold.kind} {example.text[gold.start : gold.end]!r} in {example.text!r}"
                )
            else:
                left.remove(hit)
                score.right[gold.kind] += 1
        for span in left:
            score.wrong[span.kind] += 1
            score.mistakes.append(
                f"wrong {span.kind} {example.text[span.start : span.end]!r} in {example.text!r}"
            )
    return score


def speed_ms(lines: Iterable[str], characters: int = 2_000) -> float:
    """Of one text of that length, the best of twenty runs."""
    text = "\n".join(lines)[:characters]
    best = float("inf")
    for _ in range(20):
        began = time.perf_counter()
        recognise(text)
        best = min(best, time.perf_counter() - began)
    return best * 1000


def report() -> str:
    corpus = list(examples())
    score = measure(corpus)
    kinds = sorted(set(score.right) | set(score.missed) | set(score.wrong))
    lines = [
        "## Personal data",
        "",
        f"{len(corpus):,} texts from `eval/privacy/templates.txt`, a third of them harmless; a place counts only when "
        f"it is covered whole, with at most {SLACK} characters too many. Templates and recognisers come from the same "
        "hands: text from elsewhere holds forms that nobody here thought of.",
        "",
        "| kind | places | precision | recall |",
        "|---|---|---|---|",
    ]
    for kind in kinds:
        places = score.right[kind] + score.missed[kind]
        lines.append(f"| {kind} | {places} | {score.precision(kind):.3f} | {score.recall(kind):.3f} |")
    total = score.right.total() + score.missed.total()
    lines.append(f"| all | {total} | {score.precision():.4f} | {score.recall():.4f} |")
    full = [example.text for example in examples(2)]
    prose = _HARMLESS.read_text(encoding="utf-8").splitlines()
    some = [
        line
        for number, text in enumerate(prose)
        for line in ([text, full[number]] if number % 10 == 9 else [text])
    ]
    lines += [
        "",
        f"2,000 characters take {speed_ms(some):.2f} ms where every tenth line holds some, and "
        f"{speed_ms(full):.2f} ms where every line does.",
    ]
    return "\n".join(lines) + "\n"
