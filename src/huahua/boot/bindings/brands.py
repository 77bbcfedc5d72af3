"""Brands between areas: painting's port `Memberships`, bound to teams, and the avatars' port `BrandBook`."""

from __future__ import annotations

from collections.abc import Mapping

from huahua.accounts.api import TeamService
from huahua.avatars.api import AvatarRefused, BrandColours
from huahua.painting.api import BrandNotFound, Painting


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
        try:
            brand = (await self._brands.get(user_id, brand_id)).brand
        except BrandNotFound as fault:
            raise AvatarRefused(
                fault.message, code=fault.code, status=fault.status, param=fault.param
            ) from fault
        return BrandColours(brand.wish.background(), brand.wish.clothing())
