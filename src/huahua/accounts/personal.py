"""What accounts hold of a person. Their own row goes last: until then they can be found."""

from huahua.accounts.keys.store import api_keys
from huahua.accounts.signin.link_store import account_links
from huahua.accounts.signin.oidc.store import linked_identities
from huahua.accounts.signin.store import known_devices, recovery_codes, totp_factors
from huahua.accounts.store import sessions, users
from huahua.accounts.teams.tables import team_invitations, team_members
from huahua.accounts.tokens.store import oauth_clients
from huahua.infra.personal import Excused, Fate, Holding, Register

REGISTER = Register(
    holdings=(
        Holding("sessions", sessions, hidden=("user_id", "token_hash")),
        Holding("api_keys", api_keys, hidden=("user_id", "secret_hash", "old_hash")),
        Holding("oauth_clients", oauth_clients, hidden=("user_id", "secret_hash")),
        Holding("authenticator", totp_factors, hidden=("user_id", "secret", "last_step")),
        Holding("recovery_codes", recovery_codes, hidden=("user_id", "code_hash")),
        Holding("devices", known_devices, hidden=("user_id", "token_hash")),
        Holding("identities", linked_identities, hidden=("user_id",)),
        Holding("links", account_links, hidden=("user_id", "email_hash", "token_hash", "created_by")),
        Holding("links_given", account_links, owner="created_by", fate=Fate.PSEUDONYMISED, exported=False),
        Holding("teams", team_members, hidden=("user_id",)),
        Holding("profile", users, owner="id", hidden=("password_hash", "email_hash")),
    ),
    excused=(
        Excused(
            team_invitations, "it is of somebody who has no account yet, and ends by itself after some days"
        ),
    ),
)
