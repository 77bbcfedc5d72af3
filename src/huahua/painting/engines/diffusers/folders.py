"""Model folders as hostile input: which may be opened, and what is in them. Needs no torch.

Weights are read from safetensors alone, because pickles run code; classes come from diffusers and transformers alone,
because a folder can name any module; nothing leaves the folders that the operator's settings name.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huahua.kit.adapter_families import family_of_adapter, family_of_pipeline

INDEX = "model_index.json"
_MAX_JSON = 4 * 1024 * 1024
_MAX_HEADER = 100 * 1024 * 1024
_MAX_LISTED = 500
_CLASS = re.compile(r"[A-Z][A-Za-z0-9_]{1,80}Pipeline")
_NAME = re.compile(r"[\w][\w .+@()\-]{0,120}")
_PART = re.compile(r"[\w]{1,60}")
_LIBRARIES = frozenset({"diffusers", "transformers", "stable_diffusion"})
"""`stable_diffusion` is how old folders name diffusers' own safety checker."""
_WITHOUT_WEIGHTS = re.compile(
    r"Scheduler$|Tokenizers?(Fast|Backend)?$|Processor(Fast|Pil)?$|FeatureExtractor$"
)


class BadFolder(Exception):
    """The message says what is wrong, for the operator."""


@dataclass(frozen=True, slots=True)
class PipelineFacts:
    """What stands in a pipeline's folder."""

    class_name: str
    parts: dict[str, tuple[str, str]]
    """Library and class by component."""
    weights: dict[str, int]
    """Numbers of parameters by component; empty for one of the hub that is not here yet."""
    side: int | None = None
    """The picture's side for which it was trained."""
    inpaint: bool = False
    """Its network was trained to fill masks."""
    family: str = ""
    """The trained styles that fit it (`kit.adapter_families`)."""


@dataclass(frozen=True, slots=True)
class FolderRules:
    """From the operator's settings. Symbolic links count as where they lead."""

    allowed: tuple[Path, ...] = ()
    hub: bool = False
    pickle: bool = False
    extra: tuple[Path, ...] = field(default=())
    """Folders of adapters that other parts of HuaHua write."""

    def inside(self, path: Path) -> Path:
        """The real path. Raises BadFolder for one outside the allowed folders."""
        real = path.expanduser().resolve()
        if not any(real.is_relative_to(root.expanduser().resolve()) for root in (*self.allowed, *self.extra)):
            raise BadFolder(
                f"{path} is not inside a folder that the settings allow (local.folders:"
                f" {', '.join(map(str, self.allowed)) or 'none'})."
            )
        return real

    def within(self, root: Path, name: str) -> Path:
        """`name` below `root`, and below it still when links are followed. Raises BadFolder."""
        base = self.inside(root)
        real = (base / name).resolve()
        if not real.is_relative_to(base):
            raise BadFolder(f"'{name}' leads out of its folder.")
        return real


def pipelines_in(root: Path) -> list[str]:
    """Names of the pipelines of a folder; its own name where it is one."""
    if (root / INDEX).is_file():
        return [root.name]
    try:
        found = sorted(entry.name for entry in root.iterdir() if (entry / INDEX).is_file())
    except OSError as fault:
        raise BadFolder(f"{root} cannot be read: {fault.strerror}.") from fault
    return found[:_MAX_LISTED]


def pipeline_folder(rules: FolderRules, root: Path, name: str) -> Path:
    """Raises BadFolder."""
    base = rules.inside(root)
    if (base / INDEX).is_file() and name in (base.name, ""):
        return base
    if not all(_NAME.fullmatch(part) for part in name.split("/")):
        raise BadFolder(f"'{name}' cannot be the name of a model.")
    folder = rules.within(base, name)
    if not (folder / INDEX).is_file():
        raise BadFolder(f"There is no pipeline '{name}' in {root}: its folder holds a {INDEX}.")
    return folder


def read_facts(folder: Path, *, pickle: bool = False) -> PipelineFacts:
    """Raises BadFolder for a folder that is not opened: broken, with other code, or with pickled weights."""
    index = _json(folder / INDEX)
    class_name = index.get("_class_name")
    if not isinstance(class_name, str) or not _CLASS.fullmatch(class_name):
        raise BadFolder(
            f"{INDEX} names no pipeline of diffusers; pipelines with code of their own are not run."
        )
    parts: dict[str, tuple[str, str]] = {}
    weights: dict[str, int] = {}
    for name, value in index.items():
        if name.startswith("_") or not isinstance(value, list) or value == [None, None]:
            continue
        part = _part(name, value)
        parts[name] = part
        if not _WITHOUT_WEIGHTS.search(part[1]):
            weights[name] = _weights(folder, name, pickle)
    return PipelineFacts(
        class_name,
        parts,
        weights,
        _trained_side(folder, parts),
        _fills_masks(folder, parts),
        family_of_pipeline(class_name, _width_of_words(folder, parts)),
    )


def _part(name: str, value: list[Any]) -> tuple[str, str]:
    if len(value) != 2 or not all(isinstance(one, str) for one in value) or not _PART.fullmatch(name):
        raise BadFolder(f"{INDEX} says of '{name[:60]}' something that is not read.")
    library, kind = value
    if library not in _LIBRARIES or not _PART.fullmatch(kind):
        raise BadFolder(
            f"The part '{name}' is of '{library[:60]}'; only classes of diffusers and transformers are used,"
            " never code that comes with a model."
        )
    return library, kind


