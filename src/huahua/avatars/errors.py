"""Errors of avatars.

AvatarError
├── InvalidAvatar   422  an unknown style, or an option that the style does not have; `param` names it
├── AvatarRefused   the keeper's refusal, with its status; raised by the port `AvatarKeeper`
├── ReadingFailed   a language model gave no reading of a description; rules read it instead
├── ProjectNotFound 404  no such project of this user, or no such step or picture in it
├── AvatarPictureNotFound 404  no such picture of this user
├── AvatarFileNotFound 404  no such pack or model of this user, or its time is over
├── TooManyAvatarFiles 409  a user's bound of packs or models is reached
├── BadVoice        422  an upload that is no sound that can be read; the message says why
├── BadModel        422  an upload that is no 3-D model as it has to be; the message says why
├── AvatarUploadTooLarge 413  more bytes than allowed
├── MalformedAvatarUpload 400  not multipart, or no part named `file`
├── TooManyProjects 409  a user's bound is reached
├── TooManyMeasures 429  measurements of the same user wait already
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


class ReadingFailed(AvatarError):
    """Never leaves the service: its message becomes a note beside the rules' reading."""


class ProjectNotFound(AvatarError):
    status = 404
    code = "avatar_project_not_found"

    def __init__(
        self, message: str = "This avatar project is not there.", *, param: str | None = None
    ) -> None:
        super().__init__(message, param=param)


class TooManyMeasures(AvatarError):
    status = 429
    code = "too_many_measures"


class TooManyProjects(AvatarError):
    status = 409
    code = "too_many_avatar_projects"


class AvatarPictureNotFound(AvatarError):
    status = 404
    code = "avatar_picture_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such picture.", param="picture_id")


class AvatarFileNotFound(AvatarError):
    status = 404
    code = "avatar_file_not_found"

    def __init__(self) -> None:
        super().__init__("This file is not there any more.")


class TooManyAvatarFiles(AvatarError):
    status = 409
    code = "too_many_avatar_files"


class BadVoice(AvatarError):
    status = 422
    code = "bad_voice"

    def __init__(self, message: str) -> None:
        super().__init__(message, param="file")


class BadModel(AvatarError):
    status = 422
    code = "bad_model"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message, param="file", code=code)


class AvatarUploadTooLarge(AvatarError):
    status = 413
    code = "avatar_upload_too_large"

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The file is larger than {max_bytes // 2**20} MB.", param="file")


class MalformedAvatarUpload(AvatarError):
    status = 400
    code = "malformed_avatar_upload"
