"""Where calls are counted against rates and limits, and the doctor's word on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from huahua.boot.settings import Settings
from huahua.boot.spending import Counting, counting_of
from huahua.ops.checks import counting_check
from huahua.ops.doctor import Status


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({}, Counting.PROCESS),
        ({"server": {"workers": 2}}, Counting.DATABASE),
        ({"database_url": "postgresql://db/huahua"}, Counting.DATABASE),
        ({"redis_url": "redis://r"}, Counting.REDIS),
        ({"redis_url": "redis://r", "database_url": "postgresql://db/huahua"}, Counting.REDIS),
    ],
)
def test_processes_that_may_serve_the_same_people_count_together(
    tmp_path: Path, more: dict[str, object], place: Counting
) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, **more})
    assert counting_of(settings) is place


@pytest.mark.parametrize("place", Counting)
async def test_the_doctor_says_where(place: Counting) -> None:
    async def well() -> None: ...

    found = await counting_check(place, well).run()
    assert (found.status, found.code, found.advice) == (Status.OK, f"counting_{place}", "")


@pytest.mark.parametrize("place", [Counting.DATABASE, Counting.REDIS])
async def test_several_memories_instead_of_one_place_are_a_warning(place: Counting) -> None:
    async def away() -> None:
        raise OSError("refused")

    found = await counting_check(place, away).run()
    assert (found.status, found.code) == (Status.WARNING, f"counting_{place}_away")
    assert found.params == {"reason": "refused"} and "on its own" in found.advice
