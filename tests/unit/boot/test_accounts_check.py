"""The doctor's word on accounts that vendors refuse."""

from __future__ import annotations

import pytest

from huahua.ops.checks import accounts_check
from huahua.ops.doctor import Status


@pytest.mark.parametrize(
    ("now", "lately", "expected"),
    [
        ([], [], (Status.OK, "accounts_ok", {})),
        (["up", "up#2"], ["up"], (Status.FAILED, "accounts_refused", {"names": "up, up#2"})),
        ([], ["up"], (Status.WARNING, "accounts_were_refused", {"names": "up"})),
    ],
)
async def test_refused_accounts(now: list[str], lately: list[str], expected: tuple[object, ...]) -> None:
    async def recent() -> list[str]:
        return lately

    found = await accounts_check(lambda: now, recent).run()
    assert (found.status, found.code, dict(found.params)) == expected
    assert bool(found.advice) == (found.status is not Status.OK)
