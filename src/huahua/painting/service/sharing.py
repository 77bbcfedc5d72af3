"""What teams see of each other's pictures: collections that somebody shared, and, where a team chose so, the same
picture again. A share holds while its owner and who looks are both in the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from huahua.kit.clock import Clock
from huahua.painting.domain.collection import Collection
from huahua.painting.domain.picture import Picture
from huahua.painting.errors import CollectionNotFound, PictureNotFound, TeamNotFound, TeamNotYours
from huahua.painting.ports import Browsing, Memberships, PictureRepository, Shares

MAX_SEARCHED = 1_000
"""People of one's teams whose pictures are looked through."""


@dataclass(frozen=True, slots=True)
class Sharing:
    store: PictureRepository
    browsing: Browsing
    shares: Shares
    clock: Clock
    memberships: Memberships | None = None

    async def _teams(self, user_id: str) -> dict[str, bool]:
        return {} if self.memberships is None else dict(await self.memberships.of(user_id))

    # --- collections ------------------------------------------------------------------------------

    async def share(self, user_id: str, collection_id: str, team_id: str) -> Collection:
        """Raises CollectionNotFound for another's, TeamNotFound for a team that the user is not in."""
        await self._own(user_id, collection_id)
        if team_id not in await self._teams(user_id):
            raise TeamNotFound
        await self.shares.share(collection_id, team_id, self.clock())
        return await self._own(user_id, collection_id)

    async def unshare(self, user_id: str, collection_id: str, team_id: str) -> Collection:
        """Raises CollectionNotFound."""
        await self._own(user_id, collection_id)
        await self.shares.unshare(collection_id, team_id)
        return await self._own(user_id, collection_id)

    async def _own(self, user_id: str, collection_id: str) -> Collection:
        found = await self.browsing.collections(user_id, collection_id)
        if not found:
            raise CollectionNotFound
        return (await self.with_teams(found))[0]

    async def with_teams(self, own: Sequence[Collection]) -> list[Collection]:
        """A person's own, with the teams that see them."""
        teams: dict[str, list[str]] = {}
        for collection_id, team_id in await self.shares.teams_of([each.id for each in own]) if own else ():
            teams.setdefault(collection_id, []).append(team_id)
        return [replace(each, teams=tuple(teams.get(each.id, ()))) for each in own]

    async def seen(self, user_id: str, collection_id: str | None = None) -> list[Collection]:
        """Others' collections that the user sees, with the teams by which; or the one with this id, if seen."""
        found: dict[tuple[str, str], list[str]] = {}
        for shared_id, owner_id, team_id in await self._seen(user_id, collection_id=collection_id):
            found.setdefault((owner_id, shared_id), []).append(team_id)
        seen = []
        for (owner_id, shared_id), teams in found.items():
            for each in await self.browsing.collections(owner_id, shared_id):
                seen.append(replace(each, teams=tuple(teams), own=False))
        return seen

    async def _seen(
        self, user_id: str, *, collection_id: str | None = None, picture_id: str | None = None
    ) -> list[tuple[str, str, str]]:
        mine = list(await self._teams(user_id))
        if not mine:
            return []
        rows = await self.shares.shared_with(mine, collection_id, picture_id)
        owners = {owner_id for _, owner_id, _ in rows} - {user_id}
        still = {owner_id: await self._teams(owner_id) for owner_id in owners}
        return [row for row in rows if row[2] in still.get(row[1], ())]

    # --- pictures ---------------------------------------------------------------------------------

    async def owner(self, user_id: str, collection_id: str) -> str | None:
        """Of a collection of somebody else that the user sees."""
        return next((owner for _, owner, _ in await self._seen(user_id, collection_id=collection_id)), None)

    async def picture(self, user_id: str, picture_id: str) -> Picture:
        """A picture of the user's own, or in a collection that the user sees. Raises PictureNotFound."""
        own = await self.store.get(user_id, picture_id)
        if own is not None:
            return own
        for _, owner_id, _ in await self._seen(user_id, picture_id=picture_id):
            found = await self.store.get(owner_id, picture_id)
            if found is not None:
                return found.for_others()
        raise PictureNotFound(picture_id)

    # --- the same again ---------------------------------------------------------------------------

    async def same(self, user_id: str, made_of: str) -> Picture | None:
        """The same picture of the user, else of somebody in a team of theirs that chose to share them."""
        own = await self.store.same(user_id, made_of)
        if own is not None or self.memberships is None:
            return own
        teams, people = list(await self._teams(user_id)), set[str]()
        for team_id in await self.shares.choosing(teams) if teams else ():
            people |= set(await self.memberships.members(user_id, team_id))
        for other in sorted(people - {user_id})[:MAX_SEARCHED]:
            found = await self.store.same(other, made_of)
            if found is not None:
                return found
        return None

    async def shares_same(self, user_id: str, team_id: str) -> bool:
        """Raises TeamNotFound."""
        if team_id not in await self._teams(user_id):
            raise TeamNotFound
        return bool(await self.shares.choosing([team_id]))

    async def choose(self, user_id: str, team_id: str, shares_same: bool) -> None:
        """Raises TeamNotFound, or TeamNotYours where the user does not manage it."""
        manages = (await self._teams(user_id)).get(team_id)
        if manages is None:
            raise TeamNotFound
        if not manages:
            raise TeamNotYours("Only those who manage a team choose what it shares.")
        await self.shares.choose(team_id, shares_same)
