"""Use cases of API keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from huahua.accounts.errors import AccountNotFound
from huahua.accounts.keys import recording
from huahua.accounts.keys.domain import (
    LONGEST_OVERLAP,
    MAX_KEYS,
    MIN_PREFIX_CHARACTERS,
    PREFIX_CHARACTERS,
    ApiKey,
    KeyOwner,
    KeyRules,
    network,
    new_key_secret,
)
from huahua.accounts.keys.errors import KeyInThePast, TooManyKeys
from huahua.accounts.keys.ports import KeyRepository, Places
from huahua.audit.api import Recorder
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

MAX_FOUND = 50
"""Keys that a look-up by prefix lists."""


class KeyService:
    """What changes a key is in force at once in this process, and within `authentication.TRUST_FOR` in others."""

    def __init__(
        self,
        store: KeyRepository,
        places: Places,
        sealer: Sealer,
        forget: Callable[[], None],
        audit: Recorder,
        *,
        clock: Clock = utc_now,
    ) -> None:
        """`forget`: trust nothing that was looked up before."""
        self._store = store
        self._places = places
        self._sealer = sealer
        self._forget = forget
        self._audit = audit
        self._clock = clock

    async def create(
        self,
        user_id: str,
        name: str,
        rules: KeyRules | None = None,
        *,
        team_id: str | None = None,
        project_id: str | None = None,
    ) -> tuple[ApiKey, str]:
        """The key and its secret, which is shown this once and kept only as a keyed hash.

        Raises BadNetwork, KeyInThePast, TooManyKeys, TeamNotFound, ProjectNotFound.
        """
        checked = self._checked(rules or KeyRules())
        if team_id is not None:
            await self._places.check_key_place(user_id, team_id, project_id)
        if len(await self._store.keys_of(user_id)) >= MAX_KEYS:
            raise TooManyKeys
        secret, now = new_key_secret(), self._clock()
        key = ApiKey(
            new_id("key"),
            user_id,
            name.strip()[:200] or "API key",
            secret[:PREFIX_CHARACTERS],
            now,
            team_id,
            project_id if team_id is not None else None,
            checked,
        )
        await self._store.add_key(key, self._sealer.keyed_hash(secret), recording.made(self._audit, key))
        return key, secret

    async def in_force(self, key_id: str) -> ApiKey | None:
        key = await self._store.key(key_id)
        if key is None or (key.rules.expires_at is not None and key.rules.expires_at <= self._clock()):
            return None
        return key

    async def keys(self, user_id: str) -> list[ApiKey]:
        return await self._store.keys_of(user_id)

    async def team_keys(self, user_id: str, team_id: str) -> list[KeyOwner]:
        """Everybody's keys of the team. Raises TeamNotFound, NotInCharge."""
        await self._places.check_manages(user_id, team_id)
        return await self._store.keys_of_team(team_id)

    async def find(self, prefix: str) -> list[KeyOwner]:
        """Whose key begins so, for one that was found where it does not belong; a whole secret will do."""
        prefix = prefix.strip()[:PREFIX_CHARACTERS]
        if len(prefix) < MIN_PREFIX_CHARACTERS:
            return []
        return await self._store.keys_with_prefix(prefix, MAX_FOUND)

    async def change(
        self, user_id: str, key_id: str, *, name: str | None = None, rules: KeyRules | None = None
    ) -> ApiKey:
        """What may be done with a key of one's own. Raises AccountNotFound, BadNetwork,
        KeyInThePast."""
        before = await self._own(user_id, key_id)
        checked = None if rules is None else self._checked(rules)
        new_name = (name or "").strip()[:200] or before.name
        after = replace(before, name=new_name, rules=checked or before.rules)
        done = recording.changed(self._audit, before, after)
        await self._store.change_key(key_id, {"name": new_name}, checked, done)
        self._forget()
        return after

    async def rotate(self, user_id: str, key_id: str, overlap: timedelta) -> tuple[ApiKey, str]:
        """A new secret; the one before is valid for `overlap` more, no longer than `LONGEST_OVERLAP`. A secret that
        an earlier rotation left is not valid any more. Raises AccountNotFound."""
        key = await self._own(user_id, key_id)
        secret, now = new_key_secret(), self._clock()
        until = now + min(max(overlap, timedelta()), LONGEST_OVERLAP)
        prefix = secret[:PREFIX_CHARACTERS]
        hashed, done = self._sealer.keyed_hash(secret), recording.rotated(self._audit, key, until.isoformat())
        if not await self._store.rotate_key(key_id, hashed, prefix, until, now, done):
            raise AccountNotFound(key_id)
        self._forget()
        return replace(key, prefix=prefix, old_prefix=key.prefix, old_until=until), secret

    async def revoke(self, user_id: str, key_id: str) -> ApiKey:
        """One's own, or one of a team where one is in charge. Raises AccountNotFound."""
        key = await self._store.key(key_id)
        if key is None:
            raise AccountNotFound(key_id)
        if key.user_id != user_id:
            if key.team_id is None:
                raise AccountNotFound(key_id)
            try:
                await self._places.check_manages(user_id, key.team_id)
            except Exception as fault:
                raise AccountNotFound(key_id) from fault
        await self._revoke(key)
        return key

    async def revoke_any(self, key_id: str) -> ApiKey:
        """By an operator. Raises AccountNotFound."""
        key = await self._store.key(key_id)
        if key is None:
            raise AccountNotFound(key_id)
        await self._revoke(key)
        return key

    async def _revoke(self, key: ApiKey) -> None:
        if not await self._store.revoke_key(key.id, self._clock(), recording.revoked(self._audit, key)):
            raise AccountNotFound(key.id)
        self._forget()

    async def _own(self, user_id: str, key_id: str) -> ApiKey:
        key = await self._store.key(key_id)
        if key is None or key.user_id != user_id:
            raise AccountNotFound(key_id)
        return key

    def _checked(self, rules: KeyRules) -> KeyRules:
        if rules.expires_at is not None and rules.expires_at <= self._clock():
            raise KeyInThePast("the key would have expired already")
        if rules.networks:
            return replace(rules, networks=tuple(dict.fromkeys(network(text) for text in rules.networks)))
        return rules
