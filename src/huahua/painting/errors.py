"""Errors of painting and the gallery. `status` is the HTTP status, `code` a stable snake_case name.

PaintingError
├── PictureNotFound      404  no such picture of this user
├── PictureFileMissing   404  the row is there, its bytes are not
├── CollectionNotFound   404  no such collection of this user
├── TeamNotFound         404  no team of this user
├── TeamNotYours         403  a team's choice, which its managers make
├── TooManyCollections   409  the user has as many as allowed
├── BrandNotFound        404  no such brand of this user or a team of theirs
├── BrandWithoutLogo     404  the brand has none, or its file is missing
├── BrandNotYours        403  a team's brand, which its managers and its maker change
├── TooManyBrands        409  the user or the team has as many as allowed
├── StorageFull          507  the user's pictures take all the room they may
├── NoRecipe             422  a file without a recipe that is understood
├── PaintingRunNotFound  404  no such painting run of this user
├── PaintingGoesOn       409  the run has not ended, so it cannot be tried again
├── NothingMissing       409  the run has all its pictures
├── InvalidPainting      422  a wish that cannot be painted; `param` names the field
├── UnknownPainter       404  no such painting model
├── TooManyPaintings     429  the user has as many paintings waiting as allowed
├── NotAPicture          415  another kind of file, SVG included
├── PictureTooLarge      413  more bytes than allowed
├── BadPicture           422  damaged, or unpacks to too many pixels
├── MalformedUpload      400  not multipart, or no part named `file`
└── EnrichmentFailed     the model that should enrich a prompt did not; the written prompt is used
"""

from __future__ import annotations


class PaintingError(Exception):
    """`message` is one sentence for the user: what happened and what to do."""

    status = 500
    code = "internal_error"

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        if code is not None:
            self.code = code


class PictureNotFound(PaintingError):
    status = 404
    code = "picture_not_found"

    def __init__(self, picture_id: str) -> None:
        super().__init__("There is no such picture.")
        self.picture_id = picture_id


class PictureFileMissing(PaintingError):
    status = 404
    code = "picture_file_missing"

    def __init__(self) -> None:
        super().__init__("The file of this picture is missing from the server's storage.")


class CollectionNotFound(PaintingError):
    status = 404
    code = "collection_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such collection.")


class TeamNotFound(PaintingError):
    status = 404
    code = "team_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such team.")


class TeamNotYours(PaintingError):
    status = 403
    code = "not_in_charge"


class TooManyCollections(PaintingError):
    status = 409
    code = "too_many_collections"


class BrandNotFound(PaintingError):
    status = 404
    code = "brand_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such brand.", param="brand_id")


class BrandWithoutLogo(PaintingError):
    status = 404
    code = "brand_without_logo"

    def __init__(self) -> None:
        super().__init__("This brand has no logo; upload one first.", param="brand_id")


class BrandNotYours(PaintingError):
    status = 403
    code = "brand_not_yours"


class TooManyBrands(PaintingError):
    status = 409
    code = "too_many_brands"


class StorageFull(PaintingError):
    status = 507
    code = "storage_full"


class NoRecipe(PaintingError):
    status = 422
    code = "no_recipe"


class PaintingRunNotFound(PaintingError):
    status = 404
    code = "run_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such run.")


class PaintingGoesOn(PaintingError):
    status = 409
    code = "painting_goes_on"

    def __init__(self) -> None:
        super().__init__("This painting has not ended yet; wait for it, or stop it first.")


class NothingMissing(PaintingError):
    status = 409
    code = "nothing_missing"

    def __init__(self) -> None:
        super().__init__("All pictures of this painting are there.")


class InvalidPainting(PaintingError):
    status = 422
    code = "invalid_painting"


class UnknownPainter(PaintingError):
    status = 404
    code = "model_not_found"


class TooManyPaintings(PaintingError):
    status = 429
    code = "too_many_paintings"


class NotAPicture(PaintingError):
    status = 415
    code = "not_a_picture"


class PictureTooLarge(PaintingError):
    status = 413
    code = "picture_too_large"


class BadPicture(PaintingError):
    status = 422
    code = "bad_picture"


class MalformedUpload(PaintingError):
    status = 400
    code = "malformed_upload"


class EnrichmentFailed(PaintingError):
    code = "enrichment_failed"
