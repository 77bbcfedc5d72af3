"""How long who guessed wrong has to wait: pure arithmetic over counters of failures.

A stranger's guesses must not lock the owner out. So failures count for an account *from one network*, and for one
network at all accounts; a browser that the account has signed in from before has a counter of its own and takes no
notice of the others. Only the second step, which nobody reaches without the password, also counts for the account as a
whole. Waits double from five seconds to a quarter of an hour; an hour of quiet forgets.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FREE_FAILURES = 5
FREE_FAILURES_PER_NETWORK = 30
FREE_FAILURES_OF_SECOND_STEP = 20
"""Of one account from everywhere: an attacker who has the password must not try codes from a thousand networks."""
FREE_LETTERS = 3
FREE_LETTERS_PER_NETWORK = 10
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)
IPV6_NETWORK_BITS = 64
"""What one household or server is given: its owner may use any address in it."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Something that failures are counted for, and how many pass without a wait."""

    name: str
    free: int
    own: bool
    """Whether a success forgets it; what others share loses only what the success itself had counted."""


@dataclass(frozen=True, slots=True)
class Failures:
    count: int
    last_at: datetime


def network_of(address: str) -> str:
    """The IPv4 address, or the IPv6 network; anything else as it is."""
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
    return str(parsed)


def password_counters(account: str, address: str, device: str | None) -> list[Counter]:
    """`device` names a browser that this account has signed in from before."""
    if device is not None:
        return [Counter(f"password\x1f{account}\x1fdevice\x1f{device}", FREE_FAILURES, own=True)]
    network = network_of(address)
    return [
        Counter(f"password\x1f{account}\x1f{network}", FREE_FAILURES, own=True),
        Counter(f"network\x1f{network}", FREE_FAILURES_PER_NETWORK, own=False),
    ]


def second_step_counters(account: str, address: str, device: str | None) -> list[Counter]:
    if device is not None:
        return [Counter(f"second\x1f{account}\x1fdevice\x1f{device}", FREE_FAILURES, own=True)]
    return [
        Counter(f"second\x1f{account}\x1f{network_of(address)}", FREE_FAILURES, own=True),
        Counter(f"second\x1f{account}", FREE_FAILURES_OF_SECOND_STEP, own=True),
    ]


def letter_counters(address: str) -> list[Counter]:
    """Who asks for letters to others. Every letter counts: none of them succeeds."""
    return [Counter(f"letters from\x1f{network_of(address)}", FREE_LETTERS_PER_NETWORK, own=False)]


def letters_to(account: str) -> list[Counter]:
    """However many ask from wherever, a mailbox is not filled; the letters that do arrive are good."""
    return [Counter(f"letters to\x1f{account}", FREE_LETTERS, own=True)]


def wait_after(excess: int) -> timedelta:
    """How long to wait after `excess` failures beyond the free ones."""
    if excess < 0:
        return timedelta(0)
    doubled: timedelta = FIRST_WAIT * 2 ** min(excess, 20)
    return min(LONGEST_WAIT, doubled)


def wait_left(failures: Failures | None, free: int, now: datetime) -> float:
    """Seconds until the next attempt may be made; never more than `LONGEST_WAIT`, whatever the clock did."""
    if failures is None or is_forgotten(failures, now):
        return 0.0
    wait = wait_after(failures.count - free)
    left = failures.last_at + wait - now
    return max(0.0, min(left, wait).total_seconds())


def one_more(failures: Failures | None, now: datetime) -> Failures:
    if failures is None or is_forgotten(failures, now):
        return Failures(1, now)
    return Failures(failures.count + 1, now)


def one_less(failures: Failures) -> Failures:
    return replace(failures, count=max(0, failures.count - 1))


def is_forgotten(failures: Failures, now: datetime) -> bool:
    return now - failures.last_at > FORGET_AFTER
