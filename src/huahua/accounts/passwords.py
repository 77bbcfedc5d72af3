"""Password hashes: argon2id with the parameters of RFC 9106's second recommendation, in a thread.

Hashing is work on purpose (tens of milliseconds and 64 MiB); a semaphore keeps a flood of sign-ins from
taking the machine.
"""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MAX_PARALLEL_HASHES = 2


class Passwords:
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._slots = asyncio.Semaphore(MAX_PARALLEL_HASHES)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right; an unknown user (None) takes just as long as a wrong password."""
        if password_hash is None:
            if self._decoy is None:
                self._decoy = await self.hash("no such user")
            await self._verify(self._decoy, password)
            return False
        return await self._verify(password_hash, password)

    async def _verify(self, password_hash: str, password: str) -> bool:
        async with self._slots:
            try:
                return await asyncio.to_thread(self._hasher.verify, password_hash, password)
            except (VerifyMismatchError, InvalidHashError):
                return False
