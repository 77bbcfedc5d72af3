"""Where a pipeline runs: device, number format and offload by what is free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.painting.domain.placement import GIB, Device, Machine, NotPlaced, Placement, Wish, place

CPU = Device("cpu", "8 processor cores", 32 * GIB, 20 * GIB, bfloat16=True)
SDXL = {"unet": 2_567_000_000, "text_encoder": 123_000_000, "text_encoder_2": 695_000_000, "vae": 84_000_000}
PIXELS = 1024 * 1024


def cuda(free_gib: float, number: int = 0, *, bfloat16: bool = True) -> Device:
    return Device(f"cuda:{number}", "A GPU", 24 * GIB, int(free_gib * GIB), bfloat16)


def placed(*devices: Device, wish: Wish | None = None, quantizers: tuple[str, ...] = ()) -> Placement:
    return place(wish or Wish(), Machine((*devices, CPU), quantizers), SDXL, PIXELS, bfloat16=False)


@pytest.mark.parametrize(("free", "offload"), [(23, "none"), (8.5, "model"), (6, "sequential")])
def test_offload_by_what_is_free(free: float, offload: str) -> None:
    found = placed(cuda(free))
    assert (found.device, found.dtype, found.offload) == ("cuda:0", "float16", offload)
    assert "A GPU (cuda:0), float16" in found.why and f"{free:.1f} of 24.0 GiB free" in found.why
    assert found.tiling == (free < 12)


def test_the_device_with_the_most_free_memory_and_the_processor_last() -> None:
    assert placed(cuda(4), cuda(20, 1)).device == "cuda:1"
    assert placed(cuda(4), cuda(20, 1), wish=Wish("cuda:0", offload="none")).offload == "none"
    alone = placed()
    assert (alone.device, alone.dtype, alone.offload, alone.tiling) == ("cpu", "float32", "none", False)
    apple = placed(Device("mps", "Apple GPU", 32 * GIB, 20 * GIB))
    assert (apple.device, apple.dtype, apple.slicing) == ("mps", "float16", True)


def test_number_formats() -> None:
    wished = Wish(dtype="int8")
    assert placed(cuda(20), wish=wished, quantizers=("torchao",)).quantizer == "torchao"
    assert placed(cuda(20), wish=wished, quantizers=("bitsandbytes",)).quantizer == "bitsandbytes"
    for devices, quantizers in (((cuda(20),), ()), ((), ("bitsandbytes",))):
        with pytest.raises(NotPlaced, match="int8 needs the package"):
            placed(*devices, wish=wished, quantizers=quantizers)
    old = cuda(20, bfloat16=False)
    with pytest.raises(NotPlaced, match="bfloat16"):
        placed(old, wish=Wish(dtype="bfloat16"))
    flux = {"transformer": 12_000_000_000}
    assert place(Wish(), Machine((cuda(40), CPU)), flux, PIXELS, bfloat16=True).dtype == "bfloat16"
    assert place(Wish(), Machine((old, CPU)), flux, PIXELS, bfloat16=True).dtype == "float16"
    with pytest.raises(NotPlaced, match="there is cuda:0, cpu"):
        placed(cuda(4), wish=Wish("mps"))


@given(st.floats(0.1, 80), st.floats(0.1, 80))
def test_more_memory_never_means_more_offload(one: float, other: float) -> None:
    order = ["none", "model", "sequential"]
    less, more = sorted((one, other))
    assert order.index(placed(cuda(more)).offload) <= order.index(placed(cuda(less)).offload)
