"""Colours of the hour, the season, the weather and the mood, in harmony with each other."""

from dataclasses import dataclass, replace

from ..colour import hsl, mix
from ..randomness import stream
from ..words.qualities import PALETTE


@dataclass(frozen=True, slots=True)
class Palette:
    """``sky`` runs from the zenith to the horizon; ``ground`` and ``water`` from far to near."""

    sky: tuple[str, ...]
    haze: str
    light: str
    shadow: str
    dim: float
    sun: str
    cloud: tuple[str, str]
    water: tuple[str, str]
    ridge: tuple[str, str]
    ground: tuple[str, str] = ("#9cc56a", "#5f9f4a")
    petals: tuple[str, ...] = ("#f7d84a", "#ffffff", "#f08fb0")


_HOURS: dict[str, tuple[Palette, ...]] = {
    "day": (
        Palette(
            ("#5aa5da", "#98cdea", "#e2f2ee"),
            "#cfe6ee",
            "#fffbf2",
            "#3b4a7a",
            0.0,
            "#ffd75e",
            ("#ffffff", "#d5e6f0"),
            ("#8fd0dc", "#2f86a8"),
            ("#8fb4cf", "#4f8088"),
        ),
        Palette(
            ("#6fb3d6", "#b3dae2", "#f8f0dc"),
            "#e6ebe2",
            "#fff7e6",
            "#44507a",
            0.0,
            "#ffcf56",
            ("#fffdf6", "#e2e4e2"),
            ("#a4d6d4", "#3c8e9c"),
            ("#a3bcc8", "#5a8a80"),
        ),
        Palette(
            ("#4a8fd0", "#86c1e8", "#d6eef4"),
            "#c6e0ee",
            "#fffdf6",
            "#35457a",
            0.0,
            "#ffe07a",
            ("#ffffff", "#c9dcee"),
            ("#7cc4de", "#2678a6"),
            ("#86a9d2", "#41729a"),
        ),
    ),
    "dawn": (
        Palette(
            ("#86a8d2", "#c5bade", "#f6c8bb", "#fde8c6"),
            "#f3dad2",
            "#ffeee0",
            "#5a5088",
            0.05,
            "#ffc98c",
            ("#fff0e6", "#e6b8bc"),
            ("#f0cfc4", "#7f9fc0"),
            ("#c0a9c6", "#7d86a6"),
        ),
        Palette(
            ("#9fc3d8", "#d6d6dc", "#fbdcc0", "#fff0cc"),
            "#f6e6d6",
            "#fff2e0",
            "#5c6088",
            0.05,
            "#ffd59a",
            ("#fffaf0", "#ecc9b6"),
            ("#f3e0cc", "#86aebc"),
            ("#b9bccc", "#7f9a9c"),
        ),
    ),
    "dusk": (
        Palette(
            ("#39447f", "#84588f", "#e8766a", "#fdc274"),
            "#e9a083",
            "#ffdfc4",
            "#3a2658",
            0.16,
            "#ffe3a0",
            ("#ffc4a0", "#b0608a"),
            ("#f2a47c", "#4a4580"),
            ("#a0617f", "#5a3d68"),
        ),
        Palette(
            ("#2f5c86", "#7d86a0", "#f2a56b", "#ffdf94"),
            "#f0bf8c",
            "#ffe6c8",
            "#30335c",
            0.15,
            "#fff0bc",
            ("#ffd8a8", "#b98a86"),
            ("#f5c48c", "#3f5c80"),
            ("#96808a", "#4f5668"),
        ),
    ),
    "night": (
        Palette(
            ("#0b1236", "#162a5e", "#2b4c82", "#50739c"),
            "#385583",
            "#a9b9e4",
            "#101a42",
            0.28,
            "#fdf3cf",
            ("#5b6f9f", "#2e4276"),
            ("#3d628f", "#0e1f4a"),
            ("#2f4a7c", "#16264f"),
        ),
        Palette(
            ("#0d0f2e", "#24225c", "#463c80", "#7a6497"),
            "#4c4680",
            "#b3aee0",
            "#171440",
            0.28,
            "#fff2d2",
            ("#6a609c", "#393370"),
            ("#5b5690", "#191842"),
            ("#403a78", "#211e4e"),
        ),
    ),
}
_GROUNDS = {
    "spring": (("#b5d67a", "#74b04e"), ("#f6a9c0", "#ffffff", "#f9df6a")),
    "summer": (("#98c466", "#4f9a48"), ("#f7d84a", "#ffffff", "#ef7f6a")),
    "autumn": (("#e3c272", "#b98a3c"), ("#e8743a", "#c8432f", "#f2b441")),
    "winter": (("#eff4f8", "#d3e0ec"), ("#ffffff", "#e3ecf4", "#c8d8e8")),
}


