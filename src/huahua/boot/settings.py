"""Settings: `HUAHUA_*` environment variables, over a YAML file (`HUAHUA_CONFIG`), over defaults.

This file is long because every section of the settings stands in it.

`HUAHUA_DATABASE_URL` sets `database_url`; `HUAHUA_SERVER__PORT` sets `server.port`. A wrong or unknown name
stops the start with one line that names it. `docs/reference/settings.md` lists every setting.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from huahua.boot.payment_settings import PaymentSettings
from huahua.boot.settings_keeping import EncryptionSettings, RetentionSettings
from huahua.boot.settings_sign_in import AuthSettings, MailSettings, RoleName
from huahua.gateway.domain.calls import TaskName
from huahua.gateway.domain.models import Kind
from huahua.gateway.domain.routing import PolicyName, TaskKind

PREFIX = "HUAHUA_"
CONFIG_VARIABLE = "HUAHUA_CONFIG"
IGNORED_PREFIX = "HUAHUA_TEST_"
"""Variables of the test suite are not settings."""


class SettingsError(Exception):
    """One line that names the setting and says what is wrong with it."""


def default_data_dir() -> Path:
    """The platform's folder for a user's data (XDG base directories, Application Support on macOS)."""
    home = Path.home()
    if os.uname().sysname == "Darwin":
        return home / "Library" / "Application Support" / "huahua"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "huahua"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(_Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    grpc_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """0: no gRPC."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    queues: list[Literal["chat", "painting", "batch", "export", "lab"]] = Field(default_factory=list)
    """The queues whose runs these processes do. Empty: all; what is left out waits for a `huahua worker`."""
    public_url: str = ""
    """The address that users see, such as https://huahua.example; used in links. Empty: the host and port
    that the server listens on, which only this machine may reach."""
    secure_cookies: bool = False
    """Send the session cookie over TLS only. Set it where a proxy in front speaks TLS."""
    tls_cert: Path | None = None
    """A PEM file with the certificate and those up to its root. With it HuaHua speaks TLS itself."""
    tls_key: Path | None = None
    """A PEM file with its key; none: it stands in `tls_cert`."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses (comma separated) whose `X-Forwarded-*` headers are believed."""
    metrics_public: bool = False
    """Let anybody read /metrics; otherwise the machine itself and administrators may."""
    shutdown_s: Annotated[float, Field(gt=0, le=3600)] = 20.0

    @property
    def scheme(self) -> str:
        return "http" if self.tls_cert is None else "https"

    @property
    def only_secure_cookies(self) -> bool:
        return self.secure_cookies or self.tls_cert is not None


Priority = Literal["interactive", "standard", "batch"]


class ModelLimitSettings(_Section):
    """Of one user (or team) for one model; 0: no limit."""

    requests_per_minute: Annotated[int, Field(ge=0)] = 0
    tokens_per_minute: Annotated[int, Field(ge=0)] = 0
    parallel_calls: Annotated[int, Field(ge=0)] = 0


