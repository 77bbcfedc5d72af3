"""Ports of widgets; boot plugs in accounts, avatars, the gallery and the gateway, and `widgets.store` the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from huahua.audit.api import InTransaction
from huahua.widgets.domain.counting import Take
from huahua.widgets.domain.visitor import Visitor
from huahua.widgets.domain.widget import Face, Widget


@dataclass(frozen=True, slots=True)
class Drawn:
    data: bytes
    media_type: str


class Faces(Protocol):
    """Avatars of bots."""

    async def check(self, user_id: str, face: Face) -> None:
        """Raises InvalidWidget: the owner has no such picture, or the fields are none of an avatar."""
        ...

    async def draw(self, user_id: str, face: Face, seed: str) -> Drawn:
        """A small one; a vector avatar by `seed` where the picture is gone."""
        ...


class Owners(Protocol):
    async def role(self, user_id: str) -> str | None:
        """None where the account is disabled or gone."""
        ...


class Pictures(Protocol):
    async def of_conversation(self, user_id: str, conversation_id: str, picture_id: str) -> Drawn | None:
        """A picture that was painted in this conversation, and in no other."""
        ...


class Spending(Protocol):
    async def left_micros(self, widget: Widget) -> int:
        """What the cap leaves in this period."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    visitors: int = 0
    today: int = 0
    """Messages of this UTC day."""


class WidgetRepository(Protocol):
    async def add(self, widget: Widget, limit: int, then: InTransaction) -> bool:
        """False where the owner has `limit` already. `then` is done in the same transaction."""
        ...

    async def change(self, widget: Widget, then: InTransaction) -> bool: ...

    async def delete(self, user_id: str, widget_id: str, then: InTransaction) -> bool: ...

    async def get(self, widget_id: str) -> Widget | None: ...

    async def of(self, user_id: str) -> list[Widget]:
        """The oldest first."""
        ...

    async def counts(self, widget_ids: Sequence[str], now: datetime) -> dict[str, Counts]: ...

    async def visitor(self, widget_id: str, visitor_id: str) -> Visitor | None: ...

    async def keep_visitor(self, visitor: Visitor) -> None:
        """Add, or change what is there."""
        ...

    async def take(self, widget_id: str, takes: Sequence[Take]) -> Take | None:
        """Count one in all of these, or in none: the first that is full."""
        ...

    async def give_back(self, widget_id: str, takes: Sequence[Take]) -> None: ...
