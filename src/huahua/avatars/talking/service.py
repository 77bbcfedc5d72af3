"""Use cases of talking avatars."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.errors import BadVoice, InvalidAvatar
from huahua.avatars.ports import BrandBook
from huahua.avatars.sources import AvatarSources

Form = Literal["svg", "apng", "webp", "lottie", "sprites"]
MEDIA: dict[Form, tuple[str, str]] = {
    "svg": ("image/svg+xml", "svg"),
    "apng": ("image/apng", "png"),
    "webp": ("image/webp", "webp"),
    "lottie": ("application/json", "json"),
    "sprites": ("application/zip", "zip"),
}
"""Media type and ending of each form."""
Beat = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class TalkWish:
    spec: AvatarSpec | None
    picture_id: str | None
    seed: str
    text: str | None
    visemes: list[Beat] | None
    seconds: float | None
    size: int
    form: Form
    brand_id: str | None = None


@dataclass(frozen=True, slots=True)
class Talked:
    """`restyled`: the spec's own style has no mouth that moves, so another was drawn."""

    data: bytes
    ms: int
    restyled: bool


class Tasks(Protocol):
    """Work in other processes; see `talking.tasks`."""

    async def do(self, name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Raises AvatarError where the process fails."""
        ...


class Talking:
    def __init__(self, sources: AvatarSources, tasks: Tasks, brands: BrandBook | None = None) -> None:
        self._sources = sources
        self._brands = brands
        self._tasks = tasks

    async def talk(self, user_id: str, wish: TalkWish) -> Talked:
        """Raises InvalidAvatar, AvatarPictureNotFound, AvatarRefused."""
        worn = (
            None
            if wish.brand_id is None or self._brands is None
            else await self._brands.worn(user_id, wish.brand_id)
        )
        drawn = await self._sources.of(user_id, wish.spec, wish.picture_id, wish.seed)
        told = {
            "style": drawn.style,
            "options": drawn.options,
            "seed": drawn.seed,
            "spec": None if wish.spec is None else wish.spec.said(),
            "size": wish.size,
            "form": wish.form,
            "brand": None if worn is None else asdict(worn.colours) | worn.told(),
        }
        made = _taken(
            await self._tasks.do("talking.tasks:talk", told | _words(wish.text, wish.visemes, wish.seconds))
        )
        return Talked(made["data"], made["ms"], made["restyled"])

    async def timing(
        self, text: str | None, visemes: list[Beat] | None, seconds: float | None
    ) -> dict[str, Any]:
        """`{ms, cues, blinks}`. Raises InvalidAvatar."""
        return _taken(await self._tasks.do("talking.tasks:timing", _words(text, visemes, seconds)))

    async def voice(self, data: bytes, text: str | None) -> dict[str, Any]:
        """`{ms, cues, blinks}` of a recorded voice. Raises BadVoice."""
        made = await self._tasks.do("talking.tasks:voice", {"data": data, "text": text})
        if "refused" in made:
            raise BadVoice(made["refused"])
        return made


def _words(text: str | None, visemes: list[Beat] | None, seconds: float | None) -> dict[str, Any]:
    return {
        "text": text,
        "visemes": None if visemes is None else [list(beat) for beat in visemes],
        "seconds": seconds,
    }


def _taken(made: dict[str, Any]) -> dict[str, Any]:
    if "refused" in made:
        raise InvalidAvatar(made["refused"], param=made["param"])
    return made