class LimitSettings(_Section):
    text_chars: Annotated[int, Field(ge=100)] = 2_000_000
    """All texts of one gateway request together."""
    prompt_chars: Annotated[int, Field(ge=10)] = 32_000
    message_chars: Annotated[int, Field(ge=100)] = 100_000
    """One message in a chat."""
    body_mb: Annotated[int, Field(ge=1, le=1024)] = 32
    upload_mb: Annotated[int, Field(ge=1, le=1024)] = 25
    body_idle_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    """Between two pieces of a request's body."""
    body_s: Annotated[float, Field(gt=0, le=86_400)] = 300.0
    """A whole JSON body."""
    upload_s: Annotated[float, Field(gt=0, le=86_400)] = 1800.0
    """A whole body with pictures as files."""
    image_pixels: Annotated[int, Field(ge=10_000)] = 64_000_000
    calls_per_user: Annotated[int, Field(ge=1)] = 256
    requests_per_minute: Annotated[int, Field(ge=0)] = 0
    """Of one user; 0: no limit. So are the next three."""
    tokens_per_minute: Annotated[int, Field(ge=0)] = 0
    key_requests_per_minute: Annotated[int, Field(ge=0)] = 0
    """Of one API key."""
    key_tokens_per_minute: Annotated[int, Field(ge=0)] = 0
    parallel_calls: Annotated[int, Field(ge=0)] = 0
    """Of one user at a time; more are refused, where those over `calls_per_user` wait. 0: no limit."""
    key_parallel_calls: Annotated[int, Field(ge=0)] = 0
    models: dict[str, ModelLimitSettings] = Field(default_factory=dict)
    """By a model's name, as callers ask for it: of each user (or team) for this model."""
    spend_micros_per_user: Annotated[int, Field(ge=0, le=10**15)] = 0
    """What a user's calls may cost in a period, in millionths of the currency; 0: no limit."""
    spend_period: Literal["month", "total"] = "month"
    spend_currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "USD"
    """The currency of all prices; a limit does not convert."""
    concurrent_calls: Annotated[int, Field(ge=1)] = 2_048
    """Gateway calls at once in one server process; more wait."""
    waiting_calls: Annotated[int, Field(ge=0)] = 4_096
    waiting_calls_per_user: Annotated[int, Field(ge=0)] = 1_024
    wait_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    """The longest wait for a place."""
    weights: dict[RoleName, Annotated[float, Field(ge=0.01, le=100)]] = Field(default_factory=dict)
    """A role's share while calls wait."""
    priorities: dict[RoleName, Priority] = Field(default_factory=dict)
    """The best lane that a key of this role may ask for."""


class AuditSettings(_Section):
    days: Annotated[int, Field(ge=0, le=36_500)] = 0
    """How long entries of the audit log are kept; 0: for ever."""


class UsageSettings(_Section):
    durable: bool = True
    """Whether a reply's last byte waits until the record of its call is on disk."""


class BillingSettings(_Section):
    """Who pays for calls, and how."""

    enabled: bool = False
    """Whether calls are paid for out of wallets: who has nothing in theirs gets 402."""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    """Of the ledger; empty: `limits.spend_currency`. It stays what it is once there are wallets."""
    rates: dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], Annotated[Decimal, Field(gt=0, le=10**6)]] = (
        Field(default_factory=dict)
    )
    """What one unit of another currency is in the ledger's, for prices; there is no other conversion."""
    exempt_roles: list[RoleName] = Field(default_factory=list)
    """Roles whose calls nobody pays for."""
    lease_s: Annotated[float, Field(ge=2, le=3600)] = 60.0
    """After which the money that a dead process had at hand is free again."""
    post_every_s: Annotated[float, Field(ge=0.1, le=600)] = 5.0
    """How often calls go from usage lines into the ledger."""
    broken_streams: Literal["delivered", "finish", "free_below"] = "delivered"
    """What is charged of streams that break off: what was delivered, what the upstream writes to its end where the
    caller left, or nothing below `free_below_tokens` of output."""
    free_below_tokens: Annotated[int, Field(ge=0, le=10**6)] = 20
    finish_s: Annotated[float, Field(gt=0, le=3600)] = 300.0
    """How long an upstream may take to finish after its caller has left."""
    payments: PaymentSettings = PaymentSettings()


class PaintingSettings(_Section):
    workers: Annotated[int, Field(ge=1, le=64)] = max(1, (os.cpu_count() or 2) - 1)
    """Built-in pictures painted at once; each has a process and a core of its own."""
    comfyui_workflows: Path | None = None
    """A folder with workflow templates for ComfyUI; None: `comfyui` in the data folder."""
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    """Painting runs at once in one server process; the rest wait in the queue."""
    storage_mb: Annotated[int, Field(ge=1)] | None = None
    """What the pictures of one user may take; None: no limit."""
    visible_label: Literal["choice", "always", "never"] = "choice"
    """Whether downloaded pictures that a machine made say so in the picture."""
    content_producer: Annotated[str, Field(min_length=1, max_length=200)] = "HuaHua"
    """Who made the pictures, in their metadata (GB 45438-2025)."""


