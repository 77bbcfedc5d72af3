"""The usage lines of a gateway under test, as they are handed in."""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.usage import UsageLine


def watch_lines(gateway: Any) -> None:
    """`gateway.usage.lines` gathers them from now on."""
    record = gateway.usage.record
    gateway.usage.lines = []

    def watched(line: UsageLine, *rest: Any) -> Any:
        gateway.usage.lines.append(line)
        return record(line, *rest)

    gateway.usage.record = watched
