from __future__ import annotations

import pytest

from huahua.gateway.providers.builtin.assistant.titles import title


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("what is 12 * 12?", "What is 12 * 12"),
        ("2*3+4", "2*3+4"),
        ("explain my_variable_name", "Explain my_variable_name"),
        ("**bold** words and *soft* ones", "Bold words and soft ones"),
    ],
)
def test_marks_of_markdown_go_and_others_stay(said: str, expected: str) -> None:
    assert title([{"role": "user", "content": said}]) == expected
