"""Labelled descriptions: `sentence | key=value …`; the keys are told in the first lines of dev.txt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.avatars.templates import descriptions
from huahua.avatars.domain.spec import AvatarSpec

_KEYS = {
    "s": "style", "g": "gender", "a": "age", "e": "expression", "hs": "hair_style", "hc": "hair_color",
    "sk": "skin_tone", "gl": "glasses", "fh": "facial_hair", "acc": "accessories", "cl": "clothing",
    "cc": "clothing_color", "bg": "background", "m": "mood_words",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """`unmet`: parts of wishes that the reader must name as unmet."""

    text: str
    spec: AvatarSpec
    unmet: tuple[str, ...]
    language: str


@cache
def examples(name: str) -> tuple[Example, ...]:
    """Of `dev`, `held_out` or `templates`."""
    if name == "templates":
        return tuple(Example(text, spec, (), language) for text, spec, language in descriptions())
    found, language = [], ""
    for line in Path(__file__).with_name(f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            language = line.removeprefix("## ").strip()
        elif line.strip() and not line.startswith("#"):
            found.append(_example(line, language))
    return tuple(found)


def _example(line: str, language: str) -> Example:
    text, _, labels = line.rpartition("|")
    values: dict[str, object] = {}
    unmet = []
    for label in labels.split():
        key, _, value = label.partition("=")
        if key == "u":
            unmet.append(value.replace("_", " "))
        elif key in ("acc", "m"):
            values[_KEYS[key]] = () if value == "-" else tuple(value.split("+"))
        else:
            values[_KEYS[key]] = value
    return Example(text.strip(), AvatarSpec.model_validate(values), tuple(unmet), language)
