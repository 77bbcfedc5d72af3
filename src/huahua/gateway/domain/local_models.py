"""Where a provider of kind `diffusers` has its models, and how they are to run: its base URL as an address.

`local:/srv/models?dtype=float16&device=cuda:0&offload=auto&adapters=/srv/loras` is a folder of pipelines, or one
pipeline; `hub:` (or `hub:stabilityai/`) takes them from the hub. What the parts mean stands in
docs/reference/local-painting.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

LOCAL, HUB = "local", "hub"
DTYPES = ("auto", "float32", "float16", "bfloat16", "int8")
OFFLOADS = ("auto", "none", "model", "sequential")
CONTROLS = ("canny", "line", "depth", "pose")
READY = "ready"
"""Instead of a pre-processor: the pictures that come are control pictures already."""
_DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d{1,2})?")
_SOURCE = re.compile(r"[\w./\- ]{1,300}")
_MAX_STEPS = 200


@dataclass(frozen=True, slots=True)
class LocalModels:
    """`root` is a folder, or the owner at the hub (may be empty there)."""

    root: str
    hub: bool = False
    dtype: str = "auto"
    device: str = "auto"
    offload: str = "auto"
    adapters: str = ""
    """Folder of LoRA files (`NAME.safetensors`)."""
    steps: tuple[int, int, int] | None = None
    """For draft, standard and high; None: what the family of the pipeline needs."""
    guidance: float | None = None
    controls: dict[str, str] = field(default_factory=dict)
    """ControlNet folder (or hub id) by kind of control."""
    sketchers: dict[str, str] = field(default_factory=dict)
    """What makes the control picture, by kind: a model's folder, or `ready`."""
    ip_adapter: str = ""
    """Folder (or hub id) of an IP-Adapter; its file by `ip_adapter_file`."""
    ip_adapter_file: str = ""
    max_batch: int = 8


def parse_local_models(url: str) -> LocalModels:
    """Raises ValueError with a sentence for the operator."""
    scheme, colon, rest = url.strip().partition(":")
    if not colon or scheme not in (LOCAL, HUB):
        raise ValueError("The address of local models begins with local: or hub:, such as local:/srv/models.")
    path, _, query = rest.partition("?")
    root = unquote(path)
    if scheme == LOCAL and not root.strip("/ "):
        raise ValueError("Name the folder of the models, such as local:/srv/models.")
    if "\x00" in root or (scheme == HUB and root and not _SOURCE.fullmatch(root)):
        raise ValueError(f"'{root}' cannot be a source of models.")
    values: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        _read(name, value, values)
    return LocalModels(root, scheme == HUB, **values)


def _read(name: str, value: str, into: dict[str, Any]) -> None:
    head, dot, kind = name.partition(".")
    if dot and head in ("control", "sketcher"):
        if kind not in CONTROLS or not value:
            raise ValueError(f"'{name}': the kinds of control are {', '.join(CONTROLS)}.")
        into.setdefault(f"{head}s", {})[kind] = value
        return
    reader = _READERS.get(name)
    if reader is None:
        raise ValueError(f"'{name}' is no setting of local models; there are {', '.join(sorted(_READERS))}.")
    try:
        into[name] = reader(value)
    except ValueError as fault:
        raise ValueError(f"'{name}={value}': {fault}.") from fault


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"use {', '.join(allowed)}")
        return value

    return read


def _device(value: str) -> str:
    if not _DEVICE.fullmatch(value):
        raise ValueError("use auto, cpu, mps, cuda or cuda:N")
    return value


def _steps(value: str) -> tuple[int, int, int]:
    parts = [int(part) for part in value.split(",")]
    if len(parts) == 1:
        parts *= 3
    if len(parts) != 3 or not all(1 <= part <= _MAX_STEPS for part in parts):
        raise ValueError(f"one number from 1 to {_MAX_STEPS}, or three for draft, standard and high")
    return (parts[0], parts[1], parts[2])


def _guidance(value: str) -> float:
    number = float(value)
    if not 0 <= number <= 50:
        raise ValueError("a number from 0 to 50")
    return number


def _safetensors(value: str) -> str:
    if not value.endswith(".safetensors") or "/" in value:
        raise ValueError("a file name that ends in .safetensors")
    return value


def _max_batch(value: str) -> int:
    number = int(value)
    if not 1 <= number <= 64:
        raise ValueError("a number from 1 to 64")
    return number


_READERS: dict[str, Callable[[str], Any]] = {
    "dtype": _one_of(DTYPES),
    "device": _device,
    "offload": _one_of(OFFLOADS),
    "adapters": str,
    "steps": _steps,
    "guidance": _guidance,
    "ip_adapter": str,
    "ip_adapter_file": _safetensors,
    "max_batch": _max_batch,
}
