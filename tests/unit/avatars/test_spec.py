"""The spec of an avatar: its fields, its schema and its labels."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from huahua.avatars.domain.spec import FIELDS, AvatarSpec, json_schema, values_of


def test_what_is_not_said_is_null_and_none_at_all_is_not() -> None:
    assert set(AvatarSpec().model_dump().values()) == {None}
    assert AvatarSpec(accessories=(), glasses="none").said() == {"glasses": "none", "accessories": []}


def test_lists_have_one_order_and_no_double() -> None:
    spec = AvatarSpec(accessories=("scarf", "hat", "scarf"), mood_words=("cosy", "calm", "cosy"))
    assert (spec.accessories, spec.mood_words) == (("hat", "scarf"), ("cosy", "calm"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"style": "oil"},
        {"hair_color": "teal"},
        {"accessories": ["sword"]},
        {"background": "beach"},
        {"mood_words": ["x" * 41]},
        {"mood_words": [str(number) for number in range(13)]},
        {"shoes": "boots"},
    ],
)
def test_anything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AvatarSpec.model_validate(wrong)


def _enumerated(entry: dict[str, object]) -> list[str]:
    """All values that a property's schema names."""
    found: list[str] = []
    for key, value in entry.items():
        if key == "enum":
            found += value  # type: ignore[arg-type]
        elif isinstance(value, dict):
            found += _enumerated(value)
        elif key == "anyOf":
            found += [name for one in value for name in _enumerated(one)]  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("field", FIELDS)
def test_every_value_has_a_label_in_both_languages(field: str) -> None:
    entry = json_schema()["properties"][field]
    assert set(entry["x-label"]) == {"zh", "en"}
    if field == "mood_words":
        assert "x-values" not in entry
        return
    schema = {key: value for key, value in entry.items() if not key.startswith("x-")}
    assert sorted(entry["x-values"]) == sorted(_enumerated(schema)) == sorted(values_of(field))
    assert all(label["zh"] and label["en"] for label in entry["x-values"].values())
