"""What `/metrics` says of the usage log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from weakref import WeakSet

from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily, Metric

from huahua.gateway.metering.log import UsageLog

QUANTILES = (0.5, 0.99)
_shown: WeakSet[UsageLog] = WeakSet()


def show(log: UsageLog) -> None:
    """Let `/metrics` tell of this log as long as it lives."""
    _shown.add(log)


class UsageLogCollector:
    def __init__(self, logs: Collection[UsageLog]) -> None:
        self._logs = logs

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(
            "huahua_usage_commit_seconds",
            "How long replies waited lately for their usage lines to be on disk, at most",
            labels=["quantile"],
        )
        for log in list(self._logs):
            for quantile, seconds in zip(QUANTILES, log.waits.quantiles(*QUANTILES), strict=True):
                if seconds is not None:
                    family.add_metric([f"{quantile:g}"], seconds)
        yield family

    def describe(self) -> Iterator[Metric]:
        return iter(())


REGISTRY.register(UsageLogCollector(_shown))