class LocalSettings(_Section):
    """Diffusers pipelines on this machine (extra `local`)."""

    folders: list[Path] = Field(default_factory=list)
    """Where pipelines may be opened; none: `models` in the data folder."""
    adapters: Path | None = None
    """LoRA files for every local model; None: `adapters` in the data folder."""
    hub: bool = False
    """Whether models may be fetched from the hub."""
    pickle: bool = False
    """Whether weights in pickles are opened, which can run code."""
    idle_s: Annotated[float, Field(ge=1, le=86_400)] = 300.0
    batch: Annotated[int, Field(ge=1, le=64)] = 8
    batch_wait_ms: Annotated[int, Field(ge=0, le=10_000)] = 50
    batch_megapixels: Annotated[float, Field(gt=0, le=1_000)] = 8.0


class LabSettings(_Section):
    """The quality lab."""

    inception: Path | None = None
    """The TorchScript file of Inception's weights that clean-fid uses; None: measurements are of own features."""


class ChatSettings(_Section):
    concurrency: Annotated[int, Field(ge=1, le=4096)] = 256
    """Answers being written at once in one server process."""
    context_turns: Annotated[int, Field(ge=1, le=50)] = 5


class ResilienceSettings(_Section):
    """What keeps calls going while providers fail. Times in seconds."""

    retries: Annotated[int, Field(ge=0, le=10)] = 2
    retry_budget: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Retries per call in the long run, over all calls of a process."""
    last_resort_s: Annotated[float, Field(ge=0, le=600)] = 10.0
    """How long a call without a deadline waits when every provider of its model is out."""
    breaker_failures: Annotated[int, Field(ge=1, le=1000)] = 5
    breaker_cool_down_s: Annotated[float, Field(gt=0, le=600)] = 1.0
    breaker_max_cool_down_s: Annotated[float, Field(gt=0, le=86_400)] = 60.0
    slow_start_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    cases_kept: Annotated[int, Field(ge=0, le=10_000_000)] = 20_000
    cases_days: Annotated[int, Field(ge=1, le=3650)] = 30


class BatchSettings(_Section):
    concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    """Batches at once in one server process; the rest wait in the queue."""
    lines_at_once: Annotated[int, Field(ge=1, le=256)] = 8
    """Calls of one batch at once."""
    file_mb: Annotated[int, Field(ge=1, le=512)] = 50
    user_mb: Annotated[int, Field(ge=1, le=1_000_000)] = 1024
    """All files of one user."""
    lines: Annotated[int, Field(ge=1, le=1_000_000)] = 50_000


class KeySettings(_Section):
    """One of several keys, with its share of the calls."""

    key: Annotated[str, Field(min_length=1)]
    weight: Annotated[int, Field(ge=0, le=10_000)] = 1


class ProviderSettings(_Section):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Kind | None = None
    preset: str | None = None
    base_url: str = ""
    api_key: str = ""
    """`env:NAME`, `file:PATH` or the key itself."""
    region: str = ""
    project: str = ""
    api_version: str = ""
    allow_private: bool = False
    headers: dict[str, str] = Field(default_factory=dict)
    timeout: Annotated[float, Field(gt=0)] = 600.0
    connect_timeout: Annotated[float, Field(gt=0)] = 10.0
    first_byte_timeout: Annotated[float, Field(gt=0)] | None = None
    idle_timeout: Annotated[float, Field(gt=0)] = 120.0
    api_keys: list[str | KeySettings] = Field(default_factory=list)
    """Instead of `api_key`: several keys of one vendor, which share the calls."""
    max_concurrency: Annotated[int, Field(ge=1)] | None = None
    max_waiting: Annotated[int, Field(ge=0)] | None = None


Amount = Annotated[Decimal, Field(ge=0, le=1_000_000)]
"""In whole units of the currency (0.14), not in micros."""


class PriceSettings(_Section):
    """Tokens and characters per million; the others per picture, call, second of the model's time, GiB of memory
    and second, second of sound, and page."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "USD"
    input: Amount = Decimal(0)
    output: Amount = Decimal(0)
    cache_read: Amount | None = None
    cache_write: Amount | None = None
    reasoning: Amount | None = None
    picture: Amount = Decimal(0)
    call: Amount = Decimal(0)
    second: Amount = Decimal(0)
    character: Amount = Decimal(0)
    sound: Amount = Decimal(0)
    cache_write_1h: Amount | None = None
    audio_input: Amount | None = None
    audio_output: Amount | None = None
    page: Amount = Decimal(0)
    memory: Amount = Decimal(0)


