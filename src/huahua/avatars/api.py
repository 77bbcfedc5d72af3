"""The face of avatars for other areas."""

from huahua.avatars.domain.branding import BrandColours, WornBrand
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.errors import AvatarError, AvatarRefused, InvalidAvatar
from huahua.avatars.ports import AvatarKeeper, AvatarWish
from huahua.avatars.service import AvatarService

__all__ = [
    "AvatarError",
    "AvatarKeeper",
    "AvatarRefused",
    "AvatarService",
    "AvatarSpec",
    "AvatarWish",
    "BrandColours",
    "InvalidAvatar",
    "WornBrand",
]
