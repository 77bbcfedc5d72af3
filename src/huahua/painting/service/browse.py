"""What there is in a gallery, how much room it takes, and collections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from huahua.kit.clock import Clock
from huahua.kit.text import shown_name
from huahua.painting.config import PaintingLimits
from huahua.painting.domain.collection import MAX_COLLECTIONS, MAX_NAME_CHARS, Collection, Facets, Storage
from huahua.painting.domain.picture import Filter, Picture
from huahua.painting.errors import CollectionNotFound, InvalidPainting, StorageFull, TooManyCollections
from huahua.painting.ports import Allowance, Browsing, PictureRepository
from huahua.painting.service.keep import NewId


@dataclass(frozen=True, slots=True)
class Browser:
    """Everything concerns the asking user's own pictures."""

    store: PictureRepository
    browsing: Browsing
    limits: PaintingLimits
    clock: Clock
    new_id: NewId
    allowance: Allowance | None = None

    async def facets(self, user_id: str, wanted: Filter) -> Facets:
        return await self.browsing.facets(user_id, wanted)

    async def storage(self, user_id: str) -> Storage:
        return replace(await self.browsing.storage(user_id), quota=await self._quota(user_id))

    async def largest(self, user_id: str, limit: int) -> list[Picture]:
        ids = await self.browsing.largest(user_id, limit)
        found = {picture.id: picture for picture in await self.store.many(user_id, ids)}
        return [found[picture_id] for picture_id in ids if picture_id in found]

    async def check_room(self, user_id: str) -> int | None:
        """The bytes that all their originals may take. Raises StorageFull where there is none left: a painting, whose
        size nobody knows before, may go over; what is there already when it is kept may not."""
        quota = await self._quota(user_id)
        if quota is not None and (await self.browsing.storage(user_id)).used >= quota:
            raise StorageFull("Your pictures take all the room that you have; delete some to make more.")
        return quota

    async def _quota(self, user_id: str) -> int | None:
        own = None if self.allowance is None else await self.allowance.storage_bytes(user_id)
        return self.limits.storage_bytes if own is None else own

    # --- collections ------------------------------------------------------------------------------

    async def collections(self, user_id: str) -> list[Collection]:
        """The one changed last first."""
        return await self.browsing.collections(user_id)

    async def collection(self, user_id: str, collection_id: str) -> Collection:
        """Raises CollectionNotFound for another user's too."""
        found = await self.browsing.collections(user_id, collection_id)
        if not found:
            raise CollectionNotFound
        return found[0]

    async def create(self, user_id: str, name: str, ids: Sequence[str] = ()) -> Collection:
        """Raises InvalidPainting or TooManyCollections."""
        name = _named(name)
        if len(await self.browsing.collections(user_id)) >= MAX_COLLECTIONS:
            raise TooManyCollections(f"You have {MAX_COLLECTIONS} collections; delete some first.")
        now = self.clock()
        made = Collection(self.new_id("col"), user_id, name, now, now)
        await self.browsing.add_collection(made)
        if ids:
            await self.browsing.put_in(user_id, made.id, ids, now)
        return await self.collection(user_id, made.id)

    async def rename(self, user_id: str, collection_id: str, name: str) -> Collection:
        """Raises CollectionNotFound or InvalidPainting."""
        await self.collection(user_id, collection_id)
        await self.browsing.rename_collection(user_id, collection_id, _named(name), self.clock())
        return await self.collection(user_id, collection_id)

    async def delete(self, user_id: str, collection_id: str) -> None:
        """The pictures stay. Raises CollectionNotFound."""
        if not await self.browsing.delete_collection(user_id, collection_id):
            raise CollectionNotFound

    async def put_in(self, user_id: str, collection_id: str, ids: Sequence[str]) -> Collection:
        """Others' pictures are left out. Raises CollectionNotFound."""
        await self.collection(user_id, collection_id)
        await self.browsing.put_in(user_id, collection_id, ids, self.clock())
        return await self.collection(user_id, collection_id)

    async def take_out(self, user_id: str, collection_id: str, ids: Sequence[str]) -> Collection:
        """Raises CollectionNotFound."""
        await self.collection(user_id, collection_id)
        await self.browsing.take_out(user_id, collection_id, ids, self.clock())
        return await self.collection(user_id, collection_id)


def _named(name: str) -> str:
    name = shown_name(name)
    if not 1 <= len(name) <= MAX_NAME_CHARS:
        raise InvalidPainting(f"A collection's name has 1 to {MAX_NAME_CHARS} characters.", param="name")
    return name
