"""Enriching: longer, the user's words kept, nothing the painter would not understand, nothing against what was said."""

import pytest

from huahua.painting.engines.builtin import enrich
from huahua.painting.engines.builtin.words.lexicon import SUBJECTS
from huahua.painting.engines.builtin.words.reading import read

PROMPTS = [
    ("a cat", "en"),
    ("一只猫", "zh"),
    ("小船，没有云", "zh"),
    ("a rocket", "en"),
    ("snowy night, a cabin", "en"),
    ("一杯茶", "zh"),
    ("孤独", "zh"),
    ("a lighthouse in a storm, oil painting", "en"),
    ("三条鱼在海底", "zh"),
    ("desert", "en"),
    ("", "en"),
    ("no birds, a lake", "en"),
]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("prompt", "language"), PROMPTS)
def test_it_adds_only_what_is_understood_and_contradicts_nothing(
    prompt: str, language: str, seed: int
) -> None:
    before, richer = read(prompt), enrich(prompt, language=language, seed=seed, locked=[])
    after = read(richer)
    assert richer.startswith(prompt)
    assert after.unmet == before.unmet
    assert not set(before.banned) & {mention.kind for mention in after.mentions}
    assert before.time in (None, after.time)
    assert before.style in (None, after.style)
    assert set(before.weather) <= set(after.weather)
    kept = {(mention.kind, mention.count or 1) for mention in before.mentions}
    assert kept <= {(mention.kind, mention.count or 1) for mention in after.mentions}


def test_it_is_deterministic_and_seeds_differ() -> None:
    assert enrich("a cat", language="en", seed=4) == enrich("a cat", language="en", seed=4)
    assert len({enrich("a cat", language="en", seed=seed) for seed in range(8)}) > 3


def test_locked_words_stay_verbatim() -> None:
    richer = enrich("a cat in a Garden", language="en", seed=1, locked=["Garden", "velvet ribbon"])
    assert "Garden" in richer
    assert "velvet ribbon" in richer


def test_the_language_of_the_prompt() -> None:
    assert not any("\u4e00" <= character <= "\u9fff" for character in enrich("a cat", language="en", seed=2))
    added = enrich("一只猫", language="zh", seed=2).removeprefix("一只猫")
    assert added
    assert not any(character.isascii() and character.isalpha() for character in added)


@pytest.mark.parametrize("kind", sorted(SUBJECTS)[::7])
def test_any_subject_can_be_enriched(kind: str) -> None:
    for language, words in (("zh", SUBJECTS[kind].zh[0]), ("en", SUBJECTS[kind].en[0])):
        assert read(enrich(words, language=language, seed=3)).unmet == []


def test_very_long_prompts_are_left_as_they_are() -> None:
    assert enrich("cat " * 2000, language="en", seed=1) == ("cat " * 2000).strip()


@pytest.mark.parametrize("seed", range(12))
def test_it_names_a_medium_and_no_thing_by_accident(seed: int) -> None:
    for prompt, language in (("an elephant", "en"), ("大象", "zh")):
        after = read(enrich(prompt, language=language, seed=seed))
        assert after.style is not None
        allowed = {"elephant", "sky", "flower", "hill", "butterfly", "tree", "sun", "moon", "star"}
        assert {mention.kind for mention in after.mentions} <= allowed
