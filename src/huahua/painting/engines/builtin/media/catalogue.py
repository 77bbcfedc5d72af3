"""Every medium by its id."""

from .medium import Medium
from .pieces import LOWPOLY, MOSAIC, PAPERCUT, STAINED
from .plain import FLAT, GOUACHE, PIXEL
from .prints import LINE, NEON, WOODBLOCK
from .strokes import CRAYON, OIL, PENCIL
from .washes import GONGBI, INK, WATERCOLOR

MEDIA: dict[str, Medium] = {
    medium.id: medium
    for medium in (
        GOUACHE,
        WATERCOLOR,
        INK,
        OIL,
        FLAT,
        LINE,
        PIXEL,
        PAPERCUT,
        LOWPOLY,
        GONGBI,
        WOODBLOCK,
        CRAYON,
        PENCIL,
        NEON,
        STAINED,
        MOSAIC,
    )
}
