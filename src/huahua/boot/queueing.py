"""The settings of queues as the gateway takes them."""

from __future__ import annotations

from huahua.boot.settings import LimitSettings
from huahua.gateway.domain.queueing import LANES, QueuePolicy


def queue_policy(limits: LimitSettings) -> QueuePolicy:
    defaults = QueuePolicy()
    return QueuePolicy(
        concurrent_calls=limits.concurrent_calls,
        calls_per_user=limits.calls_per_user,
        waiting_calls=limits.waiting_calls,
        waiting_calls_per_user=limits.waiting_calls_per_user,
        wait_s=limits.wait_s,
        weights={str(role): share for role, share in limits.weights.items()},
        highest_lanes={
            **defaults.highest_lanes,
            **{role: LANES[lane] for role, lane in limits.priorities.items()},
        },
    )
