"""`AvatarSpec`: how an avatar looks, in fields that every engine and both languages share.

A field of which nothing was said is None; where it was said that something shall not be there, it holds the
value for that (`glasses="none"`, `accessories=()`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from huahua.avatars.domain.labels import FIELD_LABELS, VALUE_LABELS

Style = Literal[
    "cartoon", "realistic", "anime", "pixel", "abstract", "flat", "line_art", "watercolor", "ink", "three_d", "robot"
]  # fmt: skip
Gender = Literal["female", "male", "neutral"]
Age = Literal["child", "young", "adult", "elderly"]
Expression = Literal[
    "happy", "neutral", "sad", "angry", "surprised", "serious", "wink", "laughing", "shy", "cool"
]
HairStyle = Literal[
    "short", "long", "bob", "curly", "ponytail", "bun", "braids", "spiky", "bald", "afro"
]  # fmt: skip
HairColor = Literal["black", "brown", "blonde", "red", "grey", "white", "blue", "pink", "green", "purple"]
SkinTone = Literal["light", "medium", "tan", "brown", "dark"]
Glasses = Literal["none", "regular", "round", "sunglasses"]
FacialHair = Literal["none", "beard", "moustache", "stubble"]
Accessory = Literal["earrings", "hat", "cap", "headphones", "scarf", "bow_tie", "crown", "flower"]
Clothing = Literal["t_shirt", "shirt", "suit", "hoodie", "dress", "sweater", "uniform", "lab_coat"]
Color = Literal[
    "black", "white", "grey", "brown", "beige", "red", "orange", "yellow", "gold", "green", "teal", "blue",
    "light_blue", "navy", "purple", "lavender", "pink"
]  # fmt: skip
Background = Color | Literal["transparent", "gradient"]

MAX_MOOD_WORDS = 12
MAX_MOOD_CHARS = 40
MOOD_PATTERN = r"^\w(?:[\w '’&-]*\w)?$"
MoodWord = Annotated[str, Field(max_length=MAX_MOOD_CHARS, pattern=MOOD_PATTERN)]
"""A word or a few, without the signs that part them in a sentence."""


class AvatarSpec(BaseModel):
    """Accessories stand in the order of `Accessory`, mood words as they were said (None where none), each once."""

    model_config = ConfigDict(extra="forbid", frozen=True, regex_engine="python-re")

    style: Style | None = None
    gender: Gender | None = None
    age: Age | None = None
    expression: Expression | None = None
    hair_style: HairStyle | None = None
    hair_color: HairColor | None = None
    skin_tone: SkinTone | None = None
    glasses: Glasses | None = None
    facial_hair: FacialHair | None = None
    accessories: tuple[Accessory, ...] | None = None
    clothing: Clothing | None = None
    clothing_color: Color | None = None
    background: Background | None = None
    mood_words: Annotated[tuple[MoodWord, ...], Field(max_length=MAX_MOOD_WORDS)] | None = None

    @field_validator("accessories")
    @classmethod
    def _ordered(cls, given: tuple[Accessory, ...] | None) -> tuple[Accessory, ...] | None:
        return None if given is None else tuple(name for name in get_args(Accessory) if name in given)

    @field_validator("mood_words")
    @classmethod
    def _once(cls, given: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return tuple(dict.fromkeys(given)) or None if given is not None else None

    def said(self) -> dict[str, Any]:
        """The fields of which something was said, as JSON values."""
        return self.model_dump(mode="json", exclude_none=True)


FIELDS: tuple[str, ...] = tuple(AvatarSpec.model_fields)


def values_of(field: str) -> tuple[str, ...]:
    """The values that a field may hold (of `accessories`: any of them); empty for `mood_words`."""
    return tuple(VALUE_LABELS.get(field, {}))


def json_schema() -> dict[str, Any]:
    """The JSON schema of `AvatarSpec`, with names for people.

    Each property has `x-label: {zh, en}`, and those with a set of values `x-values: {value: {zh, en}}` in the
    order in which to offer them.
    """
    schema = AvatarSpec.model_json_schema()
    for name, entry in schema["properties"].items():
        entry["x-label"] = _both(FIELD_LABELS[name])
        if name in VALUE_LABELS:
            entry["x-values"] = {value: _both(label) for value, label in VALUE_LABELS[name].items()}
    return schema


def _both(label: tuple[str, str]) -> dict[str, str]:
    return {"zh": label[0], "en": label[1]}