def palette(
    time: str, season: str, weather: tuple[str, ...], moods: tuple[str, ...], tint: str | None, seed: int
) -> Palette:
    """The colours of a picture; the seed chooses between palettes of the same hour."""
    choices = _HOURS[time]
    made = choices[stream(seed, "palette", time).randrange(len(choices))]
    ground, petals = _GROUNDS["winter" if "snow" in weather else season]
    made = replace(made, ground=ground, petals=petals)
    if weather and set(weather) & {"rain", "storm", "cloudy", "fog", "snow"}:
        made = _overcast(made, time, 0.62 if "storm" in weather else 0.3 if weather == ("snow",) else 0.45)
    for mood in moods:
        made = _felt(made, mood)
    return _tinted(made, PALETTE[tint]) if tint else made


def _overcast(made: Palette, time: str, share: float) -> Palette:
    veil = {"night": "#2a3350", "dusk": "#8a7f94", "dawn": "#cfc9d0"}.get(time, "#b9c4cc")
    sky = tuple(mix(colour, veil, share) for colour in made.sky)
    return replace(
        made,
        sky=sky,
        haze=mix(made.haze, veil, share * 0.8),
        light=mix(made.light, "#c6ced8", share * 0.8),
        cloud=(mix(made.cloud[0], veil, share * 0.7), mix(made.cloud[1], veil, share)),
        water=(mix(made.water[0], veil, share), mix(made.water[1], veil, share * 0.6)),
        ridge=(mix(made.ridge[0], veil, share * 0.6), mix(made.ridge[1], veil, share * 0.35)),
    )


_FEELINGS = {
    "warm": ("#ffb877", 0.16),
    "love": ("#ff8fa6", 0.2),
    "happy": ("#ffd45e", 0.1),
    "hope": ("#ffe08a", 0.14),
    "cool": ("#6aa6d8", 0.18),
    "lonely": ("#5f7494", 0.26),
    "sad": ("#5a6a86", 0.3),
    "dreamy": ("#c79be6", 0.22),
    "calm": ("#bcd6d2", 0.14),
}


def _felt(made: Palette, mood: str) -> Palette:
    if mood not in _FEELINGS:
        return made
    colour, share = _FEELINGS[mood]
    return _washed(made, colour, share)


def _washed(made: Palette, colour: str, share: float) -> Palette:
    def wash(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(mix(value, colour, share) for value in values)

    first = wash(made.cloud), wash(made.water), wash(made.ridge)
    return replace(
        made,
        sky=wash(made.sky),
        haze=mix(made.haze, colour, share),
        light=mix(made.light, mix(colour, "#ffffff", 0.4), share * 0.7),
        cloud=(first[0][0], first[0][1]),
        water=(first[1][0], first[1][1]),
        ridge=(first[2][0], first[2][1]),
    )


def _tinted(made: Palette, pigment: str) -> Palette:
    """The whole picture leans towards one hue ('in blue tones')."""
    return _washed(made, hsl(pigment, light=0.12), 0.38)


def airless(made: Palette, setting: str) -> Palette:
    """The light of another world: bare grey under black on the moon, butterscotch dust on Mars."""
    if setting == "marsland":
        return replace(
            made,
            sky=("#c9946a", "#e3b283", "#f4d5a8"),
            haze="#e0b48c",
            ridge=("#c98a66", "#8f5240"),
            cloud=("#f3dcc0", "#d9ab86"),
        )
    return replace(made, haze="#8f8fa6", ridge=("#a5a4b4", "#5f5e74"))


def quieter(made: Palette, share: float) -> Palette:
    """A night on paper: the sky pale grey, the water and the ridges in middle tones."""
    return replace(
        made,
        sky=tuple(mix(colour, "#d5d3c9", share * 0.8) for colour in made.sky),
        haze=mix(made.haze, "#e6e2d6", share),
        water=(mix(made.water[0], "#d9d8d0", share), mix(made.water[1], "#a9aaa8", share)),
        ridge=(mix(made.ridge[0], "#b4b4b2", share), mix(made.ridge[1], "#84868a", share)),
        cloud=(mix(made.cloud[0], "#f1eee4", share), mix(made.cloud[1], "#c9c7be", share)),
    )
