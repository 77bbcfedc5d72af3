"""The whole new prompt after a change."""

from __future__ import annotations

import pytest

from huahua.gateway.providers.builtin.assistant.painting.recompose import recompose

BOAT, CATS = "a red boat on a lake at sunset", "一只猫和一只狗在屋顶上"


@pytest.mark.parametrize(
    ("prompt", "instruction", "wanted"),
    [
        (BOAT, "make it night", "a red boat on a lake, at night"),
        (BOAT, "in winter", "a red boat on a lake at sunset, in winter"),
        (BOAT, "add two birds", "a red boat on a lake at sunset, two birds"),
        (BOAT, "remove the boat", "a lake at sunset"),
        (BOAT, "去掉船", "a lake at sunset"),
        (BOAT, "remove the dragon", "a red boat on a lake at sunset, without dragon"),
        (BOAT, "replace the boat with a whale", "a whale on a lake at sunset"),
        (BOAT, "把船换成一条鲸鱼", "一条鲸鱼 on a lake at sunset"),
        (BOAT, "make the boat bigger", "a red bigger boat on a lake at sunset"),
        (BOAT, "it's too dark", "a red boat on a lake at sunset, brighter"),
        (BOAT, "do it in oil", "a red boat on a lake at sunset, oil"),
        ("a cat, watercolor", "turn it into pixel art", "a cat, pixel art"),
        ("a cat in watercolor style", "make it an oil painting", "a cat, an oil painting"),
        ("a cat on a sofa", "not a cat, a dog", "a dog on a sofa"),
        ("a cat and a dog", "without the dog", "a cat"),
        ("a cat", "make the cat orange", "an orange cat"),
        (CATS, "去掉狗", "一只猫在屋顶上"),
        (CATS, "不是狗，是兔子", "一只猫和一只兔子在屋顶上"),
        (CATS, "再加一条鱼", "一只猫和一只狗在屋顶上，一条鱼"),
        (CATS, "能加个月亮吗", "一只猫和一只狗在屋顶上，能加个月亮"),
        (CATS, "加个月亮", "一只猫和一只狗在屋顶上，一个月亮"),
        (CATS, "太暗了", "一只猫和一只狗在屋顶上，更亮"),
        (CATS, "画得再大一点", "一只猫和一只狗在屋顶上，更大"),
        (CATS, "换个颜色", "一只猫和一只狗在屋顶上，不同的颜色"),
        (CATS, "要晚上的", "一只猫和一只狗在屋顶上，晚上"),
        ("夜晚的雪山", "改成清晨", "雪山，清晨"),
        ("雪山，水墨风格", "改成水彩", "雪山，水彩"),
        ("", "make it night", ""),
    ],
)
def test_recompose(prompt: str, instruction: str, wanted: str) -> None:
    assert recompose(prompt, instruction) == wanted


def test_a_redo_keeps_the_prompt() -> None:
    assert recompose(BOAT, "again", redo=True) == BOAT
