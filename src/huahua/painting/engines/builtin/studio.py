"""The painter at work: words to a picture, and a recipe to a picture again."""

from collections.abc import Callable, Mapping
from typing import Any

from .media.catalogue import MEDIA
from .media.medium import Drawing
from .picture import Illustration, encode
from .scene.compose import begin, paint
from .scene.edit import apply
from .scene.recipe import Recipe, bounded, load
from .words.instructions import instruct
from .words.reading import Reading, read

Progress = Callable[[float, str], None]
DEFAULT_STYLE = "gouache"


def silent(_fraction: float, _stage: str) -> None:
    """Progress that nobody watches."""


def plain(text: str, most: int) -> str:
    """Text that can be written as UTF-8, of bounded length."""
    return text[:most].encode("utf-8", "replace").decode("utf-8")


def understood(words: str, negative: str) -> Reading:
    """The prompt and the negative prompt read together."""
    reading = read(words)
    if negative.strip():
        refused = read(negative)
        bans = [
            *reading.banned,
            *(mention.kind for mention in refused.mentions),
            *refused.weather,
            *refused.banned,
        ]
        reading.banned = list(dict.fromkeys(bans))
        reading.unmet = list(dict.fromkeys([*reading.unmet, *refused.unmet]))
    reading.mentions = [mention for mention in reading.mentions if mention.kind not in reading.banned]
    return reading


def illustrate(
    words: str,
    *,
    seed: int,
    width: int,
    height: int,
    style: str | None = None,
    negative: str = "",
    progress: Progress | None = None,
) -> Illustration:
    """Paint what the words name, ``width`` × ``height`` pixels (each bounded to 64..2048).

    ``style`` is one of the media ids and wins over a medium named in the words. The same arguments give the same
    bytes. ``progress`` gets a fraction 0..1 and one of ``composing``, ``painting``, ``texture``, ``done``.
    Raises ValueError for a style that does not exist.
    """
    if style is not None and style not in MEDIA:
        raise ValueError(f"unknown style: {style}")
    report = progress or silent
    report(0.02, "composing")
    reading = understood(words, negative)
    chosen = style or reading.style or DEFAULT_STYLE
    width, height = bounded(width), bounded(height)
    recipe = begin(
        reading,
        words=plain(words, 4000),
        negative=plain(negative, 1000),
        seed=seed,
        width=width,
        height=height,
        style=chosen,
    )
    return render(recipe, report)


def render(recipe: Recipe, report: Progress) -> Illustration:
    """Paint a recipe."""
    medium = MEDIA[recipe.style]
    report(0.12, "painting")
    stage = paint(recipe, medium)
    report(0.4, "texture")
    sheet = Drawing(
        stage.canvas, (stage.width, stage.height), recipe.width, recipe.height, recipe.seed, recipe.time
    )
    image = medium.finish(sheet)
    report(0.9, "texture")
    data: dict[str, Any] = recipe.dump()
    png = encode(image, data)
    report(1.0, "done")
    return Illustration(
        png, recipe.width, recipe.height, list(recipe.unmet), list(recipe.understood), data, recipe.seed
    )


def revise(
    recipe: Mapping[str, Any],
    instruction: str,
    *,
    seed: int | None = None,
    width: int | None = None,
    height: int | None = None,
    progress: Progress | None = None,
) -> Illustration:
    """Change an earlier picture by its recipe; what the instruction does not name stays where it was.

    ``seed`` and the size replace those of the recipe where given. ``unmet`` holds words of the instruction that
    could not be honoured. Raises ValueError where ``recipe`` is not a recipe of this painter.
    """
    report = progress or silent
    report(0.02, "composing")
    changed = load(recipe)
    if changed.style not in MEDIA:
        raise ValueError(f"unknown style: {changed.style}")
    orders = instruct(instruction)
    changed.unmet = apply(changed, orders)
    changed.understood = list(dict.fromkeys([*changed.understood, *orders.understood]))
    changed.edits = [*changed.edits, plain(instruction, 1000)][-50:]
    changed.seed = changed.seed if seed is None else seed
    changed.width, changed.height = bounded(width or changed.width), bounded(height or changed.height)
    return render(changed, report)
