"""Reading LiteLLM's price map: https://docs.litellm.ai/docs/provider_registration/add_model_pricing

A JSON object by model: dollars for one token, picture, second, character or page. Here they are for a million tokens
and characters, in whole micros, rounded up. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from huahua.billing.faults import Invalid
from huahua.gateway.domain.api import MAX_MICROS, MILLION

_TOKENS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "audio_input",
    "output_cost_per_audio_token": "audio_output",
    "input_cost_per_character": "character",
}
_EACH = {
    "output_cost_per_image": "picture",
    "input_cost_per_request": "call",
    "ocr_cost_per_page": "page",
}
_ABOVE = re.compile(r"(.+)_above_(\d+)k_tokens")
_PICTURE = re.compile(r"(?:(low|medium|high|standard|hd)/)?(\d{2,5})-x-(\d{2,5})/(?:(?:\d+|max)-steps/)?(.+)")
MAX_BYTES = 20_000_000


@dataclass(slots=True)
class Imported:
    """`entries` by model name; `skipped` is (name, why)."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def read_price_map(text: str, wanted: Collection[str]) -> Imported:
    """Prices of the wanted models (names as the map has them, or without the vendor before the slash).

    Raises Invalid when the text is no such map.
    """
    try:
        document = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as fault:
        raise Invalid("This is not valid JSON.", code="malformed_price_map", param="text") from fault
    if not isinstance(document, dict):
        raise Invalid("This is not an object of models.", code="malformed_price_map", param="text")
    found = Imported()
    pictures: dict[str, dict[str, int]] = {}
    for name, facts in document.items():
        if name == "sample_spec" or not isinstance(facts, dict):
            continue
        match = _PICTURE.fullmatch(name)
        base = match[4] if match else name
        target = _target(base, wanted)
        if target is None:
            continue
        try:
            if match:
                pictures.setdefault(target, {})[_kind(match)] = _picture(facts, match)
            elif target not in found.entries or base == target:
                found.entries[target] = _price(facts)
        except _Unreadable as reason:
            found.skipped.append((name, str(reason)))
    for target, kinds in pictures.items():
        found.entries.setdefault(target, {})["pictures"] = kinds
    for name in sorted(set(wanted) - set(found.entries)):
        found.skipped.append((name, "the map has no price for it"))
    return found


class _Unreadable(Exception):
    """The text is the reason."""


def _target(name: str, wanted: Collection[str]) -> str | None:
    if name in wanted:
        return name
    bare = name.partition("/")[2]
    return bare if bare and bare in wanted else None


def _price(facts: Mapping[str, Any]) -> dict[str, Any]:
    price: dict[str, Any] = {}
    longer: dict[int, dict[str, int]] = {}
    for name, value in facts.items():
        if name in _TOKENS:
            price[_TOKENS[name]] = _micros(value, MILLION)
        elif name in _EACH:
            price[_EACH[name]] = _micros(value, 1)
        elif (match := _ABOVE.fullmatch(name)) and match[1] in _TOKENS:
            longer.setdefault(int(match[2]) * 1000, {})[_TOKENS[match[1]]] = _micros(value, MILLION)
    if "input_cost_per_second" in facts or "output_cost_per_second" in facts:
        mode = facts.get("mode")
        where = "sound" if mode in ("audio_transcription", "audio_speech") else "second"
        price[where] = _micros(facts.get("input_cost_per_second") or facts.get("output_cost_per_second"), 1)
    if facts.get("mode") == "image_generation" and "input_cost_per_image" in facts and "picture" not in price:
        price["picture"] = _micros(facts["input_cost_per_image"], 1)
    if not price:
        raise _Unreadable("it has no price that is known here")
    if longer:
        price["longer"] = [
            {"above": above, "price": {**_flat(price), **amounts}}
            for above, amounts in sorted(longer.items())
        ]
    return price


def _flat(price: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in price.items() if name != "longer"}


def _kind(match: re.Match[str]) -> str:
    size = f"{match[2]}x{match[3]}"
    return f"{size}/{match[1]}" if match[1] else size


def _picture(facts: Mapping[str, Any], match: re.Match[str]) -> int:
    for name in ("output_cost_per_image", "input_cost_per_image"):
        if facts.get(name):
            return _micros(facts[name], 1)
    if facts.get("input_cost_per_pixel"):
        return _micros(facts["input_cost_per_pixel"], int(match[2]) * int(match[3]))
    raise _Unreadable("it has no price of a picture")


def _micros(value: Any, times: int) -> int:
    """Dollars for one, as micros for so many."""
    try:
        exact = Decimal(value) * times * MILLION
    except (InvalidOperation, TypeError, ValueError) as fault:
        raise _Unreadable("a price is not a number") from fault
    if not exact.is_finite() or not 0 <= exact <= MAX_MICROS:
        raise _Unreadable("a price is out of range")
    return int(exact.to_integral_value(rounding="ROUND_CEILING"))
