"""The face of runs for other areas."""

from huahua.jobs.domain import NewRun, OnLoss, Run, RunEvent, RunStatus
from huahua.jobs.errors import RunError, RunFailure, RunNotFound
from huahua.jobs.eta import Size
from huahua.jobs.feed import Feed
from huahua.jobs.ports import Handler, Lane, RunContext, RunKind
from huahua.jobs.service import RunService
from huahua.jobs.sse import event_id, frames
from huahua.jobs.store import PreviewStore, RunStore

__all__ = [
    "Feed",
    "Handler",
    "Lane",
    "NewRun",
    "OnLoss",
    "PreviewStore",
    "Run",
    "RunContext",
    "RunError",
    "RunEvent",
    "RunFailure",
    "RunKind",
    "RunNotFound",
    "RunService",
    "RunStatus",
    "RunStore",
    "Size",
    "event_id",
    "frames",
]
