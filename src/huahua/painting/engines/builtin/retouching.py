"""Changing pictures that the painter did not paint: light, season, weather, medium, and things put on top."""

import io

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from .drawing.svg import painted
from .media.catalogue import MEDIA
from .media.medium import Pixels, picture, pixels, rendered
from .media.photograph import Photograph
from .media.plain import GOUACHE
from .media.texture import luminance, vignette
from .picture import Illustration, encode
from .scene.backdrop.weather import weather
from .scene.compose import begin, draw_things, lighting
from .scene.recipe import LARGEST, SMALLEST, Recipe, Spot
from .scene.stage import Stage
from .studio import Progress, plain, silent
from .words.instructions import Instruction, instruct
from .words.lexicon import SUBJECTS
from .words.reading import Reading

_MOST_PIXELS = 64_000_000
_HOURS: dict[str, tuple[tuple[float, float, float], float, float]] = {
    "night": ((0.44, 0.54, 0.88), 0.0, 0.82),
    "dusk": ((1.1, 0.74, 0.58), 0.05, 0.96),
    "dawn": ((1.06, 0.93, 0.88), 0.07, 0.98),
    "day": ((1.04, 1.03, 1.0), 0.03, 1.08),
}
"""Light of an hour: factors for red, green, blue; lift of the shadows; gamma-like brightness."""


def retouch(
    image: bytes, instruction: str, *, mask: bytes | None = None, seed: int, progress: Progress | None = None
) -> Illustration:
    """Change a picture that has no recipe.

    ``image`` is PNG, JPEG, WebP or GIF; ``mask`` a picture whose transparent parts say where to change (as in OpenAI's
    image edits), stretched to the picture. ``unmet`` holds what cannot be done here: removing, moving or resizing what
    is in the pixels, and words not understood. Raises ValueError when the bytes are not a picture, or too large.
    """
    report = progress or silent
    report(0.02, "composing")
    base = _opened(image)
    area = _area(mask, base.size)
    orders = instruct(instruction)
    wanted, unmet = _wanted(orders, masked=area is not None)
    report(0.2, "painting")
    values = _lit(pixels(base), wanted)
    changed = picture(values)
    unmet += _add_things(changed, wanted, seed, area, instruction)
    report(0.5, "texture")
    if wanted.style:
        sheet = Photograph(
            changed, base.width, base.height, seed, wanted.time or "day", grey=wanted.style == "ink"
        )
        changed = MEDIA[wanted.style].finish(sheet)
        if wanted.style == "flat":
            changed = changed.quantize(14, dither=Image.Dither.NONE).convert("RGB")
    if area is not None:
        changed = Image.composite(changed, base, area)
    report(0.9, "texture")
    recipe = {
        "engine": "builtin/painter",
        "kind": "retouch",
        "instruction": plain(instruction, 1000),
        "seed": seed,
        "style": wanted.style,
        "width": base.width,
        "height": base.height,
    }
    png = encode(changed, None)
    report(1.0, "done")
    return Illustration(
        png, base.width, base.height, list(dict.fromkeys(unmet)), list(orders.understood), recipe, seed
    )


def _opened(data: bytes) -> Image.Image:
    """RGB of a bounded size; transparent parts on white."""
    try:
        with Image.open(io.BytesIO(data)) as source:
            if source.width * source.height > _MOST_PIXELS:
                raise ValueError("the picture is too large")
            shown = ImageOps.exif_transpose(source).convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("this is not a picture that can be read") from error
    white = Image.new("RGBA", shown.size, "#ffffff")
    flat = Image.alpha_composite(white, shown).convert("RGB")
    factor = min(1.0, LARGEST / max(flat.size))
    size = (max(SMALLEST, round(flat.width * factor)), max(SMALLEST, round(flat.height * factor)))
    return flat if flat.size == size else flat.resize(size, Image.Resampling.LANCZOS)


def _area(mask: bytes | None, size: tuple[int, int]) -> Image.Image | None:
    """White where the picture may change, softened at the edge; None for everywhere."""
    if mask is None:
        return None
    try:
        with Image.open(io.BytesIO(mask)) as source:
            if source.width * source.height > _MOST_PIXELS:
                raise ValueError("the mask is too large")
            shown = source.convert("RGBA").resize(size, Image.Resampling.BILINEAR)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("this mask is not a picture that can be read") from error
    alpha = shown.getchannel("A")
    opaque = bool(np.asarray(alpha).min() > 250)
    open_part = shown.convert("L") if opaque else ImageOps.invert(alpha)
    hard = open_part.point([255 if level > 127 else 0 for level in range(256)])
    return hard.filter(ImageFilter.GaussianBlur(max(1.0, min(size) / 400)))


def _wanted(orders: Instruction, *, masked: bool) -> tuple[Reading, list[str]]:
    """One reading of everything asked for, and what pixels alone cannot give. Where a place is open, what is named
    with its colours shall stand there; else it may be something of the picture that shall get another colour."""
    wanted, unmet = Reading(), list(orders.unmet)
    for change in orders.changes:
        reading = change.reading
        if change.verb == "remove" or reading.banned:
            unmet += [mention.word for mention in reading.mentions] + reading.weather + reading.banned
            if change.verb == "remove":
                continue
        if change.target is not None:
            unmet += [mention.word for mention in change.target.mentions]
            continue
        if change.grow != 1.0 or change.lift or change.stretch:
            unmet += [mention.word for mention in reading.mentions] or ["size"]
            continue
        if reading.aspect:
            unmet.append(reading.aspect)
        for mention in reading.mentions:
            terrain = SUBJECTS[mention.kind].home in ("terrain", "far")
            recoloured = change.verb != "add" and mention.colours and not masked
            if terrain or recoloured:
                unmet.append(mention.word)
            else:
                wanted.mentions.append(mention)
        wanted.time, wanted.season = reading.time or wanted.time, reading.season or wanted.season
        wanted.style, wanted.tint = reading.style or wanted.style, reading.tint or wanted.tint
        wanted.weather += reading.weather
        wanted.moods += reading.moods
    return wanted, unmet


