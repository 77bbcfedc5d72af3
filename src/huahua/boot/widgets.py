"""Wiring of widgets: accounts, avatars, the gallery and spending caps behind their ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huahua.accounts.api import AccountError, AccountService
from huahua.avatars.api import AvatarService, AvatarSpec, InvalidAvatar
from huahua.avatars.domain.spec_input import parse_spec
from huahua.gateway.metering.caps import CappedPurse
from huahua.painting.api import Painting, PictureFileMissing, PictureNotFound, Size
from huahua.widgets.api import Drawn, Face, InvalidWidget, Widget, Widgets, build_widgets

if TYPE_CHECKING:
    from huahua.boot.wiring import Services

FACE_SIDE = 128
"""Of a vector avatar, in pixels."""


def build_widget_parts(services: Services) -> Widgets:
    return build_widgets(
        services.db,
        services.chat,
        services.runs,
        services.sealer,
        services.audit,
        owners=AccountOwners(services.people.accounts),
        faces=AvatarFaces(services.avatars, services.painting),
        pictures=GalleryOfConversations(services.painting),
        spending=CapSpending(services.limiting.purse),
        vault=services.vaulting.vault,
    )


@dataclass(frozen=True, slots=True)
class AccountOwners:
    """Implements `widgets.ports.Owners`."""

    accounts: AccountService

    async def role(self, user_id: str) -> str | None:
        try:
            user = await self.accounts.user(user_id)
        except AccountError:
            return None
        return None if user.disabled else user.role.value


@dataclass(frozen=True, slots=True)
class AvatarFaces:
    """Implements `widgets.ports.Faces`."""

    avatars: AvatarService
    painting: Painting

    async def check(self, user_id: str, face: Face) -> None:
        if face.picture_id is not None:
            try:
                await self.painting.gallery.get(user_id, face.picture_id)
            except PictureNotFound as fault:
                raise InvalidWidget("You have no such picture; choose another.", param="face") from fault
        if face.spec is not None:
            try:
                parse_spec(face.spec)
            except InvalidAvatar as fault:
                raise InvalidWidget(fault.message, param="face") from fault

    async def draw(self, user_id: str, face: Face, seed: str) -> Drawn:
        if face.picture_id is not None:
            try:
                _, data, media_type = await self.painting.gallery.content(
                    user_id, face.picture_id, Size.THUMB
                )
                return Drawn(data, media_type)
            except (PictureNotFound, PictureFileMissing):
                pass  # it was deleted: a drawing stands in
        spec = AvatarSpec.model_validate(face.spec) if face.spec is not None else None
        svg = self.avatars.preview(None, "", seed, FACE_SIDE, {}, spec)
        return Drawn(svg.encode(), "image/svg+xml")


@dataclass(frozen=True, slots=True)
class GalleryOfConversations:
    """Implements `widgets.ports.Pictures`."""

    painting: Painting

    async def of_conversation(self, user_id: str, conversation_id: str, picture_id: str) -> Drawn | None:
        gallery = self.painting.gallery
        try:
            picture = await gallery.get(user_id, picture_id)
            if picture.conversation_id != conversation_id:
                return None
            _, data, media_type = await gallery.content(user_id, picture_id, Size.VIEW)
        except (PictureNotFound, PictureFileMissing):
            return None
        return Drawn(data, media_type)


@dataclass(frozen=True, slots=True)
class CapSpending:
    """Implements `widgets.ports.Spending`."""

    purse: CappedPurse

    async def left_micros(self, widget: Widget) -> int:
        return await self.purse.left_micros(widget.id, widget.allowance.restrictions().limits)
