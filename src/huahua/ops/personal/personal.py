"""What the tables of this area hold of a person."""

from huahua.infra.personal import Excused, Holding, Register
from huahua.ops.personal.store import erasures, person_exports

REGISTER = Register(
    holdings=(Holding("exports", person_exports, hidden=("user_id",)),),
    excused=(
        Excused(
            erasures,
            "it is what the deletion itself goes by; when that is finished it holds the pseudonym only",
        ),
    ),
)
