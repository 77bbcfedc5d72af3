"""The face of accounts for other areas. Edges take identities from `infra.identity`."""

from huahua.accounts.authentication import AccountAuthenticator
from huahua.accounts.domain import Role, User
from huahua.accounts.errors import AccountError, WrongCredentials
from huahua.accounts.keys.domain import ApiKey
from huahua.accounts.keys.service import KeyService
from huahua.accounts.keys.store import ApiKeyStore
from huahua.accounts.limits.service import CustomerLimits
from huahua.accounts.limits.store import LimitStore
from huahua.accounts.passwords import Passwords
from huahua.accounts.problems import account_problems
from huahua.accounts.service import AccountService
from huahua.accounts.store import AccountStore
from huahua.accounts.teams.service import TeamService
from huahua.accounts.teams.store import TeamStore
from huahua.infra.identity import Identity, require_user

__all__ = [
    "AccountAuthenticator",
    "AccountError",
    "AccountService",
    "AccountStore",
    "ApiKey",
    "ApiKeyStore",
    "CustomerLimits",
    "Identity",
    "KeyService",
    "LimitStore",
    "Passwords",
    "Role",
    "TeamService",
    "TeamStore",
    "User",
    "WrongCredentials",
    "account_problems",
    "require_user",
]
