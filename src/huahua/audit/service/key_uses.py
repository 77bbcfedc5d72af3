"""API keys that are used from somewhere new: the use of a key that is worth an entry."""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass

from huahua.audit.domain.actions import Action
from huahua.audit.domain.entry import Actor, Subject
from huahua.audit.ports import AuditRepository, Recorder
from huahua.infra.acting import Acting, acting_as
from huahua.kit.clock import Clock

log = logging.getLogger(__name__)

MAX_KNOWN = 50_000
"""Pairs of key and address that a process remembers."""
MAX_PENDING = 1_000
MAX_PER_KEY = 200
"""A key used from more addresses than that is used from everywhere; nothing is new any more."""


@dataclass(frozen=True, slots=True)
class _Use:
    key_id: str
    user_id: str
    role: str
    place: str
    address: str
    user_agent: str


class KeyUses:
    def __init__(self, store: AuditRepository, audit: Recorder, *, clock: Clock) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._known: set[tuple[str, str]] = set()
        self._pending: list[_Use] = []

    def seen(self, key_id: str, user_id: str, role: str, address: str | None, user_agent: str = "") -> None:
        """A key was used. Called with each call of the gateway, so all but the first time cost one look at a set."""
        if address is None or (key_id, address) in self._known:
            return
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known.add((key_id, address))
        if len(self._pending) < MAX_PENDING:
            self._pending.append(_Use(key_id, user_id, role, place_of(address), address, user_agent))
        else:  # another time
            self._known.discard((key_id, address))

    async def tell(self) -> None:
        """Write what is new. Uses that could not be looked up are looked up with the next."""
        pending, self._pending = self._pending, []
        for number, use in enumerate(pending):
            try:
                await self._tell(use)
            except Exception:
                log.exception("the audit log could not take the use of a key")
                self._pending.extend(pending[number:])
                return

    async def _tell(self, use: _Use) -> None:
        who = Acting("key", use.user_id, use.role, use.key_id, use.address, use.user_agent)
        with acting_as(who):
            done = self._audit.within(
                Action.KEY_NEW_ADDRESS,
                Subject("key", use.key_id),
                after={"address": use.place},
                actor=Actor("key", use.user_id, use.role, use.key_id),
            )
            await self._store.add_key_address(use.key_id, use.place, self._clock(), MAX_PER_KEY, done)


def place_of(address: str) -> str:
    """The address, of IPv6 the network of 64 bits, within which machines change theirs all the time."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)
