"""What conversations hold of a person."""

from huahua.chat.store.tables import conversations, messages
from huahua.infra.personal import Holding, Register, Retained, RetentionClass

REGISTER = Register(
    holdings=(
        Holding("messages", messages, hidden=("user_id", "client_key")),
        Holding("conversations", conversations, hidden=("user_id", "running_run_id")),
    ),
    retained=(
        Retained(
            RetentionClass.CONVERSATIONS,
            conversations,
            "updated_at",
            unless=conversations.c.running_run_id.is_not(None),
        ),
    ),
)
