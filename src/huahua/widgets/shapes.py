"""What widgets look like over HTTP."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from huahua.kit.clock import iso
from huahua.kit.limits import Period
from huahua.widgets.domain.widget import Position, Tone
from huahua.widgets.service.owning import Standing


class WidgetFace(TypedDict):
    picture_id: str | None
    spec: dict[str, Any] | None
    seed: str


class Widget(TypedDict):
    """`left_micros`: what the spending cap leaves in its period. `today`: messages of this UTC day."""

    id: str
    name: str
    greeting_zh: str
    greeting_en: str
    model: str | None
    tone: Tone
    instructions: str
    paints: bool
    face: WidgetFace
    colour: str
    position: Position
    origins: list[str]
    visitor_hourly: int
    daily: int
    spend_micros: int
    spend_period: Period
    enabled: bool
    visitors: int
    conversations: int
    today: int
    left_micros: int
    created_at: str
    updated_at: str


class Widgets(TypedDict):
    items: list[Widget]


class VisitorPicture(TypedDict):
    id: str
    width: int
    height: int


class VisitorSlot(TypedDict):
    run_id: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    pictures: list[VisitorPicture]


class VisitorMessage(TypedDict):
    """`error`: why there is no answer, as far as it is a visitor's business."""

    id: str
    role: Literal["user", "assistant"]
    text: str
    status: Literal["done", "running", "failed", "cancelled", "interrupted"]
    run_id: str | None
    error: Literal["spent", "busy", "withheld", "failed"] | None
    pictures: list[VisitorSlot]
    created_at: str


class VisitorMessages(TypedDict):
    messages: list[VisitorMessage]


class VisitorEntered(TypedDict):
    """`token` is a bearer token for `expires_in_s` seconds; enter again for another."""

    token: str
    expires_in_s: int
    messages: list[VisitorMessage]


class VisitorTurn(TypedDict):
    messages: list[VisitorMessage]
    run_id: str


def widget_json(standing: Standing) -> Widget:
    widget, form = standing.widget, standing.widget.form
    return {
        "id": widget.id,
        "name": form.name,
        "greeting_zh": form.greeting_zh,
        "greeting_en": form.greeting_en,
        "model": form.model,
        "tone": form.tone,
        "instructions": form.instructions,
        "paints": form.paints,
        "face": {"picture_id": form.face.picture_id, "spec": form.face.spec, "seed": form.face.seed},
        "colour": form.colour,
        "position": form.position,
        "origins": list(form.origins),
        "visitor_hourly": form.visitor_hourly,
        "daily": form.daily,
        "spend_micros": form.spend_micros,
        "spend_period": form.spend_period,
        "enabled": form.enabled,
        "visitors": standing.counts.visitors,
        "conversations": standing.conversations,
        "today": standing.counts.today,
        "left_micros": standing.left_micros,
        "created_at": iso(widget.created_at),
        "updated_at": iso(widget.updated_at),
    }
