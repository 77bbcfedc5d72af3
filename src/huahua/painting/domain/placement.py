"""Where a pipeline runs and how it is made to fit: device, number format, offload. Pure: the doctor says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GIB = 1024**3
_BYTES = {"float32": 4.0, "float16": 2.0, "bfloat16": 2.0, "int8": 1.0}
_ACTIVATIONS_PER_PIXEL = 2_600
"""Bytes that denoising and decoding need for each pixel of a picture in 16 bits, about: 2.5 GiB for 1024 × 1024."""
_MARGIN = 1.08
"""Weights need a little more than their bytes."""


class NotPlaced(Exception):
    """No such device, or a number format that it does not have. The message is for the operator."""


@dataclass(frozen=True, slots=True)
class Device:
    """`id` as torch names it (`cuda:0`, `mps`, `cpu`); bytes of its memory."""

    id: str
    name: str
    total: int
    free: int
    bfloat16: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    devices: tuple[Device, ...]
    """The processor is always among them."""
    quantizers: tuple[str, ...] = ()
    """Installed of `torchao` and `bitsandbytes`."""


@dataclass(frozen=True, slots=True)
class Wish:
    device: str = "auto"
    dtype: str = "auto"
    offload: str = "auto"


@dataclass(frozen=True, slots=True)
class Placement:
    device: str
    dtype: str
    """Of the weights that are computed with; for `int8` the rest is in `float16` or `bfloat16`."""
    offload: str
    slicing: bool
    """Attention in slices: slower, needs less memory."""
    tiling: bool
    """The picture is decoded in tiles."""
    quantizer: str
    why: str
    """In words, for the doctor."""


def place(
    wish: Wish, machine: Machine, weights: Mapping[str, int], pixels: int, *, bfloat16: bool
) -> Placement:
    """`weights`: numbers of parameters by component; `pixels` of the largest picture or batch that is expected;
    `bfloat16`: the model was trained in it and overflows in float16. Raises NotPlaced."""
    device = _device(wish.device, machine.devices)
    dtype, quantizer = _dtype(wish.dtype, device, machine.quantizers, bfloat16)
    whole = _MARGIN * sum(weights.values()) * _BYTES[dtype]
    largest = _MARGIN * max(weights.values(), default=0) * _BYTES[dtype]
    work = pixels * _ACTIVATIONS_PER_PIXEL * (2 if dtype == "float32" else 1)
    offload = _offload(wish.offload, device, whole + work, largest + work)
    tight = device.id != "cpu" and device.free < (whole if offload == "none" else largest) + 2 * work
    why = (
        f"{device.name} ({device.id}), {dtype}; weights {whole / GIB:.1f} GiB and about {work / GIB:.1f} GiB to work"
        f" in, {device.free / GIB:.1f} of {device.total / GIB:.1f} GiB free: {_SAID[offload]}"
    )
    slicing = device.id == "mps" or (tight and offload == "sequential")
    if tight:
        why += "; memory is tight, so pictures are decoded in tiles"
    return Placement(device.id, dtype, offload, slicing, tight, quantizer, why)


_SAID = {
    "none": "all of it stays on the device",
    "model": "parts that rest wait in main memory",
    "sequential": "layer by layer from main memory, which is slow",
}


def _device(wanted: str, devices: Sequence[Device]) -> Device:
    kinds = ("cuda", "mps", "cpu") if wanted == "auto" else (wanted,)
    for kind in kinds:
        found = [one for one in devices if one.id == kind or one.id.startswith(f"{kind}:")]
        if found:
            return max(found, key=lambda one: one.free)
    there = ", ".join(one.id for one in devices)
    raise NotPlaced(f"There is no device '{wanted}' here; there is {there}.")


def _dtype(wanted: str, device: Device, quantizers: Sequence[str], bfloat16: bool) -> tuple[str, str]:
    if wanted == "int8":
        fitting = [one for one in quantizers if one == "torchao" or device.id.startswith("cuda")]
        if not fitting:
            raise NotPlaced(
                "int8 needs the package torchao (or bitsandbytes, on CUDA), which is not installed here;"
                " choose float16 or bfloat16."
            )
        return "int8", fitting[0]
    if wanted == "bfloat16" and not device.bfloat16:
        raise NotPlaced(f"{device.name} does not compute in bfloat16; choose float16 or float32.")
    if wanted != "auto":
        return wanted, ""
    if device.id == "cpu":
        return "float32", ""
    return ("bfloat16" if bfloat16 and device.bfloat16 else "float16"), ""


def _offload(wanted: str, device: Device, whole: float, largest: float) -> str:
    """Only CUDA has memory of its own from which something could be moved away."""
    if not device.id.startswith("cuda"):
        return "none"
    if wanted != "auto":
        return wanted
    if device.free >= whole:
        return "none"
    return "model" if device.free >= largest else "sequential"
