"""What the gallery holds of a person. Bytes that no picture names any more go with the next sweep."""

from huahua.infra.personal import Holding, Register, Retained, RetentionClass, through
from huahua.painting.store import brands, collected, collection_shares, collections, pictures, signatures

REGISTER = Register(
    holdings=(
        Holding("brands", brands, hidden=("user_id", "logo_digest")),
        Holding("collection_pictures", collected, of=through(collected, "collection_id", collections)),
        Holding(
            "collection_shares",
            collection_shares,
            of=through(collection_shares, "collection_id", collections),
        ),
        Holding("collections", collections, hidden=("user_id",)),
        Holding("picture_signatures", signatures, exported=False),
        Holding("pictures", pictures, hidden=("user_id", "words", "mask_digest", "made_of", "signed")),
    ),
    retained=(Retained(RetentionClass.PICTURES, pictures, "created_at"),),
)
