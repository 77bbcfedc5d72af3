"""How many calls of one user run at once, in this process."""

from __future__ import annotations

from huahua.gateway.errors import Overloaded


class CallSlots:
    """A counter per user; one user's flood is refused and does not slow the others."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._running: dict[str, int] = {}

    def take(self, user_id: str) -> None:
        """Raises Overloaded (with `retry_after`) when the user has `limit` calls running."""
        running = self._running.get(user_id, 0)
        if running >= self._limit:
            raise Overloaded(
                f"You have {running} calls running, which is this server's limit per user. "
                "Wait for one to end, then try again.",
                retry_after=1.0,
            )
        self._running[user_id] = running + 1

    def give_back(self, user_id: str) -> None:
        left = self._running[user_id] - 1
        if left:
            self._running[user_id] = left
        else:
            del self._running[user_id]

    def running(self, user_id: str) -> int:
        return self._running.get(user_id, 0)
