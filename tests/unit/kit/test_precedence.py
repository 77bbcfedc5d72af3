"""Nobody gets a better place in the queue than their role may have."""

from __future__ import annotations

import pytest

from huahua.kit.precedence import Priority, priority_of

INTERACTIVE, STANDARD, BATCH = Priority
HIGHEST = {"administrator": INTERACTIVE, "guest": BATCH}


@pytest.mark.parametrize(
    ("role", "by_key", "wanted", "given"),
    [
        ("user", False, None, INTERACTIVE),
        ("user", False, BATCH, BATCH),
        ("user", True, None, STANDARD),
        ("user", True, INTERACTIVE, STANDARD),
        ("user", True, BATCH, BATCH),
        ("administrator", True, None, STANDARD),
        ("administrator", True, INTERACTIVE, INTERACTIVE),
        ("guest", True, INTERACTIVE, BATCH),
    ],
)
def test_what_is_asked_for_is_granted_up_to_the_best_of_the_role(
    role: str, by_key: bool, wanted: Priority | None, given: Priority
) -> None:
    assert priority_of(role, by_key=by_key, wanted=wanted, highest=HIGHEST) is given
