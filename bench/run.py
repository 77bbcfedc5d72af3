"""`make bench`: measure, print the table and write it to bench/results.md.

python bench/run.py [gateway] [server] [engines] [pictures] [gallery] [page]
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

MEASURES = ("server", "gateway", "engines", "pictures", "gallery", "page")


def main(wanted: list[str]) -> None:
    unknown = set(wanted) - set(MEASURES)
    if unknown:
        sys.exit(f"there is no measure {', '.join(sorted(unknown))}; choose from {', '.join(MEASURES)}")
    lines = ["| what | figure | aim |", "|---|---|---|"]
    for name in wanted or MEASURES:
        print(f"measuring {name} …", file=sys.stderr)
        for row in importlib.import_module(f"bench.measures.{name}").rows():
            lines.append(f"| {row.what} | {row.figure} | {row.aim} |")
            print(lines[-1])
    if not wanted:
        head = [
            "# Results of `make bench`",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
            f"CPython {platform.python_version()}. Absolute figures drift; ratios within one run hold.",
            "",
        ]
        (Path(__file__).parent / "results.md").write_text("\n".join([*head, *lines]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
