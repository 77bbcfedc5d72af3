"""How colours appear: the light of the hour, the air in between, and the medium's own pigments."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..colour import mix, multiply


def _same(colour: str) -> str:
    return colour


@dataclass(slots=True)
class Look:
    """Turns a thing's own colour into the colour on the canvas.

    ``light`` multiplies, ``shadow`` is mixed in by ``dim`` (night), ``haze`` is mixed in with distance,
    ``grade`` is the medium's own mapping, ``shading`` the strength of automatic light-to-dark on shapes.
    """

    light: str = "#ffffff"
    shadow: str = "#1d2547"
    dim: float = 0.0
    haze: str = "#dfe8ee"
    air: float = 0.6
    shading: float = 0.12
    grade: Callable[[str], str] = _same
    plain: bool = False
    """The medium leaves the sky as paper."""
    misty: bool = False
    """Bare ground gets no contours."""
    time: str = "day"
    season: str = "summer"
    weather: tuple[str, ...] = ()
    _seen: dict[tuple[str, float, bool], str] = field(default_factory=dict)

    @property
    def dark(self) -> bool:
        """Lamps and windows are lit."""
        return self.time in ("night", "dusk")

    @property
    def white(self) -> bool:
        """Snow lies."""
        return "snow" in self.weather or self.season == "winter"

    def tone(self, colour: str, depth: float = 1.0, lit: bool = False) -> str:
        """Colour on the canvas; ``depth`` 1 is near, 0 the horizon; ``lit`` things glow by themselves."""
        key = (colour, round(depth, 2), lit)
        found = self._seen.get(key)
        if found is None:
            found = colour
            if not lit:
                found = mix(multiply(found, self.light), self.shadow, self.dim)
                found = mix(found, self.haze, min(0.92, self.air * (1 - depth) ** 1.3))
            found = self.grade(found)
            self._seen[key] = found
        return found
