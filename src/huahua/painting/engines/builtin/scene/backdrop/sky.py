"""The sky: its gradient, the glow near the horizon, faint stars at night, thin clouds."""

from ...colour import mix
from ..stage import Stage


def sky(stage: Stage, bottom: float | None = None) -> None:
    """Fill the canvas with sky down to ``bottom`` (the horizon unless given)."""
    colours = stage.palette.sky
    if stage.look.plain:
        colours = tuple(
            mix(colour, "#fbf6ea", 0.3 if stage.look.time == "night" else 0.62) for colour in colours
        )
    bottom = (bottom or min(stage.height, stage.horizon)) + 12
    pen = stage.pen(depth=0.0)
    pen.rect(-20, -20, stage.width + 40, bottom + 20, pen.down(*colours, lit=True), soft=True)
    pen.rect(
        -20,
        bottom - 1,
        stage.width + 40,
        stage.height - bottom + 40,
        pen.tone(colours[-1], lit=True),
        soft=True,
    )
    if stage.look.time == "night" and not {"rain", "storm", "snow", "cloudy", "fog"} & set(
        stage.look.weather
    ):
        _faint_stars(stage, bottom)
    if stage.look.time in ("dusk", "dawn", "day") and "cloud" not in stage.banned and not stage.look.plain:
        _streaks(stage, bottom)


def _faint_stars(stage: Stage, bottom: float) -> None:
    if "star" in stage.banned:
        return
    rng, pen = stage.rng("faint stars"), stage.pen(depth=0.0)
    for _ in range(int(70 * stage.width / 1000 * max(1.0, bottom / 1000))):
        x, y = rng.uniform(0, stage.width), bottom * rng.random() ** 1.4
        size = rng.uniform(0.7, 2.1)
        pen.oval(
            x,
            y,
            size,
            size,
            "#f4f2e2",
            alpha=rng.uniform(0.25, 0.85) * (1 - 0.6 * y / bottom),
            soft=True,
            lit=True,
        )


def _streaks(stage: Stage, bottom: float) -> None:
    """Long thin veils that catch the light."""
    rng, pen = stage.rng("streaks"), stage.pen(depth=0.0)
    light = mix(stage.palette.cloud[0], stage.palette.sky[-1], 0.25)
    strength = 0.34 if stage.look.time == "day" else 0.5
    for _ in range(5):
        x, y = rng.uniform(-0.1, 1.0) * stage.width, bottom * rng.uniform(0.3, 0.9)
        length, thick = rng.uniform(240, 560), rng.uniform(7, 20)
        fill = pen.across((light, 0.0), (light, strength), (light, strength * 0.7), (light, 0.0), lit=True)
        points = [
            (x, y),
            (x + length * 0.3, y - thick),
            (x + length * 0.7, y - thick * 0.6),
            (x + length, y),
            (x + length * 0.6, y + thick * 0.4),
            (x + length * 0.25, y + thick * 0.3),
        ]
        pen.blob(points, fill, soft=True)
