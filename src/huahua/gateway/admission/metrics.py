"""What `/metrics` says of the queues. Only calls that wait or are sent away are counted here, so that a call that
finds room costs nothing."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

waiting = Gauge("huahua_queue_waiting", "Calls that wait for a place now", ["queue", "lane"])
waited = Histogram(
    "huahua_queue_wait_seconds",
    "How long calls waited for their place",
    ["queue", "lane"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120),
)
refused = Counter(
    "huahua_queue_refused_total",
    "Calls sent away: own_full, full, deadline (it could not be met), expired (it passed while waiting)",
    ["queue", "lane", "reason"],
)
