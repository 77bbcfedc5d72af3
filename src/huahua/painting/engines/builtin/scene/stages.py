"""Places that words name by a thing: 'on the moon' is ground to stand on, 'above the clouds' a stage in the sky."""

from ..words.lexicon import SUBJECTS
from ..words.reading import Mention, Reading

_MARS = {"mars", "火星"}
_STANDING = ("land", "table")


def set_stage(reading: Reading) -> None:
    """Turn the moon, Mars, the sky or the clouds into a stage where a being or a vehicle is said to be there.

    Changes the mentions in place: the heavenly body becomes the ground, its links fall away, the earth rises over
    the moon, and the hour is night where nothing else was said.
    """
    for mention in list(reading.mentions):
        stage = _stage(mention)
        if stage is None:
            continue
        target = next(
            (other for other in reading.mentions if other.kind == (mention.link or ("", ""))[1]), None
        )
        if target is None:
            continue
        old = target.kind
        target.kind, target.count, target.link = stage, None, None
        for other in reading.mentions:
            if other.link and other.link[1] == old:
                other.link = None
        if stage == "moonland" and "earth" not in [
            *reading.banned,
            *(other.kind for other in reading.mentions),
        ]:
            reading.mentions.append(Mention("earth", ""))
        if stage == "moonland" and "moon" not in reading.banned:
            reading.time = reading.time or "night"


def _stage(mention: Mention) -> str | None:
    """The stage that this mention's link speaks of."""
    if mention.link is None:
        return None
    link, kind = mention.link
    home = SUBJECTS[mention.kind].home
    if kind == "sky" and link in ("in", "on") and home in ("water", "under"):
        return "cloudsea"
    if home not in _STANDING:
        return None
    if kind == "moon" and link in ("on", "in"):
        return "moonland"
    if kind == "planet" and link in ("on", "in"):
        return "marsland"
    if (kind == "sky" and link in ("in", "on")) or (kind == "cloud" and link in ("over", "in")):
        return "cloudsea"
    return None
