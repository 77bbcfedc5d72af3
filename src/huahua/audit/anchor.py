"""The end of the log, noted in a file of the data folder: whoever can change the database only cannot change this."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path

from huahua.audit.domain.entry import Mark

log = logging.getLogger(__name__)


class AnchorFile:
    """Implements `ports.Anchor`. Processes of one machine share the file; machines have one each."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mark | None:
        """None when there is none, or none that can be read."""
        try:
            value = json.loads(self._path.read_text())
            return Mark(int(value["seq"]), str(value["hash"]), str(value["seal"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            log.warning("%s cannot be read as the end of the audit log", self._path)
            return None

    def write(self, mark: Mark) -> None:
        """Whole or not at all. Raises OSError."""
        descriptor, draft = tempfile.mkstemp(dir=self._path.parent, prefix=".audit-")
        try:
            with os.fdopen(descriptor, "w") as file:
                json.dump({"seq": mark.seq, "hash": mark.hash, "seal": mark.seal}, file)
            Path(draft).replace(self._path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
