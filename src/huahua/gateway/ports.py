"""Ports of the gateway: what a provider must be able to do.

Every method raises only errors of `gateway.errors`. Cancelling the task that awaits a method, or
closing the generator of `stream`, cancels the upstream request.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from huahua.gateway.domain.calls import (
    Caller,
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    ImageResult,
    StreamEvent,
    Task,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.money import Balance
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.realtime import RealtimeCall, RealtimeSocket
from huahua.gateway.domain.relay import RelayCall, RelayReply, RelayStream
from huahua.gateway.domain.route import Defaults
from huahua.gateway.domain.routing import Rule, Score, TaskKind
from huahua.gateway.domain.styles import Known
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.errors import GatewayError

InTransaction = Callable[[Any], Awaitable[None]]
"""Done at the end of a store's transaction, with its connection, which only whoever is called knows: so `routing` stays
free of drivers."""


class Progress(Protocol):
    """Hears how far a painting is."""

    async def __call__(self, fraction: float, stage: str, preview: bytes | None = None) -> None:
        """`fraction` is done (0..1), `stage` a key such as `painting`; `preview` is a JPEG or WebP of the unfinished
        picture, of at most 512 px and 40 kB, two to four a second at most. The newest counts."""
        ...


class Provider(Protocol):
    """One configured account at one vendor."""

    name: str
    dialect: Dialect
    """The dialect in which `chat` and `stream` take and give bodies."""

    async def chat(self, call: ChatCall) -> ChatReply: ...

    def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        """Events of one reply. Ends normally only after the upstream's own end mark."""
        ...

    async def embed(self, call: ChatCall) -> EmbeddingReply: ...

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        """Generate, or edit when `request.images` is not empty. Asked only for what `capabilities` says."""
        ...

    def capabilities(self, model: str) -> ImageCapabilities | None:
        """What `paint` can do with this model; None where it paints nothing. Costs next to nothing."""
        ...

    async def list_models(self) -> list[str]:
        """Upstream model ids, as the vendor lists them."""
        ...

    async def close(self) -> None: ...


@runtime_checkable
class Relay(Protocol):
    """A provider that takes OpenAI's requests beside chat, embeddings and pictures, body for body."""

    async def relay(self, call: RelayCall) -> RelayReply: ...

    async def open_relay(self, call: RelayCall) -> RelayStream:
        """Returns when the reply's head has arrived."""
        ...


@runtime_checkable
class Styled(Protocol):
    """A provider whose models take trained styles, and which knows those that it has."""

    async def list_adapters(self) -> list[str]:
        """Names for `Adapter.name`."""
        ...

    def adapter_family(self, name: str) -> str:
        """The kind of network that one of them fits, empty where that is not known. Costs next to nothing."""
        ...


class StyleBook(Protocol):
    """Trained styles that belong to people of this server."""

    async def find(self, user_id: str, names: Sequence[str]) -> Known: ...


RawHeaders = list[tuple[bytes, bytes]]
"""Names in lower case."""


class FastSink(Protocol):
    """Where the bytes of a fast call go. Exactly one of `on_end` and `on_fault` is called, and nothing after
    `cancel`."""

    def on_head(self, status: int, headers: RawHeaders) -> None: ...

    def on_body(self, piece: bytes) -> None: ...

    def on_end(self) -> None: ...

    def on_fault(self, fault: Exception) -> None: ...


class FastCall(Protocol):
    """A fast call under way."""

    def cancel(self) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...


class FastScan(Protocol):
    """One streamed reply on its way through. What `feed` and `close` raise, `FastUpstream.translate` knows."""

    @property
    def usage(self) -> Usage | None: ...

    @property
    def events(self) -> int:
        """Seen so far, about."""
        ...

    @property
    def end(self) -> bytes | None:
        """Set at the end mark: the bytes that end the stream to the caller."""
        ...

    def feed(self, piece: bytes) -> bytes:
        """Whole events that may leave now."""
        ...

    def close(self) -> bytes:
        """The upstream ended: what is left."""
        ...


class FastUpstream(Protocol):
    """What a provider offers to the fast lane: bytes out and in, by call-backs, in its own dialect."""

    quiet_s: float
    """How long comments may keep a stream alive in which no event comes."""

    def quiet(self) -> GatewayError:
        """The error that a longer silence means."""
        ...

    def encode(self, call: ChatCall, *, stream: bool) -> bytes:
        """The request's body."""
        ...

    def send(self, body: bytes, *, stream: bool, sink: FastSink) -> FastCall: ...

    def read_reply(self, raw: bytes) -> Usage:
        """Raises UpstreamError when it is not a reply of the protocol, or an error in the shape of one."""
        ...

    def scan(self, *, hide_usage: bool) -> FastScan: ...

    def refusal(self, status: int, headers: RawHeaders, body: bytes) -> GatewayError:
        """The error that a reply with another status than 200 means."""
        ...

    def translate(self, fault: Exception) -> GatewayError:
        """What `on_fault` was given or a scan raised, as an error of the gateway."""
        ...


@runtime_checkable
class RealtimeProvider(Protocol):
    """A provider that speaks OpenAI's Realtime API."""

    async def open_realtime(self, call: RealtimeCall) -> RealtimeSocket: ...


