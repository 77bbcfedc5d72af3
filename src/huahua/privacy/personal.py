"""What content rules found in what a person said."""

from huahua.infra.personal import Holding, Register
from huahua.privacy.store import findings

REGISTER = Register(
    holdings=(Holding("content_findings", findings, hidden=("user_id", "digest", "decided_by", "note")),)
)
