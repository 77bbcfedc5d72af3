"""'Something of yours changed': short notices to a user's open pages, so that every tab shows the same.

Notices are hints, not data: a page that misses one (it was offline, or the change happened in another
process) sees the truth at its next look. They are therefore not stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MAX_WAITING_NOTICES = 256


@dataclass(frozen=True, slots=True)
class Notice:
    """`topic` is `conversations` or `pictures`; `id` names the one that changed."""

    topic: str
    id: str


class Feed:
    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[Notice]]] = {}

    def publish(self, user_id: str, topic: str, id: str) -> None:
        """Tell every open page of the user; a page that reads too slowly misses notices, it does not block."""
        notice = Notice(topic, id)
        for queue in self._queues.get(user_id, ()):
            if not queue.full():
                queue.put_nowait(notice)

    @contextmanager
    def subscribe(self, user_id: str) -> Iterator[asyncio.Queue[Notice]]:
        queue: asyncio.Queue[Notice] = asyncio.Queue(MAX_WAITING_NOTICES)
        self._queues.setdefault(user_id, set()).add(queue)
        try:
            yield queue
        finally:
            queues = self._queues[user_id]
            queues.discard(queue)
            if not queues:
                del self._queues[user_id]
