"""The shape of a lexicon entry for something that can be drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """Something the painter can draw.

    ``home`` says where it belongs: ``far`` (land forms at the horizon), ``terrain`` (kinds of ground and water),
    ``sky``, ``air`` (flies), ``land``, ``water`` (floats), ``under`` (swims), ``table`` (still life).
    ``size`` is its height as a share of the short side when near; ``wide`` its width over its height;
    ``band`` how deep into the picture it stands (0 horizon .. 1 nearest); ``setting`` where it is shown when alone.
    """

    id: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    home: str
    size: float
    wide: float
    band: tuple[float, float]
    setting: str


def subject(
    id: str,
    zh: str,
    en: str,
    home: str = "land",
    size: float = 0.2,
    *,
    wide: float = 1.0,
    band: tuple[float, float] = (0.55, 0.8),
    setting: str = "meadow",
) -> Subject:
    """An entry; Chinese words are separated by spaces, English ones by ``|`` (singular, plurals are derived)."""
    return Subject(id, tuple(zh.split()), tuple(en.split("|")), home, size, wide, band, setting)
