"""Composition: relations are seen in the places, crowds do not hide each other, poses are drawn."""

from dataclasses import replace
from random import Random

import pytest

from huahua.painting.engines.builtin.drawing.look import Look
from huahua.painting.engines.builtin.drawing.pen import Pen
from huahua.painting.engines.builtin.drawing.shapes import Shape
from huahua.painting.engines.builtin.drawing.svg import uncovered
from huahua.painting.engines.builtin.scene.clearance import Box, box
from huahua.painting.engines.builtin.scene.recipe import Item, Recipe
from huahua.painting.engines.builtin.scene.relations import kept
from huahua.painting.engines.builtin.scene.room import Room
from huahua.painting.engines.builtin.subjects.catalogue import DRAWERS
from huahua.painting.engines.builtin.words.lexicon import SUBJECTS
from huahua.painting.engines.builtin.words.poses import HOOFED, POSES, SITTERS

from .helpers import paint
from .test_painter_clearance import SIZES, composed
from .test_painter_understanding import SENTENCES

SHARE = 0.3
"""Of the smaller of two boxes; more than that must not be covered."""
CROWDS = (
    "a farm with a cow, a sheep, a pig, a horse and a tree",
    "a red house, a tall tree, a car, a bicycle, two children and a dog, sun and clouds",
    "a cat, a dog, a rabbit, a bird, a fish and a frog",
    "公园里有长椅、路灯、两个孩子、一只狗、一只猫、一棵大树和一辆自行车",
    "a castle, a knight, a horse, a dragon, a tree and a princess",
    "湖边有一座房子、一艘船、三只鸭子、一棵树和一个人",
    "a panda, a lion, a tiger, an elephant and a giraffe",
)


def named(recipe: Recipe, kind: str) -> Item:
    return next(entry for entry in recipe.items if entry.kind == kind)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", [words for words, things, _ in SENTENCES if ">" in things])
def test_a_relation_is_seen_in_the_places(words: str, size: tuple[int, int]) -> None:
    for seed in range(4):
        recipe = composed(words, seed, size)
        for entry in recipe.items:
            assert kept(entry, recipe), (entry.kind, entry.link)


def test_a_relation_that_the_picture_cannot_show_is_said() -> None:
    recipe = composed("a dog to the left of the sea", 1, (768, 768))
    assert recipe.unmet == ["to the left of"]
    assert composed("海的左边有一只狗", 1, (768, 768)).unmet == ["左边"]


@pytest.mark.parametrize("seed", range(6))
def test_left_right_and_between(seed: int) -> None:
    recipe = composed("a dog to the left of a house", seed, (768, 768))
    dog, house = named(recipe, "dog").spots[0], named(recipe, "house").spots[0]
    assert dog.x + dog.size * 0.4 < house.x
    recipe = composed("a cat between a dog and a tree", seed, (1024, 576))
    ends = sorted(named(recipe, kind).spots[0].x for kind in ("dog", "tree"))
    assert ends[0] < named(recipe, "cat").spots[0].x < ends[1]


def covered(one: Box, other: Box) -> float:
    """Share of the smaller box that both have in common."""
    wide, tall = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    areas = [(place[2] - place[0]) * (place[3] - place[1]) for place in (one, other)]
    return max(0.0, wide) * max(0.0, tall) / min(areas)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", CROWDS)
def test_in_a_crowd_nothing_hides_another(words: str, size: tuple[int, int]) -> None:
    for seed in range(6):
        recipe = composed(words, seed, size)
        room = Room.of(recipe)
        boxes = [
            (entry.kind, box(entry.kind, spot, room))
            for entry in recipe.items
            for spot in entry.spots
            if SUBJECTS[entry.kind].home not in ("far", "sky", "terrain")
        ]
        for index, (kind, place) in enumerate(boxes):
            for other, there in boxes[:index]:
                assert covered(place, there) <= SHARE, (seed, kind, other)


def shapes(kind: str, pose: str | None) -> list[Shape]:
    """What the drawer of a kind puts on the canvas."""
    canvas: list[Shape] = []
    DRAWERS[kind](Pen(canvas, Look(), Random(7), pose=pose))
    return canvas


@pytest.mark.parametrize(
    ("pose", "kind"),
    [
        (pose, kind)
        for pose in ("sleep", "lie", "run", "jump", "read", "fish", "watch", "ride", "cheer", "walk")
        for kind in sorted(POSES[pose])
        if (kind, pose) != ("dolphin", "jump")
        and not (kind in SITTERS and pose in ("ride", "read"))
        and not (kind in HOOFED and pose == "walk")
    ],
)
def test_a_pose_that_is_promised_is_drawn(pose: str, kind: str) -> None:
    """A dolphin always leaps, and animals ride and read as they sit, and those in profile always walk."""
    assert shapes(kind, pose) != shapes(kind, None)


@pytest.mark.parametrize(
    ("still", "moving"),
    [("a cat", "a cat running"), ("a man", "a man sitting"), ("a horse", "a horse jumping")],
)
def test_a_pose_is_seen(still: str, moving: str) -> None:
    assert paint(still, seed=3).png != paint(moving, seed=3).png


def test_what_lies_under_a_rectangle_is_not_rendered() -> None:
    ground = Shape(((0, 500), (1000, 500), (1000, 1000), (0, 1000)), False, True, "#446688")
    under = Shape(((100, 600), (300, 600), (200, 900)), False, True, "#ff0000")
    beside = Shape(((100, 300), (300, 300), (200, 600)), False, True, "#00ff00")
    size = (1000.0, 1000.0)
    assert uncovered([under, beside, ground], size) == [beside, ground]
    assert uncovered([ground, under], size) == [ground, under]
    glass = replace(ground, alpha=0.9)
    assert uncovered([under, glass], size) == [under, glass]
    at_the_edge = replace(under, points=((100, 503), (300, 503), (200, 900)))
    assert uncovered([at_the_edge, ground], size, pad=4.0) == [at_the_edge, ground]
