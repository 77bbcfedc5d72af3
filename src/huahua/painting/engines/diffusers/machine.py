"""What this machine has to paint with, asked of torch."""

from __future__ import annotations

import os
from importlib.util import find_spec

import torch

from huahua.painting.domain.placement import Device, Machine


def machine() -> Machine:
    devices = [_cuda(index) for index in range(torch.cuda.device_count())]
    total, free = _memory()
    if torch.backends.mps.is_available():
        devices.append(Device("mps", "Apple GPU", total, free, bfloat16=True))
    devices.append(Device("cpu", f"{os.cpu_count()} processor cores", total, free, bfloat16=True))
    return Machine(tuple(devices), tuple(name for name in ("torchao", "bitsandbytes") if find_spec(name)))


def _cuda(index: int) -> Device:
    free, total = torch.cuda.mem_get_info(index)
    return Device(
        f"cuda:{index}",
        torch.cuda.get_device_name(index),
        total,
        free,
        bfloat16=torch.cuda.get_device_capability(index) >= (8, 0),
    )


def _memory() -> tuple[int, int]:
    """Main memory in bytes: all of it, and what could be had now."""
    page = os.sysconf("SC_PAGE_SIZE")
    total = os.sysconf("SC_PHYS_PAGES") * page
    try:
        with open("/proc/meminfo") as file:  # noqa: PTH123 - no path of ours
            facts = dict(line.split(":", 1) for line in file)
        return total, int(facts["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return total, total // 2