class ImageEngine(Protocol):
    """A picture engine of this machine (`builtin/painter`, `builtin/avatar`), plugged in by boot."""

    id: str
    task: Task
    capabilities: ImageCapabilities

    async def paint(self, request: ImageRequest, progress: Progress | None) -> list[ImageResult]: ...


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model row with the id by which the page names it."""

    id: str
    config: ModelConfig


@dataclass(frozen=True, slots=True)
class SavedCatalogue:
    """What the page configured. `stamp` changes with every change; None before the first."""

    providers: list[ProviderConfig]
    models: list[ModelRow]
    defaults: Defaults | None
    stamp: str | None


class CatalogueStore(Protocol):
    """Where the page's providers and models are kept; keys are sealed at rest. `then` is done at the end of the same
    transaction."""

    async def load(self) -> SavedCatalogue: ...

    async def stamp(self) -> str | None:
        """Cheap: asked every second by every process."""
        ...

    async def save_provider(
        self, config: ProviderConfig, rows: Sequence[ModelRow] = (), *, then: Sequence[InTransaction] = ()
    ) -> None:
        """Insert, or replace the row of this name, and save these model rows with it: all or nothing.

        Raises AlreadyThere as `save_model` does.
        """
        ...

    async def delete_provider(self, name: str, *, then: Sequence[InTransaction] = ()) -> None:
        """Delete it with its models."""
        ...

    async def save_model(self, row: ModelRow) -> None:
        """Insert, or replace the row of this id.

        Raises AlreadyThere when another row has the same name, provider and upstream model.
        """
        ...

    async def save_models(self, rows: Sequence[ModelRow], *, then: Sequence[InTransaction] = ()) -> None:
        """`save_model` for several: all or nothing."""
        ...

    async def delete_model(self, model_id: str, *, then: Sequence[InTransaction] = ()) -> None: ...

    async def save_defaults(self, defaults: Defaults, *, then: Sequence[InTransaction] = ()) -> None: ...


class RoutingStore(Protocol):
    """Where routes and scores are kept. `then` is done at the end of the same transaction."""

    async def load(self) -> tuple[list[Rule], list[Score]]: ...

    async def save_rule(self, rule: Rule, *, then: Sequence[InTransaction] = ()) -> None:
        """Insert, or replace the route of this name."""
        ...

    async def delete_rule(self, name: str, *, then: Sequence[InTransaction] = ()) -> None: ...

    async def save_score(
        self, key: str, kind: TaskKind, given: float | None, *, then: Sequence[InTransaction] = ()
    ) -> None:
        """The operator's own score; None: the base stands again."""
        ...

    async def add_votes(self, key: str, kind: TaskKind, up: int, down: int) -> None:
        """Added to what is there, never below zero; two at once both count."""
        ...


class UsageSink(Protocol):
    """Takes the lines of finished calls and makes them durable, many in one commit."""

    def check(self) -> None:
        """Raises NotReady while lines cannot be kept: no call may start then."""
        ...

    def record(self, line: UsageLine, on_durable: Callable[[], None] | None = None) -> None:
        """Returns at once; `on_durable` is called on the event loop when the line is on disk, in the order
        in which lines came in. To be called on the event loop."""
        ...

    async def commit(self, line: UsageLine) -> None:
        """Returns when the line is on disk. A caller who is cancelled meanwhile loses no line."""
        ...


class PictureLinks(Protocol):
    """Turns a painted picture into a link that its caller may open; plugged in by boot."""

    async def check(self, caller: Caller) -> None:
        """Before a picture is painted and paid for. Raises NotAllowed where there is no room to keep it."""
        ...

    async def __call__(self, caller: Caller, picture: ImageResult) -> str: ...


class Prices(Protocol):
    """What calls cost. Asked for every call, several times: an implementation keeps what it found."""

    def of(self, caller: Caller, row: ModelConfig) -> Price | None:
        """What this customer pays now; None where the model has no price."""
        ...

    def vendor(self, row: ModelConfig) -> Price | None:
        """What the vendor takes; None where nobody said."""
        ...


class Hold(Protocol):
    """Money set aside for one call. The first of the two ends it; whatever comes after does nothing."""

    @property
    def wallet_id(self) -> str | None:
        """The wallet that pays; None where nobody does."""
        ...

    @property
    def lease_id(self) -> str | None:
        """The lease out of which the money was held."""
        ...

    def settle(self, cost_micros: int) -> None:
        """The call cost this much, which may be more than was held; the rest is free again."""
        ...

    def release(self) -> None:
        """The call cost nothing."""
        ...


class Purse(Protocol):
    """What callers may spend. Amounts are micros of the purse's currency."""

    def converted(self, micros: int, currency: str) -> int:
        """An amount of a price in the purse's currency, rounded up. Raises NotReady where the settings name no rate."""
        ...

    def hold(self, caller: Caller, estimate_micros: int) -> Hold | None:
        """Without waiting: a hold out of what this process has at hand, or None when it has to be asked for
        (`acquire`). Raises InsufficientCredit."""
        ...

    async def acquire(self, caller: Caller, estimate_micros: int) -> Hold:
        """A hold, after asking for more. Raises InsufficientCredit, or NotReady when nobody can be asked."""
        ...

    async def balance(self, user_id: str) -> Balance | None:
        """None where there is no limit to what the user may spend."""
        ...