Label = Annotated[str, Field(pattern=r"^[\w.-]{1,50}$")]
"""A word that rows are tagged with: a region, a class of data."""


def _word(value: Any) -> Any:
    return ("on" if value else "off") if isinstance(value, bool) else value


_OnOff = BeforeValidator(_word)
"""YAML reads a bare `on` and `off` as true and false."""
SemanticMode = Annotated[Literal["off", "shadow", "verify", "on"], _OnOff]


class CacheModelSettings(_Section):
    """How the cache serves one model name: a pool's, or that of a virtual model."""

    use: Annotated[Literal["on", "off"], _OnOff] | None = None
    scope: Literal["user", "everyone"] = "user"
    ttl: Annotated[float, Field(gt=0)] | None = None
    price: Annotated[float, Field(ge=0, le=1)] | None = None
    semantic: SemanticMode | None = None
    threshold: Annotated[float, Field(gt=0, le=1)] | None = None


class ModelSettings(_Section):
    """One row of `models:`. Several rows with one `name` form a pool."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    provider: str
    """The name of a row of `providers:`, or the id of a preset."""
    model: str
    base_url: str = ""
    api_key: str = ""
    weight: Annotated[int, Field(ge=0)] = 1
    tasks: list[TaskName] = Field(
        default_factory=lambda: ["dialogue"]  # type: ignore[arg-type]
    )
    vision: bool = False
    tools: bool = True
    context_tokens: int | None = None
    timeout: Annotated[float, Field(gt=0)] | None = None
    allow_private: bool = False
    options: dict[str, Any] = Field(default_factory=dict)
    price: PriceSettings | None = None
    cost: PriceSettings | None = None
    region: Label | None = None
    data_classes: list[Label] = Field(default_factory=list)
    quality: dict[TaskKind, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    near: bool = False
    hedge: bool = False
    hedge_after: Annotated[float, Field(gt=0)] | None = None
    first_byte_timeout: Annotated[float, Field(gt=0)] | None = None
    idle_timeout: Annotated[float, Field(gt=0)] | None = None
    max_concurrency: Annotated[int, Field(ge=1)] | None = None
    max_waiting: Annotated[int, Field(ge=0)] | None = None
    gather: bool = True
    cache: CacheModelSettings | None = None


class SemanticCacheSettings(_Section):
    mode: SemanticMode = "off"
    embedding_model: str = "builtin/embedding"
    verify_model: str | None = None
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.95
    entries: Annotated[int, Field(ge=1, le=100_000)] = 2_000
    """Questions kept per user and process."""


class CacheSettings(_Section):
    mode: Annotated[Literal["off", "ask", "on"], _OnOff] = "ask"
    memory_mb: Annotated[int, Field(ge=1, le=65_536)] = 64
    """Per process."""
    entry_kb: Annotated[int, Field(ge=1, le=65_536)] = 1024
    ttl: Annotated[float, Field(gt=0)] = 3600.0
    price: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of the model's price that a reply from the cache costs."""
    replay_ms: Annotated[int, Field(ge=0, le=10_000)] = 0
    redis_wait_ms: Annotated[int, Field(ge=1, le=10_000)] = 20
    keys: dict[str, Annotated[Literal["on", "off"], _OnOff]] = Field(default_factory=dict)
    models: dict[str, CacheModelSettings] = Field(default_factory=dict)
    semantic: SemanticCacheSettings = SemanticCacheSettings()