def _weights(folder: Path, name: str, pickle: bool) -> int:
    part = (folder / name).resolve()
    if not part.is_relative_to(folder.resolve()):
        raise BadFolder(f"The part '{name}' leads out of the model's folder.")
    files = sorted(part.glob("*.safetensors"))
    plain = [file for file in files if not re.search(r"\.(fp16|bf16|non_ema)\.", file.name)] or files
    if plain:
        return sum(parameters(file) for file in plain)
    pickles = [file for ending in ("bin", "pt", "pth", "ckpt") for file in part.glob(f"*.{ending}")]
    if not pickles:
        raise BadFolder(f"The part '{name}' has no weights (no *.safetensors).")
    if not pickle:
        raise BadFolder(
            f"The part '{name}' has pickled weights ({pickles[0].name}), which can run code when they are opened."
            " Use a model in safetensors, or allow pickles in the settings (local.pickle)."
        )
    return sum(file.stat().st_size // 4 for file in pickles)


def header(file: Path) -> dict[str, Any]:
    """The header of a safetensors file: tensors by name, and `__metadata__`. Raises BadFolder."""
    try:
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            if not 2 <= length <= _MAX_HEADER or length + 8 > file.stat().st_size:
                raise BadFolder(f"{file.name} is not a safetensors file.")
            read = json.loads(opened.read(length))
    except (OSError, ValueError, struct.error, RecursionError) as fault:
        raise BadFolder(f"{file.name} is not a safetensors file.") from fault
    if not isinstance(read, dict):
        raise BadFolder(f"{file.name} is not a safetensors file.")
    return read


def parameters(file: Path) -> int:
    """How many numbers a safetensors file holds."""
    total = 0
    for name, tensor in header(file).items():
        shape = tensor.get("shape") if isinstance(tensor, dict) and name != "__metadata__" else None
        if isinstance(shape, list) and all(isinstance(side, int) and side >= 0 for side in shape):
            size = 1
            for side in shape:
                size *= side
            total += size
    return total


def adapter_file(rules: FolderRules, folders: Sequence[Path], name: str) -> Path | None:
    """The LoRA of this name. Raises BadFolder for a name that leads out, or a file that is none."""
    if not _NAME.fullmatch(name.removesuffix(".safetensors")):
        raise BadFolder(f"'{name[:60]}' cannot be the name of an adapter.")
    for folder in folders:
        file = rules.within(folder, f"{name.removesuffix('.safetensors')}.safetensors")
        if file.is_file():
            header(file)
            return file
    return None


def stamp_of(file: Path) -> str:
    """When it was written, and its size. Raises BadFolder."""
    try:
        found = file.stat()
    except OSError as fault:
        raise BadFolder(f"{file.name} cannot be read.") from fault
    return f"{found.st_mtime_ns}:{found.st_size}"


PERSONAL = "sty_"
"""Begins the names of styles that belong to one person (`avatars/training`); nobody else is told of them."""


def adapters_in(rules: FolderRules, folders: Sequence[Path]) -> list[str]:
    names: list[str] = []
    for folder in folders:
        real = rules.inside(folder)
        found = sorted(file.stem for file in real.glob("*.safetensors")) if real.is_dir() else []
        names += [
            name
            for name in found
            if name not in names and _NAME.fullmatch(name) and not name.startswith(PERSONAL)
        ]
    return names[:_MAX_LISTED]


def family_of(file: Path) -> str:
    """The kind of network that a LoRA file is made for, empty where that cannot be told. Raises BadFolder."""
    return family_of_adapter(
        {
            name: tensor["shape"]
            for name, tensor in header(file).items()
            if isinstance(tensor, dict)
            and isinstance(tensor.get("shape"), list)
            and all(type(side) is int for side in tensor["shape"])
        }
    )


def rank_of(file: Path) -> int:
    """The largest rank of a LoRA file."""
    ranks = [
        tensor["shape"][0]
        for name, tensor in header(file).items()
        if ("lora_A" in name or "lora_down" in name or "lora.down" in name)
        and isinstance(tensor, dict)
        and tensor.get("shape")
    ]
    return max((rank for rank in ranks if isinstance(rank, int)), default=4)


def _trained_side(folder: Path, parts: dict[str, tuple[str, str]]) -> int | None:
    """Of models whose network says for which latent size it was trained."""
    if "unet" not in parts and "transformer" not in parts:
        return None
    config = _json(folder / ("unet" if "unet" in parts else "transformer") / "config.json")
    sample, scale = config.get("sample_size"), _vae_scale(folder, parts)
    if not isinstance(sample, int) or not 4 <= sample <= 512 or scale is None:
        return None
    return sample * scale


def _vae_scale(folder: Path, parts: dict[str, tuple[str, str]]) -> int | None:
    if "vae" not in parts:
        return None
    blocks = _json(folder / "vae" / "config.json").get("block_out_channels")
    return 2 ** (len(blocks) - 1) if isinstance(blocks, list) and 1 <= len(blocks) <= 8 else None


def _width_of_words(folder: Path, parts: dict[str, tuple[str, str]]) -> Any:
    return _json(folder / "unet" / "config.json").get("cross_attention_dim") if "unet" in parts else None


def _fills_masks(folder: Path, parts: dict[str, tuple[str, str]]) -> bool:
    return "unet" in parts and _json(folder / "unet" / "config.json").get("in_channels") == 9


def _json(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _MAX_JSON:
            raise BadFolder(f"{file.name} is too large.")
        read = json.loads(file.read_bytes())
    except FileNotFoundError as fault:
        raise BadFolder(f"{file.parent.name}/{file.name} is missing.") from fault
    except (OSError, ValueError, RecursionError) as fault:
        raise BadFolder(f"{file.parent.name}/{file.name} cannot be read.") from fault
    if not isinstance(read, dict):
        raise BadFolder(f"{file.name} is not an object.")
    return read
