"""Every area's tables, imported so that they are on `infra.db.metadata`. Used by migrations and tests."""

from huahua.accounts import store as accounts
from huahua.chat.store import tables as chat
from huahua.gateway import store as gateway
from huahua.gateway import usage_store as usage
from huahua.jobs import store as jobs
from huahua.painting import store as painting

__all__ = ["accounts", "chat", "gateway", "jobs", "painting", "usage"]
