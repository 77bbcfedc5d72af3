"""What the gallery holds of a person. Bytes that no picture names any more go with the next sweep."""

from huahua.infra.personal import Holding, Register, Retained, RetentionClass
from huahua.painting.store import pictures

REGISTER = Register(
    holdings=(Holding("pictures", pictures, hidden=("user_id", "words", "mask_digest")),),
    retained=(Retained(RetentionClass.PICTURES, pictures, "created_at"),),
)
