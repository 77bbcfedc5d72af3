"""Trained styles for the gateway's port `StyleBook` and for conversations, and teams for those who share them."""

from __future__ import annotations

from collections.abc import Sequence

from huahua.accounts.api import TeamService
from huahua.avatars.training.domain.training import Style
from huahua.avatars.training.service.styles import Styles
from huahua.chat.api import TrainedStyle
from huahua.gateway.api import KnownStyles, StyleFacts


class PeoplesStyles:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    async def find(self, user_id: str, names: Sequence[str]) -> KnownStyles:
        found = await self._styles.usable(user_id, names)
        return {name: None if style is None else _facts(style) for name, style in found.items()}


class ChatStyles:
    """Implements the port `TrainedStyles` of conversations."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    async def of(self, user_id: str) -> list[TrainedStyle]:
        return [
            TrainedStyle(style.id, style.name, style.trigger, style.base, style.family or "")
            for style in await self._styles.all(user_id)
        ]


def _facts(style: Style) -> StyleFacts:
    return StyleFacts(style.version, style.name, style.trigger, style.licence, style.family or "")


class AccountTeams:
    """Implements the port `Teams` of training."""

    def __init__(self, teams: TeamService) -> None:
        self._teams = teams

    async def of(self, user_id: str) -> list[str]:
        return [each.team.id for each in await self._teams.teams(user_id)]

    async def members(self, user_id: str, team_id: str) -> set[str]:
        return {each.user_id for each in await self._teams.members(user_id, team_id)}
