"""`python -m huahua.avatars.training.process FOLDER`: train, tell of it line by line, stop when told to.

Lines to stdout are JSON: `{"event": "begun", "step"}`, `{"event": "step", "step", "loss", "seconds"}`,
`{"event": "checkpoint", "step", "samples": [name]}`, and last `done`, `paused` or `failed` (with `code`, `message`).
A line `pause` on stdin, or its end because the server died, saves a checkpoint and ends the process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

NOT_INSTALLED = (
    "Training needs the extra 'local' (torch, diffusers, peft), which is not installed:"
    " pip install torch==2.13.0, then pip install 'huahua[local]'."
)


def main() -> int:
    told = threading.Event()
    threading.Thread(target=_listen, args=(told,), daemon=True).start()
    try:
        import torch  # noqa: F401 - whether it is there
    except ImportError:
        tell({"event": "failed", "code": "training_not_installed", "message": NOT_INSTALLED})
        return 1
    from huahua.avatars.training.process.learning import NotTrainable
    from huahua.avatars.training.process.work import Overfull, work

    try:
        tell({"event": work(Path(sys.argv[1]), tell, told)})
    except (NotTrainable, Overfull) as fault:
        tell({"event": "failed", "code": fault.code, "message": str(fault)})
        return 1
    except Exception as fault:  # noqa: BLE001 - the server tells the user, its log gets the rest
        traceback.print_exc()
        tell(
            {
                "event": "failed",
                "code": "training_failed",
                "message": f"{type(fault).__name__}: {str(fault)[:300]}",
            }
        )
        return 1
    return 0


def tell(line: dict[str, Any]) -> None:
    try:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the server died; what counts is on the disk
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - for the rest of the process


def _listen(told: threading.Event) -> None:
    for line in sys.stdin:
        if line.strip() == "pause":
            break
    told.set()


if __name__ == "__main__":
    sys.exit(main())
