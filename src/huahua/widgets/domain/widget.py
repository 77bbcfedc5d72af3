"""A widget as its owner made it, and its rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from huahua.kit.limits import Allowance, Period
from huahua.kit.text import shown_name
from huahua.widgets.domain.origins import BadOrigin, normal_origin
from huahua.widgets.errors import InvalidWidget

Position = Literal["right", "left"]
Tone = Literal["neutral", "warm", "formal", "playful"]
Lang = Literal["zh", "en"]

MAX_NAME_CHARS = 60
MAX_GREETING_CHARS = 500
MAX_INSTRUCTION_CHARS = 8_000
MAX_ORIGINS = 20
MAX_MESSAGE_CHARS = 4_000
"""Of one message of a visitor."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")

_TONES: dict[Tone, dict[Lang, str]] = {
    "neutral": {"zh": "", "en": ""},
    "warm": {"zh": "语气亲切，像一位热心的朋友。", "en": "Speak warmly, like a helpful friend."},
    "formal": {"zh": "语气正式、专业，称呼对方为“您”。", "en": "Speak formally and professionally."},
    "playful": {"zh": "语气活泼风趣。", "en": "Speak lightly and playfully."},
}


@dataclass(frozen=True, slots=True)
class Face:
    """The bot's avatar: a picture of the owner's, or a vector avatar by its fields; by the seed alone where neither
    is given."""

    picture_id: str | None = None
    spec: dict[str, Any] | None = None
    seed: str = ""


@dataclass(frozen=True, slots=True)
class WidgetForm:
    """What an owner decides."""

    name: str
    greeting_zh: str = ""
    greeting_en: str = ""
    model: str | None = None
    """None: the server's default for dialogue."""
    tone: Tone = "neutral"
    instructions: str = ""
    paints: bool = False
    face: Face = Face()
    colour: str = "#c2412d"
    position: Position = "right"
    origins: tuple[str, ...] = ()
    visitor_hourly: int = 30
    """Messages of one visitor in an hour."""
    daily: int = 500
    """Messages of all visitors in a day (UTC)."""
    spend_micros: int = 5_000_000
    spend_period: Period = "month"
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Widget:
    id: str
    user_id: str
    form: WidgetForm
    created_at: datetime
    updated_at: datetime

    @property
    def allowance(self) -> Allowance:
        return Allowance(self.id, self.form.spend_micros, self.form.spend_period)

    def instructions(self, lang: Lang) -> str:
        """What the model is told beside who it is."""
        return "\n".join(filter(None, [_TONES[self.form.tone][lang], self.form.instructions]))


def checked(form: WidgetForm) -> WidgetForm:
    """The form with texts trimmed and origins as browsers write them. Raises InvalidWidget."""
    name = shown_name(form.name)
    if not name:
        raise InvalidWidget("Give the widget a name.", param="name")
    colour = form.colour.lower()
    if not _COLOUR.fullmatch(colour):
        raise InvalidWidget("Give the colour as six hexadecimal digits, such as #c2412d.", param="colour")
    if form.face.picture_id is not None and form.face.spec is not None:
        raise InvalidWidget("Give either a picture or the fields of a vector avatar.", param="face")
    texts = {
        "name": _text(name, MAX_NAME_CHARS, "name"),
        "greeting_zh": _text(form.greeting_zh, MAX_GREETING_CHARS, "greeting_zh"),
        "greeting_en": _text(form.greeting_en, MAX_GREETING_CHARS, "greeting_en"),
        "instructions": _text(form.instructions, MAX_INSTRUCTION_CHARS, "instructions"),
    }
    return _replaced(form, texts, colour, _origins(form.origins))


def _replaced(form: WidgetForm, texts: dict[str, str], colour: str, origins: tuple[str, ...]) -> WidgetForm:
    values = {name: getattr(form, name) for name in WidgetForm.__slots__}
    return WidgetForm(**(values | texts | {"colour": colour, "origins": origins}))


def _text(text: str, most: int, param: str) -> str:
    text = text.strip()
    if len(text) > most:
        raise InvalidWidget(f"At most {most} characters fit here.", param=param)
    return text


def _origins(given: tuple[str, ...]) -> tuple[str, ...]:
    try:
        origins = tuple(dict.fromkeys(normal_origin(each) for each in given if each.strip()))
    except BadOrigin as fault:
        raise InvalidWidget(str(fault), param="origins") from fault
    if len(origins) > MAX_ORIGINS:
        raise InvalidWidget(f"At most {MAX_ORIGINS} addresses can be allowed.", param="origins")
    return origins
