"""The keys that sign access tokens: made when needed, published before they sign, kept until their last token ends."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from huahua.accounts.tokens.domain import SigningKey, needs_new_key, outlived, signing_key
from huahua.accounts.tokens.ports import KeyRepository
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

FRESH_FOR = timedelta(minutes=1)
"""How long this process goes without looking for another's new key."""
LOOK_AGAIN_AFTER = timedelta(seconds=5)
"""At the earliest, for a key that is unknown: anybody may send a token that names one."""


class SigningKeys:
    def __init__(self, store: KeyRepository, *, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._keys: list[SigningKey] = []
        self._set: KeySet | None = None
        self._looked_at: datetime | None = None
        self._turn = asyncio.Lock()

    async def signing(self) -> SigningKey:
        """The key for new tokens; made where there is none, or the last is old."""
        await self._look(FRESH_FOR)
        async with self._turn:
            now = self._clock()
            if needs_new_key(self._keys, now):
                await self._store.add_key(await asyncio.to_thread(_new_key, now))
                await self._load()
            old = outlived(self._keys, now)
            if old:
                await self._store.drop_keys([key.id for key in old])
                await self._load()
        key = signing_key(self._keys, self._clock())
        assert key is not None
        return key

    async def published(self) -> list[dict[str, str]]:
        """The public halves of all keys whose tokens are, were or will be good."""
        await self.signing()
        return [key.public for key in self._keys]

    async def verifying(self, key_id: str) -> KeySet | None:
        """The key set when it knows this key."""
        await self._look(FRESH_FOR)
        if not self._knows(key_id):
            await self._look(LOOK_AGAIN_AFTER)
        if not self._knows(key_id):
            return None
        if self._set is None:
            from huahua.accounts.tokens.jose import key_set

            self._set = key_set([key.public for key in self._keys])
        return self._set

    def _knows(self, key_id: str) -> bool:
        return any(key.id == key_id for key in self._keys)

    async def _look(self, after: timedelta) -> None:
        async with self._turn:
            looked_at = self._looked_at
            if looked_at is None or not timedelta() <= self._clock() - looked_at < after:
                await self._load()

    async def _load(self) -> None:
        self._keys = await self._store.keys()
        self._set = None
        self._looked_at = self._clock()


def _new_key(now: datetime) -> SigningKey:
    from huahua.accounts.tokens.jose import new_key

    key_id = new_id("sig")
    public, private = new_key(key_id)
    return SigningKey(key_id, public, private, now)
