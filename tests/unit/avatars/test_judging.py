"""Candidates in their order: by what they show, and by what their owner liked before."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from PIL import Image

from huahua.avatars.domain.project import Pick, ranked
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines import dicebear
from huahua.avatars.projects.judging import UnmetJudge
from huahua.avatars.scoring import eye as eyes
from huahua.avatars.scoring.judge import EyeJudge
from huahua.infra.workers import WorkerError

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BLUE = AvatarSpec(background="blue", hair_color="black")


class Here:
    """Workers, the gallery and the picks, in one process."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.picked: list[Pick] = []
        self.looked = 0

    async def run(self, _function: str, kwargs: dict[str, Any], **_: Any) -> Any:
        self.looked += 1
        try:
            return eyes.features(**kwargs)
        except ValueError as fault:
            raise WorkerError(str(fault)) from fault

    async def medium(self, _user_id: str, picture_id: str) -> bytes | None:
        return self.files.get(picture_id)

    async def picks(self, _user_id: str, limit: int) -> list[Pick]:
        return self.picked[:limit]

    def draw(
        self, picture_id: str, origin: str = "painted", unmet: Sequence[str] = (), **said: Any
    ) -> dict[str, Any]:
        match = dicebear.read_spec(AvatarSpec.model_validate(said), "avataaars")
        self.files[picture_id] = dicebear.draw_png(match.style, match.options, picture_id, 96)
        return {"id": picture_id, "origin": origin, "unmet": list(unmet)}

    def plain(self, picture_id: str, colour: str) -> dict[str, Any]:
        out = io.BytesIO()
        Image.new("RGB", (64, 64), colour).save(out, "PNG")
        self.files[picture_id] = out.getvalue()
        return {"id": picture_id, "origin": "painted", "unmet": []}


@pytest.fixture
def here() -> Here:
    return Here()


@pytest.fixture
def judge(here: Here) -> EyeJudge:
    return EyeJudge(UnmetJudge(), here, here, here)  # type: ignore[arg-type]


async def test_paintings_stand_in_the_order_of_what_they_show(here: Here, judge: EyeJudge) -> None:
    pictures = [
        here.draw("img_red", background="red", hair_color="pink", hair_style="long"),
        here.draw("img_blue", background="blue", hair_color="black", hair_style="long"),
    ]
    judged = ranked(await judge.judge("usr_a", BLUE, pictures))
    assert [(each.picture_id, place) for each, place in judged] == [("img_blue", 1), ("img_red", 2)]
    assert judged[0][0].checks["background"] == "seen"
    assert judged[1][0].checks["background"] == "missed"


async def test_a_drawing_says_itself_what_it_shows(here: Here, judge: EyeJudge) -> None:
    picture = here.draw("img_a", "avatar", ["black"], background="blue")
    [scored] = await judge.judge("usr_a", BLUE, [picture])
    assert scored.checks == {"background": "seen", "hair_color": "missed"}


async def test_a_picture_is_looked_at_once_and_one_that_cannot_be_read_has_no_place(
    here: Here, judge: EyeJudge
) -> None:
    good, bad, gone = (
        here.draw("img_a", background="blue"),
        here.plain("img_b", "red"),
        here.plain("img_c", "red"),
    )
    here.files["img_b"] = b"no picture"
    del here.files["img_c"]
    for _ in range(2):
        judged = ranked(await judge.judge("usr_a", BLUE, [bad, good, gone]))
        assert [(each.picture_id, place) for each, place in judged] == [
            ("img_a", 1),
            ("img_b", None),
            ("img_c", None),
        ]
    assert here.looked == 3  # the good one once, the broken one each time


async def test_picks_of_a_person_move_that_persons_order(here: Here, judge: EyeJudge) -> None:
    dark, light = here.plain("img_dark", "#202020"), here.plain("img_light", "#e8e8e8")
    nothing = AvatarSpec(mood_words=("calm",))
    assert here.looked == 0
    before = await judge.judge("usr_a", nothing, [dark, light])
    assert before[0].score == pytest.approx(before[1].score)
    here.picked = [
        Pick(f"pck_{number}", "usr_a", "avp_1", "img_light", None, nothing, ("img_dark", "img_light"), NOW)
        for number in range(8)
    ]
    after = {each.picture_id: each.score or 0 for each in await judge.judge("usr_a", nothing, [dark, light])}
    assert after["img_light"] > after["img_dark"] + 0.2


async def test_picks_of_pictures_that_are_gone_teach_nothing(here: Here, judge: EyeJudge) -> None:
    picture = here.plain("img_a", "#808080")
    here.picked = [Pick("pck_1", "usr_a", "avp_1", "img_gone", None, BLUE, ("img_gone", "img_a"), NOW)]
    [scored] = await judge.judge("usr_a", BLUE, [picture])
    assert scored.score is not None and np.isfinite(scored.score)
