"""The table of painting engines in the documentation says what the code declares."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from huahua.gateway.domain.models import KINDS

SCRIPT = Path(__file__).parents[4] / "scripts" / "painting_engines.py"


def test_the_table_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("painting_engines", SCRIPT)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text = script.PAGE.read_text()
    assert text == script.page(text), "run: python scripts/painting_engines.py"
    kinds = {kind for kind, *_ in script.ROWS}
    assert {"a1111", "comfyui", "replicate", "stability"} <= kinds & {*KINDS}
