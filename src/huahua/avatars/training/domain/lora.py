"""Files of LoRA adapters, checked to their last byte: nothing but named tensors, those of a LoRA, and no number that is
none."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from huahua.kit.adapter_families import family_of_adapter

MAX_HEADER_BYTES = 4 * 1024 * 1024
MAX_RANK = 1_024
"""More is no low-rank adapter, and takes the memory of whoever loads it."""
_SIZES = {"F32": 4, "F16": 2, "BF16": 2}
_DOWN = re.compile(r"\.(?:lora_A|lora_down|lora\.down)(?:\.[\w-]+)?\.weight$")
_UP = re.compile(r"\.(?:lora_B|lora_up|lora\.up)(?:\.[\w-]+)?\.weight$")
_ALPHA = re.compile(r"\.alpha$")
_NAME = re.compile(r"[\w.\-]{1,400}")


class NotALora(Exception):
    """The message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class LoraFacts:
    """`layers` is how many layers it changes, `rank` the largest; `family` as in `kit.adapter_families`."""

    rank: int
    layers: int
    family: str = ""


def lora_facts(data: bytes) -> LoraFacts:
    """Raises NotALora for all that is not exactly a safetensors file of LoRA weights, to its last byte."""
    header, begin = _header(data)
    spans, ranks, ups = [], [], 0
    shapes: dict[str, list[int]] = {}
    for name, tensor in header.items():
        if name == "__metadata__":
            _check_metadata(tensor)
            continue
        shape, span = _tensor(name, tensor)
        spans.append(span)
        _check_finite(name, str(tensor["dtype"]), data[begin + span[0] : begin + span[1]])
        shapes[name] = shape
        if _DOWN.search(name):
            ranks.append(shape[0] if shape else 0)
        elif _UP.search(name):
            ups += 1
        elif not _ALPHA.search(name):
            raise NotALora(f"The file holds '{name[:80]}', which is no part of a LoRA.")
    _check_spans(spans, len(data) - begin)
    if not ranks or len(ranks) != ups:
        raise NotALora("The file is no LoRA: it holds no pairs of low-rank weights.")
    if max(ranks) > MAX_RANK:
        raise NotALora(f"The style has rank {max(ranks)}; at most {MAX_RANK} is taken.")
    return LoraFacts(max(ranks), len(ranks), family_of_adapter(shapes))


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


def _check_finite(name: str, dtype: str, raw: bytes) -> None:
    """Infinities and NaN paint black pictures, and spoil every other style that is used beside them."""
    if dtype == "BF16":  # the upper half of a float: its exponent is all ones
        broken = bool(((np.frombuffer(raw, "<u2") & 0x7F80) == 0x7F80).any()) if len(raw) % 2 == 0 else False
    else:
        kind = "<f4" if dtype == "F32" else "<f2"
        whole = len(raw) - len(raw) % int(kind[-1])
        broken = not bool(np.isfinite(np.frombuffer(raw[:whole], kind)).all())
    if broken:
        raise NotALora(f"The file holds numbers that are none at '{name[:80]}'.")
