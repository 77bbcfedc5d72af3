"""What signing in needs kept. Tokens and codes are given as keyed hashes, the app's secret sealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from huahua.accounts.domain import Role
from huahua.accounts.signin.domain import Letter, Link, LinkKind, TotpFactor
from huahua.accounts.signin.lockout import Counter
from huahua.audit.api import Action


class Attempts(Protocol):
    """Limits on guesses, over all processes."""

    async def begin(self, counters: Sequence[Counter]) -> None:
        """Count an attempt before it is looked at. Raises TooManyAttempts."""
        ...

    async def succeeded(self, counters: Sequence[Counter]) -> None: ...


class FactorRepository(Protocol):
    async def totp(self, user_id: str) -> TotpFactor | None: ...

    async def begin_totp(self, factor: TotpFactor) -> bool:
        """Keep a secret that is to be confirmed, in place of one that never was. False when one is in force."""
        ...

    async def confirm_totp(self, user_id: str, step: int, now: datetime, code_hashes: Sequence[str]) -> bool:
        """Put the secret in force together with its recovery codes; False when there is none to confirm."""
        ...

    async def use_step(self, user_id: str, step: int) -> bool:
        """Whether no code of this step or a later one was used before."""
        ...

    async def drop_totp(self, user_id: str) -> bool:
        """With its recovery codes; whether one was in force."""
        ...

    async def renew_codes(self, user_id: str, code_hashes: Sequence[str]) -> None: ...

    async def use_code(self, user_id: str, code_hash: str, now: datetime) -> bool: ...

    async def codes_left(self, user_id: str) -> int: ...


class DeviceRepository(Protocol):
    async def is_known(self, user_id: str, token_hash: str, since: datetime) -> bool: ...

    async def remember(self, user_id: str, token_hash: str, now: datetime) -> None: ...

    async def forget_devices(self, user_id: str) -> None: ...


class LinkRepository(Protocol):
    async def add(self, link: Link, token_hash: str) -> None:
        """An earlier link of this kind to the same address ends."""
        ...

    async def by_token(self, kind: LinkKind, token_hash: str, now: datetime) -> Link | None:
        """A link that is still good."""
        ...

    async def use(self, link_id: str, now: datetime) -> bool:
        """Whether it was still good, and is used up now."""
        ...

    async def give_back(self, link_id: str) -> None:
        """What was to be done with it failed."""
        ...

    async def open_invitation(self, email: str, now: datetime) -> Link | None: ...

    async def invitations(self) -> list[Link]:
        """Those that were not used, the newest first."""
        ...

    async def drop_invitation(self, link_id: str) -> bool: ...

    async def drop_of_user(self, user_id: str) -> None:
        """Links that would change this person's password."""
        ...


class Mail(Protocol):
    async def send(self, letter: Letter) -> None:
        """Raises MailFailed."""
        ...


class Who(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def role(self) -> Role: ...


class Journal(Protocol):
    """What happened, for the audit log; from where is known to whoever keeps it."""

    async def note(self, action: Action, *, user: Who | None, detail: dict[str, Any] | None = None) -> None:
        """`user` did it, and it was done to their account."""
        ...

    async def refused(self, user: Who | None, name: str, detail: dict[str, Any]) -> None:
        """A sign-in failed; `name` is what was typed."""
        ...
