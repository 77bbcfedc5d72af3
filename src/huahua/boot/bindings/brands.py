"""Brands between areas: painting's port `Memberships`, bound to teams, and the avatars' port `BrandBook`."""

from __future__ import annotations

from collections.abc import Mapping

from huahua.accounts.api import TeamService
from huahua.avatars.api import AvatarRefused, BrandColours, WornBrand
from huahua.painting.api import Brand, BrandNotFound, Painting


class TeamMemberships:
    """Implements `painting.ports.Memberships`."""

    def __init__(self, teams: TeamService) -> None:
        self._teams = teams

    async def of(self, user_id: str) -> Mapping[str, bool]:
        return {found.team.id: found.role.manages for found in await self._teams.teams(user_id)}

    async def members(self, user_id: str, team_id: str) -> list[str]:
        return [each.user_id for each in await self._teams.members(user_id, team_id)]


class GalleryBrands:
    """Implements `avatars.ports.BrandBook`."""

    def __init__(self, painting: Painting) -> None:
        self._brands = painting.brands

    async def colours(self, user_id: str, brand_id: str) -> BrandColours:
        return _colours(await self._brand(user_id, brand_id))

    async def worn(self, user_id: str, brand_id: str) -> WornBrand:
        brand = await self._brand(user_id, brand_id)
        logo, mark = await self._brands.claimed_logo(brand), brand.wish.mark
        return WornBrand(
            brand.id,
            brand.wish.name,
            brand.version,
            _colours(brand),
            logo,
            logo is not None and mark.show,
            mark.corner,
            mark.share,
            mark.clear,
        )

    async def logo(self, digest: str) -> bytes | None:
        return await self._brands.logo_bytes(digest)

    async def _brand(self, user_id: str, brand_id: str) -> Brand:
        try:
            return (await self._brands.get(user_id, brand_id)).brand
        except BrandNotFound as fault:
            raise AvatarRefused(
                fault.message, code=fault.code, status=fault.status, param=fault.param
            ) from fault


def _colours(brand: Brand) -> BrandColours:
    return BrandColours(brand.wish.background(), brand.wish.clothing())
