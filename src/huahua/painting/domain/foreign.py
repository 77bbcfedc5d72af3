"""Recipes read out of files: our own, the text `parameters` of stable-diffusion-webui and Forge, and the graph `prompt`
of ComfyUI. All of it is a stranger's word: only fields that are known are taken, of their type and within bounds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huahua.kit.painting import Operation, Quality
from huahua.painting.domain import xmp
from huahua.painting.domain.recipe import KEYWORD
from huahua.painting.domain.spec import MAX_SEED
from huahua.painting.domain.text import clean

MAX_TEXT_CHARS = 200_000
"""Longer texts are not read at all."""
MAX_WORDS = 4_000
MAX_LIST = 32
MAX_DEPTH = 24
"""Links of a graph that are followed."""

Recipe = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """`source` is `huahua`, `a1111` or `comfyui`; `more` is what the file says and HuaHua has no field for."""

    source: str
    recipe: Recipe
    more: dict[str, str] = field(default_factory=dict)


def read(texts: Mapping[str, str]) -> Found | None:
    """The recipe of a file, of its texts by keyword."""
    for keyword, reader in _READERS:
        text = texts.get(keyword)
        if text is not None and len(text) <= MAX_TEXT_CHARS:
            found = reader(text)
            if found is not None and found.recipe:
                return found
    return None


# --- ours -----------------------------------------------------------------------------------------


def _ours(text: str) -> Found | None:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict):
        return None
    recipe = {name: value for name, take in _FIELDS.items() if (value := take(given.get(name))) is not None}
    return Found("huahua", recipe)


def _in_xmp(text: str) -> Found | None:
    recipe = xmp.recipe_in(text)
    return None if recipe is None else _ours(recipe)


def _words(value: object) -> str | None:
    return (clean(value)[:MAX_WORDS] or None) if isinstance(value, str) else None


def _number(value: object, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return None
    return value


def _side(value: object) -> int | None:
    number = _number(value, 1, 16_384)
    return None if number is None else int(number)


def _seed(value: object) -> int | None:
    """Other programs count further than HuaHua does."""
    number = _number(value, 0, 2**64)
    return None if number is None else int(number) % (MAX_SEED + 1)


def _share(value: object) -> float | None:
    return _number(value, 0, 1)


def _list_of_words(value: object) -> list[str] | None:
    if not isinstance(value, list):
        return None
    return [words for each in value[:MAX_LIST] if (words := _words(each)) is not None] or None


def _adapters(value: object) -> list[dict[str, Any]] | None:
    if not isinstance(value, list):
        return None
    found = []
    for each in value[:MAX_LIST]:
        name = _words(each.get("id")) if isinstance(each, dict) else None
        if name is not None:
            weight = _number(each.get("weight"), -2, 2)
            about = {key: words[:200] for key in ("version", "name") if (words := _words(each.get(key)))}
            found.append({"id": name[:200], "weight": 1.0 if weight is None else weight} | about)
    return found or None


def _one_of(*allowed: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in allowed else None


_FIELDS: dict[str, Callable[[object], Any]] = {
    "prompt": _words,
    "words": _words,
    "instruction": _words,
    "enriched_prompt": _words,
    "negative": _words,
    "model": _words,
    "style": _words,
    "aspect": lambda value: (
        value if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{1,2}", value) else None
    ),
    "width": _side,
    "height": _side,
    "seed": _seed,
    "strength": _share,
    "locked": _list_of_words,
    "adapters": _adapters,
    "quality": _one_of(*Quality),
    "operation": _one_of(*Operation),
    "mode": _one_of("new", "edit", "vary"),
}


# --- stable-diffusion-webui, Forge ----------------------------------------------------------------

_NEGATIVE = "Negative prompt:"
_SETTING = re.compile(r'(\w[\w /-]{0,40}):\s*("(?:\\.|[^"\\])*"|[^,]*)(?:,|$)')
_LORA = re.compile(r"<(?:lora|lyco):([^:<>]{1,200}+)(?::(-?\d{1,9}(?:\.\d{1,9})?))?[^<>]*+>")


def _a1111(text: str) -> Found | None:
    """Prompt lines, `Negative prompt:` lines, and a last line of settings that begins with `Steps:`."""
    lines = text.strip().split("\n")
    if not re.match(r"\s*Steps:\s*\d", lines[-1]):
        return None
    said = dict(_SETTING.findall(lines.pop()))
    whole = "\n".join(lines)
    positive, _, negative = whole.partition(_NEGATIVE)
    adapters = [
        {"id": name, "weight": float(weight) if weight else 1.0} for name, weight in _LORA.findall(positive)
    ]
    width, _, height = said.pop("Size", "").partition("x")
    recipe = {
        "prompt": _words(_LORA.sub("", positive)),
        "negative": _words(negative),
        "model": _words(said.pop("Model", None)),
        "seed": _seed(_parsed(said.pop("Seed", ""))),
        "width": _side(_parsed(width)),
        "height": _side(_parsed(height)),
        "strength": _share(_parsed(said.pop("Denoising strength", ""))),
        "adapters": _adapters(adapters),
    }
    more = {name: clean(value)[:200] for name, value in list(said.items())[:MAX_LIST]}
    return Found("a1111", _said(recipe), more)


def _parsed(text: str) -> float | int | None:
    try:
        return int(text) if re.fullmatch(r"\d{1,20}", text) else float(text)
    except ValueError:
        return None


# --- ComfyUI --------------------------------------------------------------------------------------


def _comfyui(text: str) -> Found | None:
    """The graph that was run: `{node id: {class_type, inputs}}`, where an input may be a link `[node id, output]`."""
    try:
        graph = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(graph, dict):
        return None
    nodes = _Graph({name: node for name, node in graph.items() if isinstance(node, dict)})
    sampler = nodes.first(
        lambda inputs: "positive" in inputs and ("seed" in inputs or "noise_seed" in inputs)
    )
    if sampler is None:
        return None
    latent = nodes.behind(sampler.get("latent_image"), "width") or {}
    model = nodes.behind(sampler.get("model"), "ckpt_name", "unet_name") or {}
    recipe = {
        "prompt": nodes.words(sampler.get("positive")),
        "negative": nodes.words(sampler.get("negative")),
        "model": _words(model.get("ckpt_name") or model.get("unet_name")),
        "seed": _seed(nodes.value(sampler.get("seed", sampler.get("noise_seed")))),
        "width": _side(nodes.value(latent.get("width"))),
        "height": _side(nodes.value(latent.get("height"))),
        "strength": None if latent else _share(sampler.get("denoise")),
        "adapters": _adapters(nodes.adapters(sampler.get("model"))),
    }
    kept = ("steps", "cfg", "sampler_name", "scheduler")
    more = {
        name: str(sampler[name])[:200] for name in kept if isinstance(sampler.get(name), str | int | float)
    }
    return Found("comfyui", _said(recipe), more)


class _Graph:
    def __init__(self, nodes: Mapping[str, Mapping[str, Any]]) -> None:
        self._nodes = nodes

    def first(self, fits: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any] | None:
        """The inputs of the first node that fits."""
        return next((inputs for name in self._nodes if fits(inputs := self._inputs(name))), None)

    def behind(self, link: object, *names: str) -> Mapping[str, Any] | None:
        """The inputs of the nearest node before a link that has one of these."""
        for inputs in self._chain(link):
            if any(name in inputs for name in names):
                return inputs
        return None

    def words(self, link: object) -> str | None:
        found = self.behind(link, "text", "t5xxl", "prompt") or {}
        for name in ("text", "t5xxl", "prompt"):
            words = _words(self.value(found.get(name)))
            if words is not None:
                return words
        return None

    def value(self, value: object) -> object:
        """A value, or that of the simple node that a link leads to."""
        for inputs in self._chain(value):
            return next((each for each in inputs.values() if isinstance(each, str | int | float)), None)
        return value

    def adapters(self, link: object) -> list[dict[str, Any]]:
        return [
            {"id": inputs["lora_name"], "weight": inputs.get("strength_model", 1.0)}
            for inputs in self._chain(link)
            if "lora_name" in inputs
        ]

    def _chain(self, link: object) -> list[Mapping[str, Any]]:
        """Inputs of the nodes before a link, the nearest first; each node once."""
        waiting, seen, found = [link], set[str](), list[Mapping[str, Any]]()
        while waiting and len(found) < MAX_DEPTH:
            each = waiting.pop(0)
            if not (isinstance(each, list) and each and isinstance(each[0], str)) or each[0] in seen:
                continue
            seen.add(each[0])
            inputs = self._inputs(each[0])
            found.append(inputs)
            waiting.extend(list(inputs.values())[:MAX_LIST])
        return found

    def _inputs(self, name: str) -> Mapping[str, Any]:
        inputs = self._nodes.get(name, {}).get("inputs")
        return inputs if isinstance(inputs, dict) else {}


def _said(recipe: Recipe) -> Recipe:
    return {name: value for name, value in recipe.items() if value is not None}


_READERS: tuple[tuple[str, Callable[[str], Found | None]], ...] = (
    (KEYWORD, _ours),
    (xmp.KEYWORD, _in_xmp),
    ("parameters", _a1111),
    ("prompt", _comfyui),
)
