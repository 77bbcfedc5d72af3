"""The face of accounts for other areas. Edges take identities from `infra.identity`."""

from huahua.accounts.authentication import AccountAuthenticator
from huahua.accounts.domain import ApiKey, Role, User
from huahua.accounts.errors import AccountError
from huahua.accounts.passwords import Passwords
from huahua.accounts.service import AccountService
from huahua.accounts.store import AccountStore
from huahua.infra.identity import Identity, require_user

__all__ = [
    "AccountAuthenticator",
    "AccountError",
    "AccountService",
    "AccountStore",
    "ApiKey",
    "Identity",
    "Passwords",
    "Role",
    "User",
    "require_user",
]
