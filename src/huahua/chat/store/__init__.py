"""Tables of conversations and messages, and their SQL."""

from huahua.chat.store.conversations import ConversationStore
from huahua.chat.store.messages import MessageStore
from huahua.chat.store.tables import conversations, messages

__all__ = ["ConversationStore", "MessageStore", "conversations", "messages"]
