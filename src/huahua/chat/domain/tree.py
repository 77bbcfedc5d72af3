"""The tree of a conversation: messages point at their parents; a path runs from a root to a leaf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from huahua.chat.domain.conversation import Message


def by_id(messages: Iterable[Message]) -> dict[str, Message]:
    return {message.id: message for message in messages}


def path_to(messages: Mapping[str, Message], leaf_id: str | None) -> list[Message]:
    """Root to leaf; empty for no leaf. A parent that is missing ends the path (and a cycle cannot hang it)."""
    path: list[Message] = []
    seen: set[str] = set()
    while leaf_id is not None and leaf_id in messages and leaf_id not in seen:
        seen.add(leaf_id)
        path.append(messages[leaf_id])
        leaf_id = messages[leaf_id].parent_id
    path.reverse()
    return path


def siblings(messages: Mapping[str, Message], message_id: str) -> list[Message]:
    """Versions of a message, itself included, oldest first."""
    parent_id = messages[message_id].parent_id
    found = [message for message in messages.values() if message.parent_id == parent_id]
    return sorted(found, key=lambda message: message.id)


def newest_leaf(messages: Mapping[str, Message], message_id: str) -> str:
    """The leaf one reaches from a message by always taking the newest version."""
    children: dict[str | None, list[str]] = {}
    for message in messages.values():
        children.setdefault(message.parent_id, []).append(message.id)
    while message_id in children:
        message_id = max(children[message_id])
    return message_id
