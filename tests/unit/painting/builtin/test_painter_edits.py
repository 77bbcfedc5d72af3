"""Edits: what is named changes, everything else stays where it was."""

import json
from typing import Any

import pytest

from huahua.painting.engines.builtin import revise

from .helpers import item, paint, places

WORDS = "a cat and a house by the lake, mountains, sun"


@pytest.fixture(scope="module")
def recipe() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(paint(WORDS).recipe))
    return made


def test_a_recipe_paints_the_same_picture_again(recipe: dict[str, Any]) -> None:
    assert revise(recipe, "").recipe["items"] == recipe["items"]
    assert revise(recipe, "").png == revise(recipe, "").png


@pytest.mark.parametrize(
    ("instruction", "field", "value"),
    [
        ("make it night", "time", "night"),
        ("改成夜晚", "time", "night"),
        ("换成水彩", "style", "watercolor"),
        ("in pixel style", "style", "pixel"),
        ("改成冬天", "season", "winter"),
        ("let it rain", "weather", ["rain"]),
        ("让它下雪", "weather", ["snow"]),
    ],
)
def test_the_whole_changes_and_nothing_moves(
    recipe: dict[str, Any], instruction: str, field: str, value: object
) -> None:
    changed = revise(recipe, instruction)
    assert changed.recipe[field] == value
    assert changed.unmet == []
    assert places(changed.recipe) == places(recipe)
    assert changed.recipe["layout"] == recipe["layout"]


@pytest.mark.parametrize(
    ("instruction", "kind"),
    [("add a boat", "boat"), ("加一只狗", "dog"), ("add two birds", "bird"), ("再画一座桥", "bridge")],
)
def test_adding_leaves_the_others_in_place(recipe: dict[str, Any], instruction: str, kind: str) -> None:
    changed = revise(recipe, instruction)
    assert item(changed.recipe, kind)["spots"]
    after = places(changed.recipe)
    assert all(after[name] == spots for name, spots in places(recipe).items())
    assert changed.png != revise(recipe, "").png


@pytest.mark.parametrize(
    ("instruction", "kind"), [("remove the cat", "cat"), ("去掉房子", "house"), ("no sun", "sun")]
)
def test_removing_takes_only_that(recipe: dict[str, Any], instruction: str, kind: str) -> None:
    changed = revise(recipe, instruction)
    assert kind not in {entry["kind"] for entry in changed.recipe["items"]}
    assert len(changed.recipe["items"]) == len(recipe["items"]) - 1
    before = places(recipe)
    assert all(before[name] == spots for name, spots in places(changed.recipe).items())


def test_removing_what_is_not_there_is_unmet(recipe: dict[str, Any]) -> None:
    assert revise(recipe, "remove the dragon").unmet == ["dragon"]


@pytest.mark.parametrize(
    ("instruction", "larger"), [("make the house bigger", True), ("房子小一点", False), ("把房子变大", True)]
)
def test_size_of_one_thing(recipe: dict[str, Any], instruction: str, larger: bool) -> None:
    before, after = (
        item(recipe, "house")["spots"][0],
        item(revise(recipe, instruction).recipe, "house")["spots"][0],
    )
    assert (after["size"] > before["size"]) is larger
    assert (after["x"], after["y"]) == (before["x"], before["y"])


@pytest.mark.parametrize(
    "instruction", ["the house red", "make the house red", "把房子变成红色", "房子是红色的"]
)
def test_colour_of_one_thing(recipe: dict[str, Any], instruction: str) -> None:
    changed = revise(recipe, instruction).recipe
    assert item(changed, "house")["colours"] == ["red"]
    assert places(changed) == places(recipe)


def test_one_thing_becomes_another(recipe: dict[str, Any]) -> None:
    changed = revise(recipe, "把猫换成狗").recipe
    kinds = {entry["kind"] for entry in changed["items"]}
    assert "dog" in kinds
    assert "cat" not in kinds
    assert item(changed, "dog")["spots"][0]["x"] == item(recipe, "cat")["spots"][0]["x"]


