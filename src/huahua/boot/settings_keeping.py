"""Settings of what is kept: how long, and under which keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from huahua.infra.personal import RetentionClass


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _days(given: object) -> object:
    """`365d` is 365."""
    if isinstance(given, str) and given.endswith("d") and given[:-1].isdigit():
        return int(given[:-1])
    return given


KeptDays = Annotated[int, BeforeValidator(_days), Field(ge=1, le=36_500)]


class RetentionSettings(Section):
    """How long each class of data is kept, such as `365d`; not set: for ever."""

    conversations: KeptDays | None = None
    pictures: KeptDays | None = None
    runs: KeptDays | None = None
    batches: KeptDays | None = None
    usage_lines: KeptDays | None = None
    cases: KeptDays | None = None

    def periods(self) -> dict[RetentionClass, timedelta]:
        given = {name: getattr(self, name.value) for name in RetentionClass}
        return {name: timedelta(days=days) for name, days in given.items() if days is not None}


class EncryptionSettings(Section):
    """Keys of what is sealed in the database."""

    key: str = "secret"
    """The key-encryption key: `secret`, `file:PATH`, `env:NAME` or `hcvault://HOST/transit/keys/NAME`."""
    old_keys: list[str] = Field(default_factory=list)
    """Addresses of earlier ones, with which the data keys may still be wrapped."""
    rotate_days: Annotated[int, Field(ge=0, le=3650)] = 90
    """The age at which another data key takes over; 0: only when asked for."""
    keep_old_days: Annotated[int, Field(ge=0, le=36_500)] = 365
    """How long a data key that nothing needs any more is kept, for backups of single rows."""
