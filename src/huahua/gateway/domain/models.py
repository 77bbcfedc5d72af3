"""What the operator configured: providers (who) and models (what), and the pools they form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from huahua.gateway.domain.caching import ModelRule
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.price import Price

Kind = Literal[
    "openai",
    "anthropic",
    "gemini",
    "azure",
    "bedrock",
    "vertex",
    "vertex-claude",
    "a1111",
    "comfyui",
    "replicate",
    "stability",
    "diffusers",
]
"""How a provider speaks: the kinds that can be configured (`builtin` is there by itself)."""
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One account at one vendor. `api_key` is in clear here and sealed in the database, like the three fields
    of clouds (`CLOUD_FIELDS`), which lie beside it."""

    name: str
    kind: str
    """One of `KINDS`, or `builtin`."""
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    """Also what a cloud has instead: `ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]` of AWS, or the JSON of a service
    account of Google."""
    region: str = ""
    """Where a cloud is to compute, such as `us-east-1` or `europe-west4`."""
    project: str = ""
    """The Google Cloud project that pays."""
    api_version: str = ""
    """Azure's dated version; empty for its undated `/openai/v1`."""
    preset: str | None = None
    allow_private: bool = False
    """The administrator allowed this URL to reach a private address (a local Ollama, say)."""
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    timeout_s: float = 600.0
    connect_timeout_s: float = 10.0
    first_byte_timeout_s: float | None = None
    """Longest wait for a stream to begin; None: `timeout_s`."""
    idle_timeout_s: float = 120.0
    """Longest wait between two chunks of a stream."""
    enabled: bool = True
    source: str = "page"
    """`page`, `config` or `builtin`: only the first can be changed in the page."""
    more_api_keys: tuple[str, ...] = field(default=(), repr=False)
    """Further keys of the same vendor: each is an upstream of its own, with a health and a rate limit of its own."""
    max_concurrency: int | None = None
    """Calls of all its models that it takes at once, per process; more wait."""
    max_waiting: int | None = None
    """Calls that may wait for one of these places; None: as many as the server lets wait."""
    key_weights: tuple[int, ...] = ()
    """Shares of `api_key` and `more_api_keys`, in that order; empty: all alike."""

    @property
    def stream_start_s(self) -> float:
        """Longest wait for a stream to begin."""
        return self.first_byte_timeout_s or self.timeout_s

    def accounts(self) -> list[ProviderConfig]:
        """This provider once for each of its keys, with that key alone."""
        return [
            replace(self, api_key=key, more_api_keys=(), key_weights=())
            for key in (self.api_key, *self.more_api_keys)
        ]

    def key_shares(self) -> list[float]:
        """The part of the calls that each of `accounts` is to have; they add up to 1."""
        weights = self.key_weights or (1,) * (1 + len(self.more_api_keys))
        return [weight / sum(weights) for weight in weights]


LOCAL_KIND = "diffusers"
"""Pipelines of this machine; its base URL is an address as `domain.local_models` reads it."""
CLOUD_FIELDS = ("region", "project", "api_version")
GOOGLE_KINDS = frozenset({"vertex", "vertex-claude"})
REGIONAL_KINDS = GOOGLE_KINDS | {"bedrock"}
"""Kinds whose address follows from the region, where no base URL is given."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """One row of `models:`. Several rows with one `name` form a pool, chosen by `weight`."""

    name: str
    provider: str
    model: str
    """The upstream's own id."""
    tasks: frozenset[Task] = frozenset({Task.DIALOGUE})
    weight: int = 1
    vision: bool = False
    tools: bool = True
    context_tokens: int | None = None
    timeout_s: float | None = None
    enabled: bool = True
    source: str = "page"
    options: dict[str, Any] = field(default_factory=dict)
    price: Price | None = None
    """What a customer pays; None where nobody said."""
    cost: Price | None = None
    """What the vendor takes, where it differs from `price`."""
    region: str | None = None
    """Where the model computes, in the operator's own words (`cn`, `eu`, `hangzhou`)."""
    data_classes: frozenset[str] = frozenset()
    """Kinds of data that may be sent there (`public`, `internal`, `personal`); empty: every kind."""
    quality: dict[str, float] = field(default_factory=dict)
    """Scores from 0 to 1 by `TaskKind`; a kind that is missing has the model family's own score."""
    near: bool = False
    """A machine close by (this one, an edge node): for what must be quick, while it is not full."""
    max_concurrency: int | None = None
    """Calls that it takes at once, per process; more wait."""
    max_waiting: int | None = None
    """Calls that may wait for one of these places; None: as many as the server lets wait."""
    gather: bool = True
    """Like embedding and moderation requests that come together go upstream as one."""
    hedge: bool = False
    """When its reply takes longer to begin than 19 of 20 do, ask the next row of the pool beside it."""
    hedge_after_s: float | None = None
    """With `hedge`: ask the next row after so long, whatever this one's usual time."""
    first_byte_timeout_s: float | None = None
    """Longest wait for a stream to begin; None: the provider's."""
    idle_timeout_s: float | None = None
    """Longest wait between two chunks of a stream; None: the provider's."""
    cache: ModelRule | None = None
    """How the cache serves the row's name; rows of one name say the same."""

    @property
    def has_own_pace(self) -> bool:
        """Whether its calls need more than the provider's own time limits."""
        limits = (self.timeout_s, self.first_byte_timeout_s, self.idle_timeout_s)
        return self.hedge or any(limit is not None for limit in limits)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What users see of a model (a pool is one model)."""

    id: str
    tasks: frozenset[Task]
    owned_by: str
    builtin: bool
    vision: bool
    tools: bool
    context_tokens: int | None = None
    """Size of its context where known, in its own tokens; of a pool the smallest."""
    created: int = 0
    virtual: bool = False
    """A name behind which each call is routed to one of several models."""
    painting: ImageCapabilities | None = None
    """What it can do with pictures; None where it paints none."""
    revision: str = ""
    """A digest of what stands behind the name: another upstream, another model or other options make another one. A new
    version of this server does too for the engines of this machine."""
