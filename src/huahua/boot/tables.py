"""Every area's tables, imported so that they are on `infra.db.metadata`. Used by migrations and tests."""

from huahua.accounts import store as accounts
from huahua.accounts.keys import store as keys
from huahua.accounts.limits import store as limits
from huahua.accounts.signin import attempts as sign_in_attempts
from huahua.accounts.signin import link_store as account_links
from huahua.accounts.signin import store as sign_in
from huahua.accounts.signin.oidc import provider_store as oidc_providers
from huahua.accounts.signin.oidc import store as linked_identities
from huahua.accounts.teams import tables as teams
from huahua.accounts.tokens import store as tokens
from huahua.audit import store as audit
from huahua.avatars.files import store as avatar_files
from huahua.avatars.projects import store as avatar_projects
from huahua.avatars.training import store as training
from huahua.billing.invoices import store as invoices
from huahua.billing.ledger import tables as ledger
from huahua.billing.payments import store as payments
from huahua.billing.plans import store as plans
from huahua.billing.prices import store as prices
from huahua.chat.store import tables as chat
from huahua.gateway import routing_store as routing
from huahua.gateway import store as gateway
from huahua.gateway.admission import sql_counts as shared_counts
from huahua.gateway.batches import store as batches
from huahua.gateway.metering import budget_store as budgets
from huahua.gateway.metering import store as usage
from huahua.gateway.resilience import store as cases
from huahua.infra import leases
from huahua.infra.vault import tables as vault
from huahua.jobs import store as jobs
from huahua.ops.personal import store as personal
from huahua.painting import store as painting
from huahua.privacy import store as privacy
from huahua.widgets import store as widgets

__all__ = [
    "account_links",
    "accounts",
    "audit",
    "avatar_files",
    "avatar_projects",
    "batches",
    "budgets",
    "cases",
    "chat",
    "gateway",
    "invoices",
    "jobs",
    "keys",
    "leases",
    "ledger",
    "limits",
    "linked_identities",
    "oidc_providers",
    "painting",
    "payments",
    "personal",
    "plans",
    "prices",
    "privacy",
    "routing",
    "shared_counts",
    "sign_in",
    "sign_in_attempts",
    "teams",
    "tokens",
    "training",
    "usage",
    "vault",
    "widgets",
]
