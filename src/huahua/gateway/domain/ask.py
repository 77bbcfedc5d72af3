"""What is asked of the gateway, before anything is chosen. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from huahua.gateway.domain.calls import EXTRAS, Caller, Dialect, JsonObject, Task
from huahua.gateway.domain.queueing import QueueWatch

MAX_OUTPUT_TOKENS = 1_000_000_000
"""More are not counted with: the sums must fit where they are kept."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What a caller asks of the gateway itself, in headers; the body is the model's."""

    cache: str | None = None
    """`x-huahua-cache`: `on`, `off`, `refresh` (a new reply, which is kept) or `semantic`."""
    no_store: bool = False
    """`cache-control: no-store`: neither read from the cache nor write to it."""
    no_cache: bool = False
    """`cache-control: no-cache`: do not read from the cache."""
    priority: str | None = None
    """`x-huahua-priority`: the lane of the queue, at most as high as the caller may."""
    deadline_s: float | None = None
    """`x-huahua-deadline`: seconds after which the caller has no use for a reply."""
    region: str | None = None
    """`x-huahua-region`: only rows of this region may serve the call."""
    data_class: str | None = None
    """`x-huahua-data-class`: only rows that may see such data."""
    max_cost_micros: int | None = None
    """`x-huahua-max-cost-micros`."""
    chunk: str | None = None
    """`x-huahua-chunk`: `sentence`, where the text of a stream is to come in whole sentences."""
    product: bool = False
    """The product's own chat asks, on a person's behalf; no header can say so."""
    unguarded: bool = False
    """A rule asks a model about a text: no rule looks at that call. No header can say so."""
    queue: QueueWatch | None = field(default=None, compare=False)
    """Where an edge looks how the call waits, and waited."""


NO_CONTROLS = Controls()


class Ask(msgspec.Struct):
    """One request as routing, queues, cache and metering see it. `body` may hold `msgspec.Raw` values."""

    caller: Caller
    model: str
    task: Task
    dialect: Dialect
    request_id: str
    body: JsonObject = msgspec.field(default_factory=dict)
    stream: bool = False
    controls: Controls = NO_CONTROLS
    needs_vision: bool = False
    needs_tools: bool = False
    input_tokens: int = 0
    """An estimate that costs nothing: a quarter of the bytes."""
    max_output_tokens: int | None = None
    """Of one choice."""
    pictures: int = 0
    """Pictures asked for."""
    picture: str = ""
    """Their size and quality, as prices know them: `1024x1024/high`."""

    def __repr__(self) -> str:
        """Without the body, which is nobody's business in a log."""
        return f"Ask({self.request_id}, {self.model}, {self.task})"

    @property
    def choices(self) -> int:
        """Replies that a chat asks for: `n`, or as many as legacy completions shall be chosen from (`best_of`)."""
        if "n" not in self.body and EXTRAS not in self.body:
            return 1
        if self.dialect is not Dialect.OPENAI or self.task is not Task.DIALOGUE:
            return 1
        extras = self.body.get(EXTRAS)
        legacy = extras.get("completions") if isinstance(extras, dict) else None
        best_of = legacy.get("best_of") if isinstance(legacy, dict) else None
        return max(1, _count(self.body.get("n")), _count(best_of))

    def output_tokens(self, usual: int, most: int | None = None) -> int:
        """Of all choices together, where one has `usual` tokens if its caller set no limit, and never over `most`."""
        one = usual if self.max_output_tokens is None else self.max_output_tokens
        return min(MAX_OUTPUT_TOKENS, (one if most is None else min(one, most)) * self.choices)


def _count(given: object) -> int:
    """0 for what is no number; the edge has checked the type of what it knows."""
    try:
        value = msgspec.json.decode(given, type=int) if isinstance(given, msgspec.Raw) else given
    except msgspec.MsgspecError:
        return 0
    return value if isinstance(value, int) else 0
