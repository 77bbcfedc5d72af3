from __future__ import annotations

import pytest
from eval.tasks.measure import accuracy
from eval.tasks.prompts import FOLDER, labelled_prompts, training_prompts
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.routing import TaskKind
from huahua.gateway.routing.tasks import kind_of
from huahua.gateway.routing.tasks.classifier import WEIGHTS
from huahua.gateway.routing.tasks.features import MAX_CHARS, cut, features

LABELLED = labelled_prompts()


def test_nine_of_ten_held_out_prompts_are_told_right() -> None:
    assert len(LABELLED) >= 400
    assert accuracy(LABELLED) >= 0.9


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_are_told(language: str) -> None:
    assert accuracy([prompt for prompt in LABELLED if prompt.language == language]) >= 0.88


def test_the_set_is_balanced_and_apart_from_what_was_learnt() -> None:
    for kind in TaskKind:
        for language in ("zh", "en"):
            assert sum(p.kind is kind and p.language == language for p in LABELLED) >= 28
    learnt = {prompt.text.lower() for prompt in training_prompts()}
    assert len(learnt) >= 1000
    assert [prompt.text for prompt in LABELLED if not prompt.picture and prompt.text.lower() in learnt] == []
    assert (FOLDER / "slots.yaml").exists()


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 300_000


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("```\nprint(1)\n``` what is wrong?", TaskKind.CODE),
        ("画一只小猫", TaskKind.PAINTING),
        ("Translate to French: hello", TaskKind.TRANSLATION),
        ("证明勾股定理", TaskKind.REASONING),
        ("", TaskKind.DIALOGUE),
        ("   \n", TaskKind.DIALOGUE),
    ],
)
def test_plain_words_are_enough(text: str, kind: TaskKind) -> None:
    assert kind_of(text) is kind


def test_a_picture_is_looked_at_or_changed() -> None:
    assert kind_of("what is this?", picture=True) is TaskKind.VISION
    assert kind_of("去掉背景里的人", picture=True) is TaskKind.PAINTING


@given(st.text(max_size=5_000))
def test_every_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in TaskKind
    assert len(cut(text)) <= MAX_CHARS


@given(st.text(st.characters(codec=None, categories=["Cs", "L"]), max_size=20))
def test_broken_characters_do_no_harm(text: str) -> None:
    found = features(text)
    assert list(found) == sorted(set(found.tolist()))
