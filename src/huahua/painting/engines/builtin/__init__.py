"""``builtin/painter``: a procedural illustrator that needs no model, no GPU and no network.

It reads a sentence in Chinese or English, composes a scene of the things it names, draws it as vectors and finishes
it in one of the media of :data:`STYLES`. The same words, seed, size and style give the same bytes.
"""

from .cutting import cut_out
from .enlarging import SCALES, enlarged
from .enricher import enrich
from .media.catalogue import MEDIA
from .picture import Illustration, encode, read_recipe
from .retouching import retouch
from .studio import illustrate, revise

STYLES: tuple[str, ...] = tuple(MEDIA)

__all__ = [
    "SCALES",
    "STYLES",
    "Illustration",
    "cut_out",
    "encode",
    "enlarged",
    "enrich",
    "illustrate",
    "read_recipe",
    "retouch",
    "revise",
]
