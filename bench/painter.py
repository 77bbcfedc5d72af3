"""Milliseconds and memory of the builtin painter per medium at 1024×1024: ``python bench/painter.py``.

CPU time of one process on one core, so that other work on the machine does not count; best and median of the prompts.
"""

import resource
import statistics
import time

from huahua.painting.engines.builtin import STYLES, illustrate

PROMPTS = (
    "a cat",
    "两艘小船在湖上，远处有山，日落",
    "a village in the snow at night, pine trees, moon",
    "三匹马在草原上，彩虹，白云",
    "a girl with a red umbrella in a city street in the rain",
)


def cpu_ms(words: str, style: str) -> float:
    """CPU milliseconds of one picture."""
    start = time.process_time()
    illustrate(words, seed=7, width=1024, height=1024, style=style)
    return (time.process_time() - start) * 1000


def main() -> None:
    """Print one line per medium."""
    illustrate("a cat", seed=1, width=256, height=256)
    print(f"{'medium':<12}{'best ms':>9}{'median ms':>11}{'worst ms':>10}")
    for style in STYLES:
        times = [cpu_ms(words, style) for words in PROMPTS]
        print(f"{style:<12}{min(times):>9.0f}{statistics.median(times):>11.0f}{max(times):>10.0f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
