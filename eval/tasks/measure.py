"""How often the kind of task is told right, on prompts that nothing was trained on."""

from __future__ import annotations

import time
from collections import Counter

from eval.tasks.prompts import Prompt, labelled_prompts, training_prompts
from huahua.gateway.domain.routing import TaskKind
from huahua.gateway.routing.tasks import kind_of
from huahua.gateway.routing.tasks.rules import by_rule

ROUNDS = 200


def confusion(prompts: list[Prompt]) -> Counter[tuple[TaskKind, TaskKind]]:
    """(labelled, told) → how often."""
    return Counter((prompt.kind, kind_of(prompt.text, picture=prompt.picture)) for prompt in prompts)


def accuracy(prompts: list[Prompt]) -> float:
    return sum(count for (wanted, told), count in confusion(prompts).items() if wanted is told) / len(prompts)


def report() -> str:
    prompts = labelled_prompts()
    parts = [
        "## Kinds of task (routing)",
        f"{len(prompts)} labelled prompts (`eval/tasks/test.txt`), written apart from the "
        f"{len(training_prompts())} training prompts. {_by_rules(prompts)}",
        f"**Accuracy {accuracy(prompts):.1%}**",
        _by_language(prompts),
        _matrix(prompts),
        _speed(),
    ]
    return "\n\n".join(parts) + "\n"


def _by_rules(prompts: list[Prompt]) -> str:
    known = [found for prompt in prompts if (found := by_rule(prompt.text, picture=prompt.picture))]
    return f"Rules decide {len(known) / len(prompts):.0%} of them, the classifier the rest."


def _by_language(prompts: list[Prompt]) -> str:
    lines = ["| language | prompts | accuracy |", "|---|---|---|"]
    for language in sorted({prompt.language for prompt in prompts}):
        own = [prompt for prompt in prompts if prompt.language == language]
        lines.append(f"| {language} | {len(own)} | {accuracy(own):.1%} |")
    return "\n".join(lines)


def _matrix(prompts: list[Prompt]) -> str:
    found = confusion(prompts)
    kinds = list(TaskKind)
    lines = [
        "| labelled ↓ told → | " + " | ".join(kinds) + " | accuracy |",
        "|---|" + "---|" * (len(kinds) + 1),
    ]
    for wanted in kinds:
        row = [found[wanted, told] for told in kinds]
        share = found[wanted, wanted] / max(1, sum(row))
        lines.append(f"| {wanted} | " + " | ".join(map(str, row)) + f" | {share:.0%} |")
    return "\n".join(lines)


def _speed() -> str:
    lines = ["| text | microseconds (best of three) |", "|---|---|"]
    samples = {
        "30 characters": "how do I rent a flat in Berlin",
        "2,000 characters, Chinese": "如何在北京租到合适的房子" * 167,
        "2,000 characters, English": "my cousin asks how one rents a flat in Berlin. " * 43,
    }
    for name, text in samples.items():
        best = min(_time(text) for _ in range(3))
        lines.append(f"| {name} | {best * 1e6:.0f} |")
    return "\n".join(lines)


def _time(text: str) -> float:
    started = time.perf_counter()
    for _ in range(ROUNDS):
        kind_of(text)
    return (time.perf_counter() - started) / ROUNDS
