"""Use cases of brands: a person's own and those of their teams, and what a painting takes from one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from huahua.audit.api import Action, InTransaction, Recorder, Subject, Unrecorded
from huahua.infra.blobs import BlobMissing
from huahua.kit.clock import Clock
from huahua.painting.domain.brand import (
    LOGO_SIDE,
    MAX_BRANDS,
    Brand,
    Branding,
    BrandLogo,
    BrandWish,
    branded,
    branding,
)
from huahua.painting.domain.finish import Finish, Resize
from huahua.painting.domain.picture import Size
from huahua.painting.domain.spec import PaintSpec
from huahua.painting.errors import BrandNotFound, BrandNotYours, BrandWithoutLogo, TooManyBrands
from huahua.painting.ports import BrandRepository, Imaging, Memberships
from huahua.painting.service.keep import CLAIM, MASK_CLAIM, Keeper, NewId

_TOO_MANY = f"There are {MAX_BRANDS} brands already; delete some first."


@dataclass(frozen=True, slots=True)
class Seen:
    """A brand as somebody sees it."""

    brand: Brand
    may_change: bool


@dataclass(frozen=True, slots=True)
class Brands:
    """A brand of a team is used by all its members and changed by its managers and by who made it. It stays with the
    team when who made it leaves or goes."""

    store: BrandRepository
    keeper: Keeper
    imaging: Imaging
    clock: Clock
    new_id: NewId
    memberships: Memberships | None = None
    audit: Recorder = field(default_factory=Unrecorded)

    async def all(self, user_id: str) -> list[Seen]:
        """The one changed last first."""
        teams = await self._teams(user_id)
        found = await self.store.brands(user_id, list(teams))
        return [Seen(brand, _may_change(brand, user_id, teams)) for brand in found]

    async def get(self, user_id: str, brand_id: str) -> Seen:
        """Raises BrandNotFound for one of strangers too."""
        teams = await self._teams(user_id)
        found = await self.store.brands(user_id, list(teams), brand_id)
        if not found:
            raise BrandNotFound
        return Seen(found[0], _may_change(found[0], user_id, teams))

    async def create(self, user_id: str, wish: BrandWish, team_id: str | None = None) -> Seen:
        """Raises BrandNotYours for a team that the user does not manage, and TooManyBrands."""
        if team_id is not None:
            await self._manages(user_id, team_id)
        now = self.clock()
        brand = Brand(self.new_id("brd"), user_id, team_id, wish, None, 1, now, now)
        done = self._done(Action.BRAND_CREATED, brand.id, after=_told(brand))
        if not await self.store.add_brand(brand, MAX_BRANDS, done):
            raise TooManyBrands(_TOO_MANY)
        return Seen(brand, True)

    async def give(self, user_id: str, brand_id: str, team_id: str) -> Seen:
        """One's own brand to a team that one manages, for good: it stays there when its maker goes.

        Raises BrandNotFound for one that is a team's already, BrandNotYours and TooManyBrands.
        """
        brand = (await self.get(user_id, brand_id)).brand
        if brand.team_id == team_id:
            return await self.get(user_id, brand_id)
        await self._manages(user_id, team_id)
        done = self._done(
            Action.BRAND_SHARED, brand_id, before={"team_id": brand.team_id}, after={"team_id": team_id}
        )
        given = await self.store.give_brand(user_id, brand_id, team_id, MAX_BRANDS, done)
        if given is None:
            raise BrandNotFound
        if not given:
            raise TooManyBrands(_TOO_MANY)
        return await self.get(user_id, brand_id)

    async def change(self, user_id: str, brand_id: str, wish: BrandWish) -> Seen:
        """Raises BrandNotFound or BrandNotYours."""
        brand = await self._own(user_id, brand_id)
        return (
            Seen(brand, True) if wish == brand.wish else await self._store(brand, replace(brand, wish=wish))
        )

    async def delete(self, user_id: str, brand_id: str) -> None:
        """Pictures that were made with it stay. Raises BrandNotFound or BrandNotYours."""
        brand = await self._own(user_id, brand_id)
        done = self._done(Action.BRAND_DELETED, brand_id, before=_told(brand))
        await self.store.delete_brand(brand_id, done)

    # --- the logo ---------------------------------------------------------------------------------

    async def set_logo(self, user_id: str, brand_id: str, data: bytes) -> Seen:
        """A user's file as the brand's logo: checked and cleaned like every upload, no larger than it is used; of
        a drawing in SVG the pixels alone are kept.

        Raises BrandNotFound, BrandNotYours, NotAPicture, PictureTooLarge or BadPicture.
        """
        brand = await self._own(user_id, brand_id)
        prepared = await self.imaging.emblem(data, LOGO_SIDE)
        scale = min(1.0, LOGO_SIDE / max(prepared.width, prepared.height))
        width, height = (max(1, round(side * scale)) for side in (prepared.width, prepared.height))
        steps = Finish(steps=[Resize(do="resize", width=width, height=height)] if scale < 1 else [])
        png = await self.imaging.finish(prepared.data, steps, {})
        digest = await self.keeper.bytes(png, CLAIM)
        return await self._store(brand, replace(brand, logo=BrandLogo(digest, len(png), width, height)))

    async def drop_logo(self, user_id: str, brand_id: str) -> Seen:
        """Raises BrandNotFound or BrandNotYours."""
        brand = await self._own(user_id, brand_id)
        return (
            Seen(brand, True) if brand.logo is None else await self._store(brand, replace(brand, logo=None))
        )

    async def logo(self, user_id: str, brand_id: str) -> tuple[BrandLogo, bytes]:
        """Raises BrandNotFound or BrandWithoutLogo."""
        logo = (await self.get(user_id, brand_id)).brand.logo
        if logo is None:
            raise BrandWithoutLogo
        try:
            return logo, await self.keeper.blobs.get(logo.digest, kind=Size.ORIGINAL)
        except BlobMissing as fault:
            raise BrandWithoutLogo from fault

    async def logos_of(self, user_id: str) -> AsyncIterator[tuple[str, bytes]]:
        """For a person's copy: the id and the PNG of every brand that they made and that has a logo."""
        for brand in await self.store.made_by(user_id):
            if brand.logo is None:
                continue
            try:
                yield brand.id, await self.keeper.blobs.get(brand.logo.digest, kind=Size.ORIGINAL)
            except BlobMissing:
                continue

    # --- for a painting ---------------------------------------------------------------------------

    async def of_wish(
        self, user_id: str, spec: PaintSpec, *, here: bool, avatar: bool, styled: bool
    ) -> tuple[PaintSpec, Branding]:
        """The wish with what it leaves to its brand, and what it takes from it beside. The logo is kept as long as the
        painting may wait. `styled`: the wish has said which style it wants, or that it wants none.

        Raises BrandNotFound or InvalidPainting.
        """
        assert spec.brand_id is not None
        brand = (await self.get(user_id, spec.brand_id)).brand
        found = branding(brand, spec, here=here, avatar=avatar)
        if found.logo is not None:
            await self.claimed_logo(brand)
        # A style of painting is none of a drawn avatar.
        return branded(spec, brand.wish, styled=styled or avatar), found

    async def claimed_logo(self, brand: Brand) -> str | None:
        """Its digest, which is kept as long as a run may wait, whatever becomes of the brand."""
        if brand.logo is None:
            return None
        now = self.clock()
        await self.keeper.store.claim(brand.logo.digest, brand.logo.bytes, now, now + MASK_CLAIM)
        return brand.logo.digest

    async def logo_bytes(self, digest: str) -> bytes | None:
        """For who claimed it."""
        try:
            return await self.keeper.blobs.get(digest, kind=Size.ORIGINAL)
        except BlobMissing:
            return None

    async def _teams(self, user_id: str) -> Mapping[str, bool]:
        return {} if self.memberships is None else await self.memberships.of(user_id)

    async def _manages(self, user_id: str, team_id: str) -> None:
        if not (await self._teams(user_id)).get(team_id):
            raise BrandNotYours("Only those who manage a team make brands for it.", param="team_id")

    async def _own(self, user_id: str, brand_id: str) -> Brand:
        seen = await self.get(user_id, brand_id)
        if not seen.may_change:
            raise BrandNotYours("Only those who manage the team, and who made it, change this brand.")
        return seen.brand

    async def _store(self, before: Brand, brand: Brand) -> Seen:
        brand = replace(brand, updated_at=self.clock())
        done = self._done(Action.BRAND_CHANGED, brand.id, after=_changes(before, brand))
        version = await self.store.change_brand(brand, done)
        if version is None:
            raise BrandNotFound
        return Seen(replace(brand, version=version), True)

    def _done(self, action: Action, brand_id: str, **sides: dict[str, Any]) -> InTransaction:
        return self.audit.within(
            action, Subject("brand", brand_id), before=sides.get("before"), after=sides.get("after")
        )


def _may_change(brand: Brand, user_id: str, teams: Mapping[str, bool]) -> bool:
    return brand.user_id == user_id or bool(brand.team_id and teams.get(brand.team_id))


def _told(brand: Brand) -> dict[str, Any]:
    """What the audit log keeps: what counts, and none of the texts."""
    return {"team_id": brand.team_id, "colours": len(brand.wish.palette), "logo": brand.logo is not None}


def _changes(before: Brand, after: Brand) -> dict[str, Any]:
    """The names of what is changed, and whether there is a logo then."""
    changed = [
        name for name in BrandWish.model_fields if getattr(before.wish, name) != getattr(after.wish, name)
    ]
    logo = ["logo"] if before.logo != after.logo else []
    return {"team_id": after.team_id, "changed": changed + logo, "logo": after.logo is not None}
