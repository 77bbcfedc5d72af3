"""What widgets hold of a person: of their owner. What visitors said is among the owner's conversations."""

from huahua.infra.personal import Holding, Register, Retained, RetentionClass, through
from huahua.widgets.store import counts, visitors, widgets

REGISTER = Register(
    holdings=(
        Holding("widget_counts", counts, of=through(counts, "widget_id", widgets), exported=False),
        Holding("widget_visitors", visitors, hidden=("user_id",)),
        Holding("widgets", widgets, hidden=("user_id",)),
    ),
    retained=(Retained(RetentionClass.CONVERSATIONS, visitors, "seen_at"),),
)
