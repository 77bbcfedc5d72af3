"""Settings: `HUAHUA_*` environment variables, over a YAML file (`HUAHUA_CONFIG`), over defaults.

`HUAHUA_DATABASE_URL` sets `database_url`; `HUAHUA_SERVER__PORT` sets `server.port`. A wrong or unknown name
stops the start with one line that names it. `docs/reference/settings.md` lists every setting.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from huahua.gateway.domain.models import Kind

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
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    public_url: str = ""
    """The address that users see, such as https://huahua.example; used in links. Empty: the host and port
    that the server listens on, which only this machine may reach."""
    secure_cookies: bool = False
    """Send the session cookie over TLS only. Set it where a proxy in front speaks TLS."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses (comma separated) whose `X-Forwarded-*` headers are believed."""
    metrics_public: bool = False
    """Let anybody read /metrics; otherwise the machine itself and administrators may."""
    shutdown_s: Annotated[float, Field(gt=0, le=3600)] = 20.0


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


class PaintingSettings(_Section):
    workers: Annotated[int, Field(ge=1, le=64)] = max(1, (os.cpu_count() or 2) - 1)
    """Built-in pictures painted at once; each has a process and a core of its own."""
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    """Painting runs at once in one server process; the rest wait in the queue."""


class ChatSettings(_Section):
    concurrency: Annotated[int, Field(ge=1, le=4096)] = 256
    """Answers being written at once in one server process."""
    context_turns: Annotated[int, Field(ge=1, le=50)] = 5


class ProviderSettings(_Section):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Kind | None = None
    preset: str | None = None
    base_url: str = ""
    api_key: str = ""
    """`env:NAME`, `file:PATH` or the key itself."""
    allow_private: bool = False
    headers: dict[str, str] = Field(default_factory=dict)
    timeout: Annotated[float, Field(gt=0)] = 600.0


class ModelSettings(_Section):
    """One row of `models:`. Several rows with one `name` form a pool."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    provider: str
    """The name of a row of `providers:`, or the id of a preset."""
    model: str
    base_url: str = ""
    api_key: str = ""
    weight: Annotated[int, Field(ge=0)] = 1
    tasks: list[Literal["dialogue", "embedding", "painting", "avatar"]] = Field(
        default_factory=lambda: ["dialogue"]  # type: ignore[arg-type]
    )
    vision: bool = False
    tools: bool = True
    context_tokens: int | None = None
    timeout: Annotated[float, Field(gt=0)] | None = None
    allow_private: bool = False
    options: dict[str, Any] = Field(default_factory=dict)


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
    painting: PaintingSettings = PaintingSettings()
    chat: ChatSettings = ChatSettings()
    providers: list[ProviderSettings] = Field(default_factory=list)
    models: list[ModelSettings] = Field(default_factory=list)
    defaults: DefaultSettings = DefaultSettings()

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
