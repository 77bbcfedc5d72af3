"""What the gateway holds of a person: files, batches, and a line for each call."""

from huahua.gateway.batches.model import BatchStatus
from huahua.gateway.batches.store import batches, files, lines
from huahua.gateway.metering.budget_store import spend_budgets
from huahua.gateway.metering.store import usage_days, usage_lines
from huahua.gateway.resilience.store import cases
from huahua.infra.personal import Fate, Holding, Register, Retained, RetentionClass, through

REGISTER = Register(
    holdings=(
        Holding("batch_lines", lines, of=through(lines, "batch_id", batches)),
        Holding("batches", batches, hidden=("user_id",)),
        Holding("files", files, hidden=("user_id",)),
        Holding(  # caps have rows of their own: `cap:<person>`, `cap:<team>/<person>`
            "spending",
            spend_budgets,
            of=lambda user_id: spend_budgets.c.user_id.endswith(user_id, autoescape=True),
            hidden=("user_id",),
        ),
        Holding(
            "usage_lines", usage_lines, hidden=("user_id", "lease_id", "provider"), fate=Fate.PSEUDONYMISED
        ),
        Holding("usage_days", usage_days, fate=Fate.PSEUDONYMISED, exported=False),  # sums of those lines
    ),
    retained=(
        Retained(
            RetentionClass.BATCHES,
            batches,
            "created_at",
            unless=batches.c.status.in_([status.value for status in BatchStatus if not status.is_final]),
            children=(lines.c.batch_id,),
        ),
        # What a wallet has yet to pay for is still needed.
        Retained(
            RetentionClass.USAGE_LINES,
            usage_lines,
            "created_at",
            unless=usage_lines.c.wallet_id.is_not(None) & usage_lines.c.posted_in.is_(None),
        ),
        Retained(RetentionClass.USAGE_LINES, usage_days, "day"),
        Retained(RetentionClass.CASES, cases, "at"),
    ),
)
