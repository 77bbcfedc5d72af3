"""The face of painting for other areas."""

from huahua.painting.config import PaintingLimits
from huahua.painting.domain.picture import Filter, Origin, Picture, Size
from huahua.painting.domain.spec import Mode, PaintSpec
from huahua.painting.errors import InvalidPainting, PaintingError, PictureNotFound, UnknownPainter
from huahua.painting.service.order import KIND, LANE
from huahua.painting.service.painting import Painting
from huahua.painting.store import PictureStore

__all__ = [
    "KIND",
    "LANE",
    "Filter",
    "InvalidPainting",
    "Mode",
    "Origin",
    "PaintSpec",
    "Painting",
    "PaintingError",
    "PaintingLimits",
    "Picture",
    "PictureNotFound",
    "PictureStore",
    "Size",
    "UnknownPainter",
]
