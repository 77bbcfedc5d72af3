"""Use cases of portraits: chosen from one's own pictures, shown to those who work together, taken away.

A portrait is a copy: it stays when the picture it was made of is deleted, and goes with the account.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from huahua.accounts.domain import User
from huahua.accounts.errors import AccountNotFound
from huahua.accounts.portrait.ports import PortraitPictures
from huahua.accounts.service import AccountService
from huahua.accounts.teams.service import TeamService
from huahua.infra.blobs import BlobMissing, Blobs

SIDE = 256
"""Pixels: four times as large as it is shown anywhere."""
BLOB_KIND = "portrait"


class Portraits:
    def __init__(
        self,
        accounts: AccountService,
        teams: TeamService,
        pictures: PortraitPictures,
        blobs: Blobs,
        new_id: Callable[[str], str],
    ) -> None:
        self._accounts = accounts
        self._teams = teams
        self._pictures = pictures
        self._blobs = blobs
        self._new_id = new_id

    async def choose(self, user_id: str, picture_id: str) -> User:
        """Raises AccountNotFound, also where the user has no such picture."""
        data = await self._pictures.square(user_id, picture_id, SIDE)
        if data is None:
            raise AccountNotFound(picture_id)
        name = self._new_id("prt")
        await self._blobs.put_named(name, BLOB_KIND, _one(data))
        return await self._replace(user_id, name)

    async def remove(self, user_id: str) -> User:
        return await self._replace(user_id, None)

    async def open(self, asker_id: str, may_read_users: bool, user_id: str) -> bytes:
        """WebP. For oneself, for people of the same team, and for those who look after users.

        Raises AccountNotFound, also where there is none or it is not for the asker.
        """
        if asker_id != user_id and not may_read_users and not await self._together(asker_id, user_id):
            raise AccountNotFound(user_id)
        data = await self.bytes_of(user_id)
        if data is None:
            raise AccountNotFound(user_id)
        return data

    async def bytes_of(self, user_id: str) -> bytes | None:
        name = (await self._accounts.user(user_id)).portrait
        if name is None:
            return None
        try:
            return b"".join([piece async for piece in self._blobs.stream_named(name, BLOB_KIND)])
        except BlobMissing:
            return None

    async def forget_person(self, user_id: str) -> None:
        """The bytes; the name goes with the user's row."""
        try:
            name = (await self._accounts.user(user_id)).portrait
        except AccountNotFound:
            return
        if name is not None:
            await self._blobs.delete_named(name, BLOB_KIND)

    async def _replace(self, user_id: str, name: str | None) -> User:
        before = (await self._accounts.user(user_id)).portrait
        if before is None and name is None:
            return await self._accounts.user(user_id)
        user = await self._accounts.change_user(user_id, {"portrait": name})
        if before is not None:
            await self._blobs.delete_named(before, BLOB_KIND)
        return user

    async def _together(self, asker_id: str, user_id: str) -> bool:
        own = {membership.team.id for membership in await self._teams.teams(asker_id)}
        return bool(own) and any(membership.team.id in own for membership in await self._teams.teams(user_id))


async def _one(data: bytes) -> AsyncIterator[bytes]:
    yield data
