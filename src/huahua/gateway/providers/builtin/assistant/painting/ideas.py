"""What to paint when the user leaves it to the assistant."""

from __future__ import annotations

from huahua.gateway.providers.builtin.assistant.turn import Turn

IDEAS = {
    "en": (
        "a lighthouse on a cliff under a sky full of stars",
        "a whale floating over a sleeping city at night",
        "a small cottage in a snowy forest with warm windows",
        "three cats on a rooftop watching the moon",
        "a red boat on a misty lake at sunrise, watercolor",
        "a bamboo grove with a stone bridge, ink wash",
        "a hot air balloon over autumn mountains",
        "a robot watering sunflowers, flat",
    ),
    "zh": (
        "星空下悬崖上的灯塔",
        "夜晚的城市上空漂着一条鲸鱼",
        "雪林里亮着暖灯的小木屋",
        "屋顶上三只看月亮的猫",
        "晨雾湖面上的一艘红船，水彩",
        "竹林里的石桥，水墨",
        "秋天的山谷上飞过一个热气球",
        "给向日葵浇水的机器人，扁平",
    ),
}


def idea(turn: Turn) -> str:
    """An idea in the turn's language, chosen by the seed and the turn."""
    return turn.dice("idea").choice(IDEAS[turn.lang])
