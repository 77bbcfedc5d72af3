"""Measures HuaHua's own models and writes eval/results.md.

python -m eval.run
"""

from __future__ import annotations

from pathlib import Path

from eval.avatars import measure as avatars
from eval.avatars import seeing
from eval.privacy import masking, rules
from eval.tasks.measure import report

RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    text = "# What HuaHua's own models get right\n\nWritten by `make eval`.\n\n" + "\n".join(
        (report(), avatars.report(), seeing.report(), masking.report(), rules.report())
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
