"""One call to one model: who asks, what is asked, what comes back.

Bodies travel as plain JSON objects in a *dialect*, so that a field nobody here knows reaches the
upstream untouched. Only `gateway/translate/` changes a body from one dialect to the other, and only
when the caller's dialect differs from the provider's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import msgspec

from huahua.kit.limits import Restrictions
from huahua.kit.painting import ControlKind as ControlKind
from huahua.kit.painting import Operation as Operation
from huahua.kit.painting import Quality as Quality

JsonObject = dict[str, Any]

EXTRAS = "huahua_extras"
"""Body field for what the caller's dialect says and Chat Completions cannot, by dialect: `{"gemini": {...}}`. The
provider that speaks that dialect takes it; every other leaves it out."""


class Dialect(StrEnum):
    """Public wire shapes that the gateway speaks on either side."""

    OPENAI = "openai"
    """Chat Completions: https://platform.openai.com/docs/api-reference/chat"""
    ANTHROPIC = "anthropic"
    """Messages: https://docs.anthropic.com/en/api/messages"""


class Task(StrEnum):
    """What a model can be asked for."""

    DIALOGUE = "dialogue"
    EMBEDDING = "embedding"
    PAINTING = "painting"
    AVATAR = "avatar"
    SPEECH = "speech"
    """Words in, sound out."""
    TRANSCRIPTION = "transcription"
    """Sound in, words out: in its own language, or translated into English."""
    MODERATION = "moderation"
    RERANK = "rerank"
    REALTIME = "realtime"
    """Talk over a WebSocket, sound and text both ways."""


TaskName = Literal[
    "dialogue",
    "embedding",
    "painting",
    "avatar",
    "speech",
    "transcription",
    "moderation",
    "rerank",
    "realtime",
]
"""The values of `Task`, for shapes that are checked from outside."""


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who asks. `key_id` is None when a signed-in page or an inner service asks."""

    user_id: str
    role: str
    key_id: str | None = None
    team_id: str | None = None
    """Whose key it is, where it is a team's; its calls are used and paid by the team."""
    project_id: str | None = None
    restrictions: Restrictions | None = None
    """What the key may be used for; None: everything."""


class Usage(msgspec.Struct, frozen=True, gc=False):
    """Disjoint token buckets and other counts of one call; a sum never counts a token twice.

    Made several times for every call: a msgspec struct takes a tenth of the time of a frozen dataclass.
    """

    input_tokens: int = 0
    """Fresh input, without cache reads, cache writes and sound."""
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    """Kept for five minutes, or as long as a vendor keeps by itself."""
    output_tokens: int = 0
    """Visible output, without reasoning and sound."""
    reasoning_tokens: int = 0
    images: int = 0
    characters: int = 0
    """Unicode characters of text that were turned into speech."""
    audio_seconds: int = 0
    """Sound that was listened to, in begun seconds, where the vendor counts time and not tokens."""
    cache_write_1h_tokens: int = 0
    """Kept for an hour."""
    audio_input_tokens: int = 0
    """Fresh input that is sound, where the vendor counts it apart."""
    audio_output_tokens: int = 0
    pages: int = 0
    """Of documents that were read."""
    inference_ms: int = 0
    """The model's own time, without waiting, where an engine of this machine measures it."""
    memory_gib_ms: int = 0
    """Memory times time, in GiB · ms, of an engine of this machine: GPU memory; of an engine on the CPU the most
    physical memory that its process had."""

    @property
    def prompt_tokens(self) -> int:
        return (
            self.input_tokens
            + self.cache_read_tokens
            + self.cache_write_tokens
            + self.cache_write_1h_tokens
            + self.audio_input_tokens
        )

    @property
    def completion_tokens(self) -> int:
        return self.output_tokens + self.reasoning_tokens + self.audio_output_tokens


class ChatCall(msgspec.Struct, frozen=True):
    """What a provider receives: `body` is in the provider's own dialect and `model` is the upstream's id."""

    request_id: str
    model: str
    body: JsonObject


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A whole reply in `dialect`."""

    dialect: Dialect
    body: JsonObject
    usage: Usage


class StreamEvent(msgspec.Struct, frozen=True, gc=False):
    """One server-sent event of a streamed reply in `dialect`.

    `data` is the event's JSON text (bytes, never `[DONE]`); `event` is the SSE event name, which the
    OpenAI dialect leaves out. `usage` is set on events that carry counts.
    """

    dialect: Dialect
    data: bytes
    event: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class ImageInput:
    """A picture given to a model: encoded bytes and their media type."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Control:
    """A picture that decides the composition; `weight` 0 is none, 1 the usual, 2 the most."""

    kind: ControlKind
    image: ImageInput
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Adapter:
    """A trained style (LoRA) by the name that the engine knows; a negative `weight` leads away from it. `version` is
    that of a style of this server, which can be taught anew; others have none."""

    name: str
    weight: float = 1.0
    version: str = ""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """A neutral painting request; `width` and `height` in pixels, None where the model may choose.

    A vendor that paints only some sizes is asked for the nearest one, unless `exact_size` is set: then it
    gets the very size and may refuse it, as it would refuse its own customer.
    `images` present means 'edit these'; `mask` follows OpenAI's edits (transparent = repaint), and `strength`
    says how far the result may leave its source, from 0 (not at all) to 1. `references` are pictures to be like.
    `parameters` are extra fields that pass through to the upstream untouched.
    What a model cannot do is refused or reported: `domain.capabilities.unsupported`.
    """

    prompt: str
    count: int = 1
    width: int | None = None
    height: int | None = None
    exact_size: bool = False
    seed: int | None = None
    style: str | None = None
    negative: str = ""
    images: tuple[ImageInput, ...] = ()
    mask: ImageInput | None = None
    quality: Quality | None = None
    strength: float | None = None
    references: tuple[ImageInput, ...] = ()
    controls: tuple[Control, ...] = ()
    adapters: tuple[Adapter, ...] = ()
    operation: Operation = Operation.PAINT
    scale: int = 2
    """Of `Operation.UPSCALE`."""
    parameters: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageResult:
    """One painted picture. `unmet` lists the words that the engine could not draw, and the names of fields of the
    request that it could not follow (`seed`, `negative`, `quality`, `strength`)."""

    data: bytes
    media_type: str
    width: int
    height: int
    seed: int | None = None
    unmet: tuple[str, ...] = ()
    revised_prompt: str | None = None
    recipe: JsonObject = field(default_factory=dict)
    inference_ms: int = 0
    memory_gib_ms: int = 0
    """What it took of an engine of this machine, as in `Usage`."""


@dataclass(frozen=True, slots=True)
class ImageReply:
    """`cost_micros` in millionths of `currency`, once the call has ended; None where the model has no price."""

    images: tuple[ImageResult, ...]
    usage: Usage
    cost_micros: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class EmbeddingReply:
    """An OpenAI `list` of embeddings, untouched."""

    body: JsonObject
    usage: Usage
