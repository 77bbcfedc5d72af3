"""What the audit log holds of a person."""

from huahua.audit.store import entries
from huahua.infra.personal import Excused, Register

REGISTER = Register(
    excused=(
        Excused(
            entries,
            "it proves what was done to whom, its entries are chained so that none can be changed, and it names people "
            "by ids that lead to nobody once they are deleted; its own retention removes it",
        ),
    )
)
