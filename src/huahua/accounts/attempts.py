"""Limits on guesses: after a few failures from one place at one account, waits that double.

Counted per (account, address), so that a stranger's guesses never lock the owner out elsewhere; and per
address alone, so that one place cannot try many accounts.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from huahua.accounts.errors import TooManyAttempts

FREE_FAILURES = 5
FREE_FAILURES_PER_ADDRESS = 30
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)
MAX_TRACKED = 20_000


@dataclass(slots=True)
class _Record:
    failures: int
    last_at: datetime


class Attempts:
    def __init__(self) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def check(self, account: str, address: str, now: datetime) -> None:
        """Raises TooManyAttempts while a wait is on."""
        for key, free in _limits(account, address):
            record = self._records.get(key)
            if record is None or now - record.last_at > FORGET_AFTER:
                continue
            wait = wait_after(record.failures - free)
            left = (record.last_at + wait - now).total_seconds()
            if left > 0:
                raise TooManyAttempts(left)

    def failed(self, account: str, address: str, now: datetime) -> None:
        for key, _ in _limits(account, address):
            record = self._records.pop(key, None)
            if record is None or now - record.last_at > FORGET_AFTER:
                record = _Record(0, now)
            record.failures += 1
            record.last_at = now
            self._records[key] = record
        while len(self._records) > MAX_TRACKED:
            self._records.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        self._records.pop(f"{account}\x1f{address}", None)


def wait_after(excess: int) -> timedelta:
    """How long to wait after `excess` failures beyond the free ones."""
    if excess < 0:
        return timedelta(0)
    doubled: timedelta = FIRST_WAIT * 2 ** min(excess, 20)
    return min(LONGEST_WAIT, doubled)


def _limits(account: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (f"{account}\x1f{address}", FREE_FAILURES), (address, FREE_FAILURES_PER_ADDRESS)
