"""What accounts need kept, and kept secret: implementations store keyed hashes, never a key or token."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from huahua.accounts.domain import Session, User
from huahua.audit.api import InTransaction


class AccountRepository(Protocol):
    """`then` is done at the end of the same transaction."""

    async def count_users(self) -> int: ...

    async def add_user(
        self, user: User, password_hash: str, *, only_first: bool = False, then: Sequence[InTransaction] = ()
    ) -> bool:
        """Store a user; with `only_first`, only while there is none (False otherwise). Raises EmailTaken."""
        ...

    async def user(self, user_id: str) -> User | None: ...

    async def user_by_email(self, email: str) -> tuple[User, str] | None:
        """The user and the password hash."""
        ...

    async def users(self) -> list[User]: ...

    async def change_user(
        self, user_id: str, changes: dict[str, Any], *, then: Sequence[InTransaction] = ()
    ) -> bool:
        """Change a user, unless that would leave no administrator (False then). One transaction."""
        ...

    async def add_session(self, session: Session, token_hash: str) -> None: ...

    async def session_owner(self, token_hash: str, now: datetime) -> tuple[Session, User] | None: ...

    async def sessions_of(self, user_id: str, now: datetime) -> list[Session]: ...

    async def touch_session(self, session_id: str, now: datetime) -> None: ...

    async def delete_sessions(
        self,
        user_id: str,
        *,
        only: str | None = None,
        except_: str | None = None,
        then: Sequence[InTransaction] = (),
    ) -> list[str]:
        """Delete a user's sessions and return the token hashes that stopped working; `then`, if there were any."""
        ...

    async def setup_code(self) -> str | None: ...

    async def keep_setup_code(self, code: str) -> str:
        """Store the code unless there is one, and return the one in force."""
        ...

    async def drop_setup_code(self) -> None: ...
