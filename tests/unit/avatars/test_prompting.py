"""A spec as a prompt for models that paint."""

from __future__ import annotations

from huahua.avatars.domain.prompting import painting_prompt
from huahua.avatars.domain.reading.read import read
from huahua.avatars.domain.spec import AvatarSpec

SPEC = AvatarSpec(
    style="ink", gender="male", age="elderly", hair_color="white", glasses="none", accessories=("scarf",),
    clothing="sweater", clothing_color="navy", background="beige", mood_words=("calm",),
)  # fmt: skip


def test_prompts_in_both_languages_and_as_tags() -> None:
    assert painting_prompt(SPEC, "zh") == (
        "头像，正面半身像，居中构图，老年的男性，白色头发，不戴眼镜，戴着围巾，穿藏青色毛衣，米色背景，calm的氛围，"
        "中国水墨画，宣纸，浓淡相宜"
    )
    assert "wearing a navy sweater" in painting_prompt(SPEC, "en")
    tags = painting_prompt(SPEC, "tags").split(", ")
    assert {"avatar", "white hair", "no glasses", "scarf", "navy sweater", "beige background", "calm"} <= set(
        tags
    )


def test_a_prompt_says_what_the_spec_says() -> None:
    for form in ("zh", "en"):
        assert read(painting_prompt(SPEC, form)).spec.hair_color == "white"
    assert painting_prompt(AvatarSpec(), "en").startswith("Avatar portrait")
