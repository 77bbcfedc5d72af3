"""What the page sends and gets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.kit.text import storable

Clean = AfterValidator(storable)
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^/]+$"), Clean]
Id = Annotated[str, Field(min_length=1, max_length=200), Clean]
Line = Annotated[str, Field(max_length=500), Clean]
Ids = Annotated[list[Id], Field(max_length=500)]
KindName = Literal[
    "secret",
    "resident_id",
    "company_id",
    "iban",
    "bank_card",
    "email",
    "passport",
    "phone",
    "plate",
    "ip",
    "address",
]
TaskName = Literal[
    "dialogue", "embedding", "painting", "moderation", "rerank", "speech", "transcription", "realtime"
]
PlaceName = Literal["builtin", "near", "local"]
TierName = Literal["block", "review", "log"]
DirectionName = Literal["input", "output"]
Source = Literal["config", "page"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PolicyFields(_Body):
    """Empty roles, teams, users, keys and models: all of them."""

    enabled: bool = True
    kinds: list[KindName]
    roles: Ids = []
    teams: Ids = []
    users: Ids = []
    keys: Ids = []
    models: Ids = []
    tasks: list[TaskName]
    exempt: list[PlaceName] = ["builtin", "near"]
    exempt_data_classes: Ids = []
    restore: bool = True
    audio: bool = False
    """Whether sound, which cannot be masked, may leave as it is."""


class NewPolicy(PolicyFields):
    name: Name


class JudgeFields(_Body):
    model: Id
    kind: Literal["moderation", "chat"] = "moderation"
    guideline: Annotated[str, Field(max_length=4_000), Clean] = ""
    strict: bool = False


class RulesFields(_Body):
    enabled: bool = True
    tier: TierName
    words: Annotated[list[Line], Field(max_length=20_000)] = []
    allow: Annotated[list[Line], Field(max_length=20_000)] = []
    patterns: Annotated[list[Line], Field(max_length=100)] = []
    directions: list[DirectionName] = ["input", "output"]
    roles: Ids = []
    models: Ids = []
    judge: JudgeFields | None = None


class NewRules(RulesFields):
    name: Name


class TryOut(_Body):
    text: Annotated[str, Field(max_length=20_000)]
    kinds: list[KindName] | None = None
    """None: all."""


class Decided(_Body):
    decision: Literal["fine", "violation"]
    note: Annotated[str, Field(max_length=500), Clean] = ""


class PolicyRow(TypedDict):
    """A policy and where it is set; the first that covers a call holds."""

    name: str
    source: Source
    enabled: bool
    kinds: list[KindName]
    roles: list[str]
    teams: list[str]
    users: list[str]
    keys: list[str]
    models: list[str]
    tasks: list[TaskName]
    exempt: list[PlaceName]
    exempt_data_classes: list[str]
    restore: bool
    audio: bool


class JudgeRow(TypedDict):
    model: str
    kind: Literal["moderation", "chat"]
    guideline: str
    strict: bool


class RulesRow(TypedDict):
    name: str
    source: Source
    enabled: bool
    tier: TierName
    words: list[str]
    allow: list[str]
    patterns: list[str]
    directions: list[DirectionName]
    roles: list[str]
    models: list[str]
    judge: JudgeRow | None


class PrivacyState(TypedDict):
    """`starters` are lists to begin with that nobody has taken over yet."""

    policies: list[PolicyRow]
    rules: list[RulesRow]
    starters: list[RulesRow]


class SpanRow(TypedDict):
    """Places in Unicode characters."""

    start: int
    end: int
    kind: KindName


class HitRow(TypedDict):
    start: int
    end: int
    rule: str
    tier: TierName


class TriedOut(TypedDict):
    masked: str
    spans: list[SpanRow]
    hits: list[HitRow]


class FindingRow(TypedDict):
    """`excerpt` is without personal data; `count` how often the same was found with the same person."""

    id: str
    at: str
    last_at: str
    count: int
    user_id: str
    key_id: str | None
    request_id: str
    model: str
    direction: DirectionName
    tier: TierName
    rule: str
    excerpt: str
    stopped: bool
    decision: Literal["fine", "violation"] | None
    decided_by: str | None
    decided_at: str | None
    note: str


class Revealed(TypedDict):
    text: str
