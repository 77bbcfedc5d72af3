"""Limits on guesses: after a few failures from one place at one account, waits that double.

Counted per (account, address), so that a stranger's guesses never lock the owner out elsewhere; and per
address alone, so that one place cannot try many accounts. Each server process counts for itself.
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

    def begin(self, account: str, address: str, now: datetime) -> None:
        """Count an attempt as a failure; `succeeded` takes that back.

        It is counted before the password is looked at, because guesses that are sent together would all
        pass if each were counted when it has failed. Raises TooManyAttempts while a wait is on.
        """
        limits = _limits(account, address)
        for key, free in limits:
            left = self._wait_left(key, free, now)
            if left > 0:
                raise TooManyAttempts(left)
        for key, _ in limits:
            self._count(key, now)
        while len(self._records) > MAX_TRACKED:
            self._records.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """The attempt that `begin` counted was right: forget this account's failures from here."""
        (pair, _), (place, _) = _limits(account, address)
        self._records.pop(pair, None)
        record = self._records.get(place)
        if record is not None:
            record.failures -= 1

    def _wait_left(self, key: str, free: int, now: datetime) -> float:
        """Seconds until the next attempt may be made."""
        record = self._records.get(key)
        if record is None or now - record.last_at > FORGET_AFTER:
            return 0.0
        return (record.last_at + wait_after(record.failures - free) - now).total_seconds()

    def _count(self, key: str, now: datetime) -> None:
        record = self._records.pop(key, None)
        if record is None or now - record.last_at > FORGET_AFTER:
            record = _Record(0, now)
        record.failures += 1
        record.last_at = now
        self._records[key] = record


def wait_after(excess: int) -> timedelta:
    """How long to wait after `excess` failures beyond the free ones."""
    if excess < 0:
        return timedelta(0)
    doubled: timedelta = FIRST_WAIT * 2 ** min(excess, 20)
    return min(LONGEST_WAIT, doubled)


def _limits(account: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (f"{account}\x1f{address}", FREE_FAILURES), (address, FREE_FAILURES_PER_ADDRESS)
