"""What runs hold of a person: what was asked, and the log of what happened."""

from huahua.infra.personal import Holding, Register, Retained, RetentionClass, through
from huahua.jobs.domain import RunStatus
from huahua.jobs.store import run_events, run_previews, runs

REGISTER = Register(
    holdings=(
        Holding("run_events", run_events, of=through(run_events, "run_id", runs)),
        Holding("run_previews", run_previews, of=through(run_previews, "run_id", runs), exported=False),
        Holding("runs", runs, hidden=("user_id", "executor_id", "cancel_requested", "lane")),
    ),
    retained=(
        Retained(
            RetentionClass.RUNS,
            runs,
            "created_at",
            unless=runs.c.status.in_([RunStatus.QUEUED, RunStatus.RUNNING]),
            children=(run_events.c.run_id, run_previews.c.run_id),
        ),
    ),
)
