"""What hangs or flies in the sky is seen: nothing that was named stands in front of it."""

import pytest

from huahua.painting.engines.builtin import enrich
from huahua.painting.engines.builtin.scene.clearance import visible
from huahua.painting.engines.builtin.scene.compose import begin
from huahua.painting.engines.builtin.scene.recipe import Recipe
from huahua.painting.engines.builtin.studio import understood
from huahua.painting.engines.builtin.words.lexicon import SUBJECTS

PROMPTS = (
    "一只猫和月亮,水彩",
    "一只猫和月亮,一棵大树",
    "a horse under a rainbow",
    "太阳和一座房子和一棵树",
    "three birds above a castle",
    "a dog, the sun, white clouds",
    "a dragon over a castle at night with the moon",
    "a girl flying a kite with birds and the sun",
    "一只兔子在月亮下,一棵桂花树",
    "a mountain and the sun",
    "a big tree and a crescent moon",
)
SIZES = ((768, 768), (1024, 576), (576, 1024))


def composed(words: str, seed: int, size: tuple[int, int]) -> Recipe:
    """Only the composition; nothing is painted."""
    return begin(
        understood(words, ""),
        words=words,
        negative="",
        seed=seed,
        width=size[0],
        height=size[1],
        style="flat",
    )


def share_seen(recipe: Recipe) -> dict[str, float]:
    """Mean visible share of the copies of every named thing in the sky that is not put on another thing."""
    return {
        item.kind: sum(visible(item, spot, recipe) for spot in item.spots) / len(item.spots)
        for item in recipe.items
        if SUBJECTS[item.kind].home in ("sky", "air")
        and item.spots
        and not (item.link and item.link[0] == "on")
    }


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", PROMPTS)
def test_named_things_in_the_sky_are_not_hidden(words: str, size: tuple[int, int]) -> None:
    for seed in range(16):
        seen = share_seen(composed(words, seed, size))
        assert seen, words
        assert min(seen.values()) >= 0.6, (seed, seen)


@pytest.mark.parametrize("seed", range(24))
def test_what_the_enricher_adds_hides_no_moon(seed: int) -> None:
    recipe = composed(enrich("一只猫和月亮,水彩", language="zh", seed=seed), seed, (768, 768))
    assert share_seen(recipe)["moon"] >= 0.6
