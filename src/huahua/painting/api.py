"""The face of painting for other areas."""

from huahua.painting.brand_store import BrandStore
from huahua.painting.browse_store import BrowseStore
from huahua.painting.config import PaintingLimits
from huahua.painting.domain.brand import Brand
from huahua.painting.domain.picture import Filter, Origin, Picture, Size
from huahua.painting.domain.spec import AdapterWish, ControlWish, Mode, PaintSpec
from huahua.painting.errors import (
    BrandNotFound,
    InvalidPainting,
    PaintingError,
    PictureFileMissing,
    PictureNotFound,
    StorageFull,
    UnknownPainter,
)
from huahua.painting.service.order import KIND, LANE
from huahua.painting.service.painting import Painting
from huahua.painting.share_store import ShareStore
from huahua.painting.store import PictureStore

__all__ = [
    "KIND",
    "LANE",
    "AdapterWish",
    "Brand",
    "BrandNotFound",
    "BrandStore",
    "BrowseStore",
    "ControlWish",
    "Filter",
    "InvalidPainting",
    "Mode",
    "Origin",
    "PaintSpec",
    "Painting",
    "PaintingError",
    "PaintingLimits",
    "Picture",
    "PictureFileMissing",
    "PictureNotFound",
    "PictureStore",
    "ShareStore",
    "Size",
    "StorageFull",
    "UnknownPainter",
]
