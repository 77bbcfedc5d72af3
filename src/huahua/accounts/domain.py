"""Users and sessions: values and rules."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from huahua.accounts.errors import BadEmail, WeakPassword

PASSWORD_MIN_CHARACTERS = 8
PASSWORD_MAX_CHARACTERS = 256
"""A limit, because hashing an endless password is work that anybody could ask for."""
EMAIL_MAX_CHARACTERS = 254
SESSION_LIFETIME = timedelta(days=30)
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    DEVELOPER = "developer"
    USER = "user"
    FINANCE = "finance"
    SUPPORT = "support"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str
    name: str
    role: Role
    locale: str | None
    theme: str
    created_at: datetime
    disabled: bool = False
    portrait: str | None = None
    """The name of the picture that they are shown by."""


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    user_id: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str = ""
    """Where it began."""


def normal_email(email: str) -> str:
    """Trimmed and in lower case. Raises BadEmail."""
    email = email.strip().lower()
    if len(email) > EMAIL_MAX_CHARACTERS or not _EMAIL.fullmatch(email):
        raise BadEmail("that is not an e-mail address")
    return email


def check_password(password: str, email: str) -> None:
    """Length is what counts (NIST SP 800-63B §5.1.1.2). Raises WeakPassword."""
    if len(password) < PASSWORD_MIN_CHARACTERS:
        raise WeakPassword(f"the password needs at least {PASSWORD_MIN_CHARACTERS} characters")
    if len(password) > PASSWORD_MAX_CHARACTERS:
        raise WeakPassword(f"the password may have at most {PASSWORD_MAX_CHARACTERS} characters")
    if password.strip().lower() == email:
        raise WeakPassword("the password may not be the e-mail address")


def new_session_token() -> str:
    return secrets.token_urlsafe(32)


def new_setup_code() -> str:
    """Eight easy characters in two groups: 40 bits, and guesses are limited."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    code = "".join(secrets.choice(alphabet) for _ in range(8))
    return f"{code[:4]}-{code[4:]}"
