"""The built-in engines on one core, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.measures.stage import Row, median

WORDS = "a red boat on a lake under a mountain at sunset, two swallows in the sky"
BUSIEST = "雨夜的城市街道，霓虹灯，一个女孩打着红伞，汽车"
"""A rainy city at night: the most shapes and lights that one sentence brings."""
REPEATS = 5
DESCRIPTION = "一个二十岁出头的姑娘，皮肤白，黑色长发，戴圆框眼镜，穿浅蓝色毛衣，围着红围巾，背景渐变"


def rows() -> list[Row]:
    return _painter() + _avatar()


def _ms(work: Callable[[int], object]) -> float:
    work(0)
    times = []
    for seed in range(1, REPEATS + 1):
        started = time.perf_counter()
        work(seed)
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def _painter() -> list[Row]:
    from huahua.painting.engines.builtin import STYLES, illustrate

    times = {
        style: _ms(
            lambda seed, style=style: illustrate(WORDS, seed=seed, width=1024, height=1024, style=style)
        )
        for style in STYLES
    }
    slowest = max(times, key=lambda style: times[style])
    busiest = _ms(lambda seed: illustrate(BUSIEST, seed=seed, width=1024, height=1024, style="watercolor"))
    return [
        Row(
            "painter, 1024×1024, median of media", f"{median(list(times.values())):.0f} ms", "under 1,000 ms"
        ),
        Row(f"painter, 1024×1024, slowest medium ({slowest})", f"{times[slowest]:.0f} ms", "under 1,000 ms"),
        Row("painter, 1024×1024, rainy city at night in watercolour", f"{busiest:.0f} ms", "under 1,000 ms"),
    ]


def _avatar() -> list[Row]:
    from huahua.avatars.domain.reading.read import read
    from huahua.avatars.engines.dicebear import draw_png, draw_svg, read_spec

    def read_once(_seed: int) -> None:
        read(DESCRIPTION)

    def at_once(seed: int) -> None:
        match = read_spec(read(DESCRIPTION).spec, None)
        draw_svg(match.style, match.options, str(seed), 512)

    return [
        Row(
            "avatar, SVG",
            f"{_ms(lambda seed: draw_svg('adventurer', {}, str(seed), 512)):.1f} ms",
            "under 5 ms",
        ),
        Row(
            "avatar, PNG 512 px",
            f"{_ms(lambda seed: draw_png('adventurer', {}, str(seed), 512)):.1f} ms",
            "under 30 ms",
        ),
        Row("avatar, description to spec", f"{_ms(read_once):.1f} ms", "under 5 ms"),
        Row("avatar, description to SVG", f"{_ms(at_once):.1f} ms", "under 50 ms"),
    ]