class TaskRouteSettings(_Section):
    models: list[str] = Field(default_factory=list)
    policy: PolicyName | None = None


class RouteSettings(_Section):
    """One row of `routes:`, a virtual model: a name behind which each call goes to the model that fits best."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    policy: PolicyName = PolicyName.BALANCE
    models: Annotated[list[str], Field(validation_alias=AliasChoices("models", "among"))] = []
    """Names of models; none: all."""
    weights: dict[Literal["cost", "speed", "quality"], Annotated[float, Field(ge=0, le=1000)]] | None = None
    tasks: dict[TaskKind, list[str] | TaskRouteSettings] = Field(default_factory=dict)
    fallback: list[str] = Field(default_factory=list)
    max_cost: Amount | None = None
    """Of one call by estimate, in US dollars."""
    region: Label | None = None
    data_classes: list[Label] = Field(default_factory=list)
    sticky: bool = False
    near_far: bool = False


Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=500)]
RuleName = Annotated[str, Field(pattern=r"^[^/]{1,100}$")]


class MaskingSettings(_Section):
    """One row of `privacy.masking`; the first that covers a call holds. Empty lists of people and models: all."""

    name: RuleName
    enabled: bool = True
    kinds: list[str] | None = None
    """Kinds of personal data; none: all."""
    roles: Names = Field(default_factory=list)
    teams: Names = Field(default_factory=list)
    users: Names = Field(default_factory=list)
    keys: Names = Field(default_factory=list)
    models: Names = Field(default_factory=list)
    tasks: list[str] | None = None
    exempt: list[Literal["builtin", "near", "local"]] = ["builtin", "near"]
    exempt_data_classes: list[Label] = Field(default_factory=list)
    restore: bool = True
    audio: bool = False
    """Whether sound, which cannot be masked, may leave as it is."""


class JudgeSettings(_Section):
    """A model that is asked about each text."""

    model: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Literal["moderation", "chat"] = "moderation"
    guideline: Annotated[str, Field(max_length=4_000)] = ""
    strict: bool = False


class ContentRuleSettings(_Section):
    """One row of `privacy.rules`."""

    name: RuleName
    tier: Literal["block", "review", "log"]
    enabled: bool = True
    words: list[str] = Field(default_factory=list)
    words_file: Path | None = None
    """Further words, one a line."""
    allow: list[str] = Field(default_factory=list)
    patterns: list[str] = Field(default_factory=list)
    directions: list[Literal["input", "output"]] = ["input", "output"]
    roles: Names = Field(default_factory=list)
    models: Names = Field(default_factory=list)
    judge: JudgeSettings | None = None


class PrivacySettings(_Section):
    masking: list[MaskingSettings] = Field(default_factory=list)
    rules: list[ContentRuleSettings] = Field(default_factory=list)
    findings_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """How long what rules found is kept."""
    retention: RetentionSettings = RetentionSettings()


class DefaultSettings(_Section):
    dialogue: str | None = None
    painting: str | None = None


class Settings(_Section):
    data_dir: Path = Field(default_factory=default_data_dir)
    database_url: str = ""
    """Empty: SQLite in the data folder."""
    redis_url: str = ""
    blob_url: str = ""
    """Empty: a folder in the data folder."""
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    admin_email: str = ""
    admin_password: SecretStr | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    server: ServerSettings = ServerSettings()
    limits: LimitSettings = LimitSettings()
    auth: AuthSettings = AuthSettings()
    mail: MailSettings = MailSettings()
    usage: UsageSettings = UsageSettings()
    billing: BillingSettings = BillingSettings()
    audit: AuditSettings = AuditSettings()
    local: LocalSettings = LocalSettings()
    lab: LabSettings = LabSettings()
    chat: ChatSettings = ChatSettings()
    resilience: ResilienceSettings = ResilienceSettings()
    batches: BatchSettings = BatchSettings()
    providers: list[ProviderSettings] = Field(default_factory=list)
    models: list[ModelSettings] = Field(default_factory=list)
    routes: list[RouteSettings] = Field(default_factory=list)
    defaults: DefaultSettings = DefaultSettings()
    painting: PaintingSettings = PaintingSettings()
    cache: CacheSettings = CacheSettings()
    encryption: EncryptionSettings = EncryptionSettings()
    privacy: PrivacySettings = PrivacySettings()

    @property
    def effective_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'huahua.db'}"

    @property
    def effective_blob_url(self) -> str:
        return self.blob_url or str(self.data_dir / "blobs")


def load_settings(
    environ: Mapping[str, str] | None = None, overrides: Mapping[str, Any] | None = None
) -> Settings:
    """Read the settings. `overrides` (the command line's options) win, by section as in the YAML file.

    Raises:
        SettingsError: a setting is unknown or wrong, or the file cannot be read.
    """
    environ = os.environ if environ is None else environ
    tree: dict[str, Any] = {}
    origins: dict[str, str] = {}
    path = environ.get(CONFIG_VARIABLE)
    if path:
        tree = _read_yaml(Path(path))
        origins = {str(name): f"{path}: {name}" for name in tree}
    for variable, value in environ.items():
        if (
            variable.startswith(PREFIX)
            and variable != CONFIG_VARIABLE
            and not variable.startswith(IGNORED_PREFIX)
        ):
            _put(tree, variable, value)
            origins[variable.removeprefix(PREFIX).lower().replace("__", ".")] = variable
    for section, values in (overrides or {}).items():
        if isinstance(values, Mapping):
            tree[section] = {**(tree.get(section) or {}), **values}
        else:
            tree[section] = values
    try:
        return Settings.model_validate(tree)
    except ValidationError as fault:
        raise SettingsError(_one_line(fault, origins)) from fault


def resolve_secret(value: str, environ: Mapping[str, str] | None = None) -> str:
    """`env:NAME` and `file:PATH` looked up; anything else is the secret itself.

    Raises:
        SettingsError: there is no such variable or file.
    """
    environ = os.environ if environ is None else environ
    if value.startswith("env:"):
        name = value.removeprefix("env:")
        if name not in environ:
            raise SettingsError(f"api_key: the environment variable {name} is not set")
        return environ[name]
    if value.startswith("file:"):
        path = Path(value.removeprefix("file:")).expanduser()
        try:
            return path.read_text().strip()
        except OSError as fault:
            raise SettingsError(f"api_key: cannot read {path}: {fault.strerror}") from fault
    return value


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(path.read_text())
    except OSError as fault:
        raise SettingsError(f"{CONFIG_VARIABLE}: cannot read {path}: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise SettingsError(f"{path}: not UTF-8 text") from fault
    except yaml.YAMLError as fault:
        where = getattr(fault, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise SettingsError(f"{path}{line}: not valid YAML") from fault
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise SettingsError(f"{path}: the file must hold settings by name")
    return loaded


def _put(tree: dict[str, Any], variable: str, value: str) -> None:
    *sections, name = variable.removeprefix(PREFIX).lower().split("__")
    at = tree
    for section in sections:
        inner = at.get(section)
        at[section] = inner = dict(inner) if isinstance(inner, dict) else {}
        at = inner
    at[name] = value


def _one_line(fault: ValidationError, origins: Mapping[str, str]) -> str:
    first = fault.errors()[0]
    dotted = ".".join(str(part) for part in first["loc"])
    named = origins.get(dotted) or origins.get(dotted.split(".", 1)[0])
    name = named if named is None or named.startswith(PREFIX) else f"{named.split(': ')[0]}: {dotted}"
    name = name or dotted
    if first["type"] == "extra_forbidden":
        return f"{name}: there is no such setting"
    return f"{name}: {first['msg']}"