def _lit(values: Pixels, wanted: Reading) -> Pixels:
    """Hour, season and mood as light and colour."""
    if wanted.time:
        (red, green, blue), lift, bright = _HOURS[wanted.time]
        grey = luminance(values)[..., None]
        if wanted.time == "night":
            values = values * 0.7 + grey * 0.3
        values = (values * bright) * np.array([red, green, blue], dtype=np.float32) + lift
        values = values * vignette(values.shape[1], values.shape[0], 0.22 if wanted.time == "night" else 0.1)
    if wanted.season:
        values = _seasoned(values, wanted.season)
    warmth = sum(
        {"warm": 1.0, "love": 0.8, "happy": 0.6, "cool": -1.0, "sad": -0.8, "lonely": -0.7}.get(mood, 0.0)
        for mood in wanted.moods
    )
    if warmth:
        shift = max(-1.0, min(1.0, warmth)) * 0.09
        values = values * np.array([1 + shift, 1.0, 1 - shift], dtype=np.float32)
    if "fog" in wanted.weather:
        height = values.shape[0]
        veil = np.linspace(0.66, 0.2, height, dtype=np.float32)[:, None, None]
        values = values * (1 - veil) + np.float32(0.86) * veil
    return np.clip(values, 0, 1)


def _seasoned(values: Pixels, season: str) -> Pixels:
    """Green turns with the season; winter pales."""
    red, green, blue = values[..., 0], values[..., 1], values[..., 2]
    leafy = np.clip((green - np.maximum(red * 0.92, blue)) * 4, 0, 1)[..., None]
    if season == "autumn":
        turned = np.stack([green * 1.12, green * 0.62, blue * 0.5], axis=2)
        return np.asarray(values * (1 - leafy) + turned * leafy)
    if season == "winter":
        pale = (
            values * 0.4
            + luminance(values)[..., None] * 0.42
            + np.array([0.16, 0.18, 0.21], dtype=np.float32)
        )
        snow = np.full_like(values, 0.93)
        return np.asarray(pale * (1 - leafy * 0.7) + snow * leafy * 0.7)
    gain = np.array([1.02, 1.08, 1.0] if season == "spring" else [1.04, 1.05, 0.97], dtype=np.float32)
    return values * gain


def _add_things(
    image: Image.Image, wanted: Reading, seed: int, area: Image.Image | None, words: str
) -> list[str]:
    """Draw the named things and the weather over the picture, inside the open area; in place."""
    falls = [kind for kind in wanted.weather if kind in ("rain", "storm", "snow", "wind")]
    if not wanted.mentions and not falls:
        return []
    recipe = _overlay(image.size, wanted, seed, words)
    if area is not None:
        _fit(recipe, area)
    stage = Stage(
        1000 * image.width / min(image.size),
        1000 * image.height / min(image.size),
        seed,
        *lighting(recipe, GOUACHE),
        horizon=recipe.layout.horizon * 1000 * image.height / min(image.size),
    )
    draw_things(stage, recipe)
    weather(stage)
    if stage.canvas:
        over = rendered(painted(stage.canvas, (stage.width, stage.height)), image.size)
        image.paste(over, (0, 0), over)
    return []


def _overlay(size: tuple[int, int], wanted: Reading, seed: int, words: str) -> Recipe:
    """A recipe for the new things alone, in open land."""
    named = bool(wanted.mentions)
    reading = Reading(
        mentions=list(wanted.mentions),
        time=wanted.time or "day",
        season="winter" if "snow" in wanted.weather else "summer",
        weather=list(wanted.weather),
    )
    recipe = begin(
        reading,
        words=plain(words, 1000),
        negative="",
        seed=seed,
        width=size[0],
        height=size[1],
        style="gouache",
    )
    if not named:
        recipe.items = []
    recipe.layout.mode, recipe.layout.water, recipe.layout.setting = "land", None, "meadow"
    recipe.layout.hero = False
    for item in recipe.items:
        item.spots = [
            Spot(spot.x, spot.y, round(spot.size * 0.62 if spot.size > 0.3 else spot.size, 4), spot.flip)
            for spot in item.spots
        ]
    return recipe


def _fit(recipe: Recipe, area: Image.Image) -> None:
    """Move and shrink the things into the box of the open area."""
    bounds = area.getbbox()
    if bounds is None:
        recipe.items = []
        return
    left, top, right, bottom = bounds
    short = min(area.size)
    for index, item in enumerate(recipe.items):
        entry, share = SUBJECTS[item.kind], max(1, len(recipe.items))
        wide, tall = (right - left) / short / share, (bottom - top) / short
        count = max(1, len(item.spots))
        size = min(0.86 * tall, 0.86 * wide / entry.wide / count)
        centred = entry.home in ("air", "sky", "under")
        y = ((top + bottom) / 2 if centred else bottom - 0.05 * (bottom - top)) / area.height
        for number in range(len(item.spots)):
            x = (left + (right - left) * (index + (number + 0.5) / count) / share) / area.width
            item.spots[number] = Spot(round(x, 4), round(y, 4), round(size, 4), item.spots[number].flip)
