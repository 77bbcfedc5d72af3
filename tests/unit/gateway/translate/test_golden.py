"""Every translation of a request, a reply and a stream, as it was read and found right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.gateway.translate.golden import FOLDER, everything, requests

EXPECTED = dict(everything())


def named(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", EXPECTED, ids=named)
def test_a_translation_is_what_its_golden_file_says(path: Path) -> None:
    assert path.read_text() == EXPECTED[path], "python -m tests.unit.gateway.translate.golden, and read"


def test_no_golden_file_is_left_over() -> None:
    there = {path for path in FOLDER.rglob("*.json*") if not path.name.endswith(".in.json")}
    assert there == set(EXPECTED)


@pytest.mark.parametrize("path", [path for path, _ in requests()], ids=named)
def test_a_request_says_the_same_to_every_upstream(path: Path) -> None:
    """The facts of the case are in each translation, whatever the shape."""
    said = json.dumps(json.loads(path.read_text()), ensure_ascii=False)
    for fact in (
        "Be brief.",
        "What is in the picture?",
        "iVBORw0KGgo=",
        "look_up",
        "moon",
        "a full moon",
        "colour",
    ):
        assert fact in said, fact
