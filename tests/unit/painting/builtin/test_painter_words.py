"""Reading: what a sentence asks for, in both languages."""

import pytest

from huahua.painting.engines.builtin.subjects.catalogue import DRAWERS
from huahua.painting.engines.builtin.words.lexicon import LOOSE, SUBJECTS, plurals
from huahua.painting.engines.builtin.words.reading import MOST, Mention, read

from .helpers import paint


def mention(text: str, kind: str) -> Mention:
    found = [entry for entry in read(text).mentions if entry.kind == kind]
    assert found, f"{kind} not found in {text!r}"
    return found[0]


def test_there_are_more_than_a_hundred_subjects_and_each_can_be_drawn() -> None:
    assert len(SUBJECTS) > 100
    assert {kind for kind, entry in SUBJECTS.items() if entry.home != "terrain"} <= DRAWERS.keys()


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_no_synonym_is_unmet(kind: str) -> None:
    entry = SUBJECTS[kind]
    words = [*((word, word) for word in (*entry.zh, *entry.en))]
    words += [(plural, english) for english in entry.en for plural in plurals(english)]
    for word, base in words:
        reading = read(word)
        assert reading.unmet == ([word] if base in LOOSE else []), word
        assert reading.mentions or reading.weather or reading.time or reading.tint, word


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_the_first_words_of_a_subject_mean_it(kind: str) -> None:
    entry = SUBJECTS[kind]
    assert [found.kind for found in read(entry.zh[0]).mentions] == [kind]
    english = "a lot of oranges" if kind == "orange" else f"a {entry.en[0]}"
    assert [found.kind for found in read(english).mentions] == [kind]


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("三只猫", "cat", 3),
        ("两艘小船", "boat", 2),
        ("three small boats", "boat", 3),
        ("a pair of swallows", "swallow", 2),
        ("3 cats", "cat", 3),
        ("一只猫", "cat", 1),
        ("a dozen eggs and ten birds", "bird", 10),
        ("十二朵花", "flower", 12),
        ("several fish", "fish", 3),
        ("一群羊", "sheep", 7),
        ("a group of five deer", "deer", 5),
    ],
)
def test_counts(text: str, kind: str, count: int) -> None:
    assert mention(text, kind).count == count


def test_a_count_that_is_too_large_is_capped_and_said() -> None:
    reading = read("1000 cats")
    assert reading.mentions[0].count == MOST
    assert reading.unmet == ["1000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a red boat under a yellow moon", {"boat": ["red"], "moon": ["yellow"]}),
        ("红色的小船和黄色的月亮", {"boat": ["red"], "moon": ["yellow"]}),
        ("船是红色的，房子是蓝色的", {"boat": ["red"], "house": ["blue"]}),
        ("the house red", {"house": ["red"]}),
        ("a blue and white bird, a tree", {"bird": ["blue", "white"], "tree": []}),
        ("a cat and a purple umbrella", {"cat": [], "umbrella": ["purple"]}),
        ("橘猫和黑猫", {"cat": ["ginger"]}),
    ],
)
def test_colours_belong_to_the_right_thing(text: str, expected: dict[str, list[str]]) -> None:
    for kind, colours in expected.items():
        assert mention(text, kind).colours == colours


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("a lake, no people", {"person"}),
        ("小船，没有云", {"cloud"}),
        ("sea without clouds or birds", {"cloud", "bird"}),
        ("无人的海边", {"person"}),
        ("mountains, no snow", {"snow"}),
    ],
)
def test_negation(text: str, banned: set[str]) -> None:
    reading = read(text)
    assert set(reading.banned) == banned
    assert not banned & {entry.kind for entry in reading.mentions}
    assert not banned & set(reading.weather)


def test_a_negation_ends_with_its_phrase() -> None:
    assert [entry.kind for entry in read("没有人的海边，一艘船").mentions] == ["sea", "boat"]


def test_hour_season_weather_medium() -> None:
    reading = read("秋天的黄昏，下雨，水墨")
    assert (reading.season, reading.time, reading.weather, reading.style) == (
        "autumn",
        "dusk",
        ["rain"],
        "ink",
    )
    reading = read("a foggy winter morning in pixel art style")
    assert (reading.season, reading.time, reading.weather, reading.style) == (
        "winter",
        "dawn",
        ["fog"],
        "pixel",
    )


@pytest.mark.parametrize(
    ("text", "source", "link"),
    [
        ("a cat on a table", "cat", ("on", "table")),
        ("桌子上有一只猫", "cat", ("on", "table")),
        ("猫在桌子上", "cat", ("on", "table")),
        ("a dog under a tree", "dog", ("under", "tree")),
        ("a girl holding an umbrella", "umbrella", ("held", "girl")),
        ("树下的狗", "dog", ("under", "tree")),
    ],
)
def test_relations(text: str, source: str, link: tuple[str, str]) -> None:
    assert mention(text, source).link == link


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("左边有一棵树", "tree", "left"),
        ("a house on the right", "house", "right"),
        ("远处的山", "mountain", "far"),
        ("a rock in the foreground", "rock", "near"),
    ],
)
def test_places(text: str, kind: str, place: str) -> None:
    assert mention(text, kind).place == place


@pytest.mark.parametrize(
    ("text", "unmet"),
    [
        ("a steampunk cat with a monocle", ["steampunk", "monocle"]),
        ("一只会编程的猫", ["编程"]),
        ("花生和日本", ["花生", "日本"]),
        ("hot dog", ["hot dog"]),
        ("please draw me a beautiful cat", []),
        ("请帮我画一幅美丽的山水画", []),
    ],
)
def test_unmet_words_are_named(text: str, unmet: list[str]) -> None:
    assert read(text).unmet == unmet


def test_emoji_are_words_and_unknown_ones_are_said() -> None:
    reading = read("🐱🌙🤔")
    assert [entry.kind for entry in reading.mentions] == ["cat", "crescent"]
    assert reading.unmet == ["🤔"]


def test_one_who_fishes_is_one_person() -> None:
    for text in ("一个老人在湖边钓鱼", "a man fishing by the lake"):
        assert [entry.kind for entry in read(text).mentions] == ["fisherman", "lake"]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("a robot and a dog on the moon", "moonland"),
        ("一只兔子在月球上", "moonland"),
        ("a robot on mars", "marsland"),
        ("火星上的机器人", "marsland"),
        ("a horse in the sky", "cloudsea"),
        ("a castle above the clouds", "cloudsea"),
    ],
)
def test_a_place_said_of_a_being_is_the_stage_it_stands_on(text: str, stage: str) -> None:
    recipe = paint(text).recipe
    kinds = {entry["kind"] for entry in recipe["items"]}
    assert stage in kinds
    assert not {"moon", "planet", "sky", "cloud"} & kinds
    beings = [entry for entry in recipe["items"] if entry["kind"] not in (stage, "earth")]
    assert all(spot["y"] > 0.6 for entry in beings for spot in entry["spots"])


def test_what_cannot_be_shown_is_said() -> None:
    assert read("a snail fishing by the lake").unmet == ["fishing"]
    assert "fisherman" not in {found.kind for found in read("a snail fishing by the lake").mentions}
    assert read("一只蜗牛在奔跑").unmet == ["奔跑"]
    assert read("一位医生").unmet == ["医生"]
    assert [found.kind for found in read("一位医生").mentions] == ["person"]