def test_another_copy_joins_the_first(recipe: dict[str, Any]) -> None:
    changed = revise(recipe, "加一只猫").recipe
    assert len(item(changed, "cat")["spots"]) == 2
    assert item(changed, "cat")["spots"][0] == item(recipe, "cat")["spots"][0]


def test_a_boat_on_dry_land_brings_a_river() -> None:
    changed = revise(paint("a house on a meadow").recipe, "add a boat")
    assert changed.recipe["layout"]["water"] == "river"
    assert item(changed.recipe, "boat")["spots"]


def test_wider_keeps_height_and_places(recipe: dict[str, Any]) -> None:
    changed = revise(recipe, "wider")
    assert (changed.width, changed.height) == (128, 96)
    assert places(changed.recipe) == places(recipe)


def test_night_turns_the_sun_into_the_moon_and_back(recipe: dict[str, Any]) -> None:
    night = revise(recipe, "make it night")
    assert "moon" in {entry["kind"] for entry in night.recipe["items"]}
    day = revise(night.recipe, "改成白天")
    assert "sun" in {entry["kind"] for entry in day.recipe["items"]}


def test_what_is_not_understood_is_unmet(recipe: dict[str, Any]) -> None:
    assert revise(recipe, "make it spooky").unmet == ["spooky"]


@pytest.mark.parametrize(
    "data", [{}, {"version": 99}, {"version": 1, "items": [{"kind": "cat"}]}, {"version": 1, "items": 3}]
)
def test_a_broken_recipe_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"recipe|version"):
        revise(data, "add a cat")


@pytest.mark.parametrize(
    "instruction", ["", "？？？", "add " * 3000, "\x00", "把把把换成", "replace with", "🌙" * 50]
)
def test_hostile_instructions_never_break(recipe: dict[str, Any], instruction: str) -> None:
    assert revise(recipe, instruction).width >= 64


def test_each_thing_of_a_sentence_gets_its_own_change(recipe: dict[str, Any]) -> None:
    changed = revise(recipe, "make the cat bigger and the house red").recipe
    assert item(changed, "cat")["spots"][0]["size"] > item(recipe, "cat")["spots"][0]["size"]
    assert item(changed, "house")["spots"] == item(recipe, "house")["spots"]
    assert item(changed, "house")["colours"] == ["red"]


def test_a_verb_goes_on_over_and(recipe: dict[str, Any]) -> None:
    changed = revise(recipe, "remove the cat and the house").recipe
    assert {"cat", "house"}.isdisjoint(entry["kind"] for entry in changed["items"])


def test_a_number_changes_the_copies(recipe: dict[str, Any]) -> None:
    assert len(item(revise(recipe, "小猫变成三只").recipe, "cat")["spots"]) == 3


def test_what_is_there_goes_to_where_the_words_say(recipe: dict[str, Any]) -> None:
    changed = revise(recipe, "put the cat on the roof")
    assert changed.unmet == []
    cat, house = item(changed.recipe, "cat"), item(changed.recipe, "house")
    assert (len(cat["spots"]), len(house["spots"])) == (1, 1)
    assert cat["link"] == ["on", "house"]
    assert cat["spots"][0]["y"] < house["spots"][0]["y"] - 0.1
    assert house["spots"] == item(recipe, "house")["spots"]


def test_a_thing_added_by_a_relation_does_not_double_the_other(recipe: dict[str, Any]) -> None:
    changed = revise(recipe, "add a bird on the house")
    assert len(item(changed.recipe, "house")["spots"]) == 1
    assert item(changed.recipe, "bird")["link"] == ["on", "house"]


def test_a_pose_can_be_asked_for_later(recipe: dict[str, Any]) -> None:
    assert item(revise(recipe, "make the cat sleep").recipe, "cat")["pose"] == "sleep"
    assert revise(recipe, "让房子跳舞").unmet == ["跳舞"]
