"""Errors of avatars.

AvatarError
├── InvalidAvatar   422  an unknown style, or an option that the style does not have; `param` names it
├── AvatarRefused   the keeper's refusal, with its status; raised by the port `AvatarKeeper`
└── UnsafeDrawing   500  a drawing held what no drawing needs (see `domain.safety`)
"""

from __future__ import annotations


class AvatarError(Exception):
    """`message` is one sentence for the user: what is wrong and what is possible."""

    status = 500
    code = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status


class InvalidAvatar(AvatarError):
    status = 422
    code = "invalid_avatar"


class AvatarRefused(AvatarError):
    status = 422
    code = "avatar_refused"


class UnsafeDrawing(AvatarError):
    code = "unsafe_drawing"
