"""Files of LoRA adapters, checked by their header: nothing but named tensors, and those of a LoRA."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

MAX_HEADER_BYTES = 4 * 1024 * 1024
_SIZES = {"F32": 4, "F16": 2, "BF16": 2}
_DOWN = re.compile(r"\.(?:lora_A|lora_down|lora\.down)(?:\.[\w-]+)?\.weight$")
_UP = re.compile(r"\.(?:lora_B|lora_up|lora\.up)(?:\.[\w-]+)?\.weight$")
_ALPHA = re.compile(r"\.alpha$")
_NAME = re.compile(r"[\w.\-]{1,400}")


class NotALora(Exception):
    """The message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class LoraFacts:
    """`layers` is how many layers it changes, `rank` the largest."""

    rank: int
    layers: int


def lora_facts(data: bytes) -> LoraFacts:
    """Raises NotALora for all that is not exactly a safetensors file of LoRA weights, to its last byte."""
    header, begin = _header(data)
    spans, ranks, ups = [], [], 0
    for name, tensor in header.items():
        if name == "__metadata__":
            _check_metadata(tensor)
            continue
        shape, span = _tensor(name, tensor)
        spans.append(span)
        if _DOWN.search(name):
            ranks.append(shape[0] if shape else 0)
        elif _UP.search(name):
            ups += 1
        elif not _ALPHA.search(name):
            raise NotALora(f"The file holds '{name[:80]}', which is no part of a LoRA.")
    _check_spans(spans, len(data) - begin)
    if not ranks or len(ranks) != ups:
        raise NotALora("The file is no LoRA: it holds no pairs of low-rank weights.")
    return LoraFacts(max(ranks), len(ranks))


def _header(data: bytes) -> tuple[dict[str, Any], int]:
    size = int.from_bytes(data[:8], "little")
    if len(data) < 10 or not 2 <= size <= min(MAX_HEADER_BYTES, len(data) - 8):
        raise NotALora("The file is no safetensors file.")
    try:
        header = json.loads(data[8 : 8 + size])
    except (ValueError, RecursionError) as fault:
        raise NotALora("The file's header cannot be read; it is no safetensors file.") from fault
    if not isinstance(header, dict):
        raise NotALora("The file's header is not an object.")
    return header, 8 + size


def _tensor(name: str, tensor: Any) -> tuple[list[int], tuple[int, int]]:
    broken = NotALora(f"The file's header is broken at '{name[:80]}'.")
    if not _NAME.fullmatch(name) or not isinstance(tensor, dict):
        raise broken
    shape, offsets = _numbers(tensor.get("shape")), _numbers(tensor.get("data_offsets"))
    size = _SIZES.get(str(tensor.get("dtype")))
    if size is None or shape is None or offsets is None or len(offsets) != 2 or len(shape) > 4:
        raise broken
    if offsets[1] - offsets[0] != math.prod(shape) * size or 0 in shape:
        raise broken
    return shape, (offsets[0], offsets[1])


def _numbers(given: Any) -> list[int] | None:
    if isinstance(given, list) and all(type(number) is int and 0 <= number < 2**40 for number in given):
        return given
    return None


def _check_metadata(given: Any) -> None:
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise NotALora("The file's header is broken at '__metadata__'.")


def _check_spans(spans: list[tuple[int, int]], length: int) -> None:
    """Without gaps and overlaps, so that nothing else hides in the file."""
    end = 0
    for begin, stop in sorted(spans):
        if begin != end:
            raise NotALora("The file's tensors overlap, or something hides between them.")
        end = stop
    if end != length:
        raise NotALora("The file is longer or shorter than its header says.")
