"""From a key, an access token or a session token to an identity, without a database round trip on every call.

An answer is trusted for `TRUST_FOR`, whichever it was; a revocation in this process is in force at once, in another
process when the trust ends. What is remembered is bounded, and keys that are unknown are forgotten apart from the
others, so guessing fills nothing and pushes nobody out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from huahua.accounts.keys.ports import KeyRepository
from huahua.accounts.lookups import KeyLookups
from huahua.accounts.ports import AccountRepository
from huahua.infra.identity import Identity
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now
from huahua.kit.jwt import looks_like_jwt

log = logging.getLogger(__name__)

TRUST_FOR = timedelta(seconds=1)
REFRESH_AFTER = TRUST_FOR / 2
TOUCH_EVERY = timedelta(minutes=1)
"""How exactly 'last used' and 'last seen' are kept."""
MAX_CACHED = 10_000
"""Of keys and sessions that are in force, and as many that are not."""
MAX_SECRET_CHARACTERS = 256
MAX_TOKEN_CHARACTERS = 3_000


class TokenReader(Protocol):
    """Access tokens (`tokens/`)."""

    async def identity(self, token: str) -> Identity | None: ...


class AccountAuthenticator:
    """Implements `infra.identity.Authenticator`."""

    def __init__(
        self,
        store: AccountRepository,
        keys: KeyRepository,
        sealer: Sealer,
        *,
        tokens: TokenReader | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._keys = keys
        self._tokens = tokens
        self._sealer = sealer
        self._clock = clock
        self._lookups = KeyLookups(lambda hashes: keys.key_owners(hashes, self._clock()))
        self._known: dict[str, tuple[Identity, datetime]] = {}
        self._unknown: dict[str, datetime] = {}
        """Keys of nobody, and when they were looked up."""
        self._forgotten = 0
        """How often; what was looked up before the last time must not be remembered after it."""
        self._touched: dict[str, datetime] = {}
        self._refreshing: dict[str, asyncio.Task[None]] = {}

    @property
    def remembered(self) -> int:
        """Answers kept in memory."""
        return len(self._known) + len(self._unknown)

    def forget_all(self) -> None:
        """Trust nothing that was looked up before now."""
        self._known.clear()
        self._unknown.clear()
        self._forgotten += 1

    async def by_headers(self, headers: Mapping[str, str]) -> Identity | None:
        scheme, _, value = headers.get("authorization", "").partition(" ")
        secret = value.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "").strip()
        is_key = secret.startswith("sk-") and len(secret) <= MAX_SECRET_CHARACTERS
        is_token = self._tokens is not None and looks_like_jwt(secret) and len(secret) <= MAX_TOKEN_CHARACTERS
        return await self.by_key(secret) if is_key or is_token else None

    async def by_key(self, secret: str) -> Identity | None:
        known = self._recall(secret)
        if known is not None:
            return known
        looked_up = self._unknown.get(secret)
        if looked_up is not None and _is_trusted(self._clock() - looked_up):
            return None
        return await self._look_up(secret)

    async def _look_up(self, secret: str) -> Identity | None:
        since, forgotten = self._clock(), self._forgotten
        identity = await self._owner(secret)
        if identity is None:
            if forgotten == self._forgotten:
                self._remember_unknown(secret, since)
            return None
        return self._remember(secret, identity) if forgotten == self._forgotten else identity

    async def _owner(self, secret: str) -> Identity | None:
        if self._tokens is not None and not secret.startswith("sk-"):
            return await self._tokens.identity(secret)
        found = await self._lookups.owner(self._sealer.keyed_hash(secret))
        if found is None:
            return None
        key, user = found.key, found.user
        if self._touch(key.id):
            await self._keys.touch_keys([key.id], self._clock())
        return Identity(
            user.id,
            user.role,
            key_id=key.id,
            team_id=key.team_id,
            project_id=key.project_id,
            restrictions=key.restrictions(),
        )

    async def by_session(self, token: str) -> Identity | None:
        if len(token) > MAX_SECRET_CHARACTERS:
            return None
        known = self._recall(token)
        if known is not None:
            return known
        found = await self._store.session_owner(self._sealer.keyed_hash(token), self._clock())
        if found is None:
            return None
        session, user = found
        if self._touch(session.id):
            await self._store.touch_session(session.id, self._clock())
        return self._remember(token, Identity(user.id, user.role, session_id=session.id))

    def peek(self, secret: str) -> Identity | None:
        """The owner of a key that was looked up lately, at once; None says that nobody looked lately.

        A key in use is looked up again before its trust ends, so that a busy one never has to wait.
        """
        entry = self._known.get(secret)
        if entry is None or entry[0].key_id is None:  # a session's token is no key
            return None
        age = self._clock() - entry[1]
        if not _is_trusted(age):
            return None
        if age > REFRESH_AFTER and secret not in self._refreshing:
            task = asyncio.get_running_loop().create_task(self._refresh(secret))
            self._refreshing[secret] = task
            task.add_done_callback(lambda _: self._refreshing.pop(secret, None))
        return entry[0]

    async def _refresh(self, secret: str) -> None:
        try:
            if await self._look_up(secret) is None:
                self._known.pop(secret, None)
        except Exception:
            log.exception("a key could not be looked up again")

    def _recall(self, secret: str) -> Identity | None:
        entry = self._known.get(secret)
        if entry is None or not _is_trusted(self._clock() - entry[1]):
            return None
        return entry[0]

    def _remember(self, secret: str, identity: Identity) -> Identity:
        if len(self._known) >= MAX_CACHED:
            self._known.clear()
        self._known[secret] = (identity, self._clock())
        return identity

    def _remember_unknown(self, secret: str, since: datetime) -> None:
        if len(self._unknown) >= MAX_CACHED:
            self._unknown.clear()
        self._unknown[secret] = since

    def _touch(self, id: str) -> bool:
        """Whether 'last used' is due to be written."""
        now = self._clock()
        last = self._touched.get(id)
        if last is not None and now - last < TOUCH_EVERY:
            return False
        if len(self._touched) >= MAX_CACHED:
            self._touched.clear()
        self._touched[id] = now
        return True


def _is_trusted(age: timedelta) -> bool:
    """Of an answer. Below 0 the clock was set back, which must not make trust last longer."""
    return timedelta() <= age <= TRUST_FOR
