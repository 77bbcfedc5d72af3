"""What the gallery holds of a person. Bytes that no picture names any more go with the next sweep.

A brand of a team is the team's: it stays, and names its maker no more. Collections that were shown to a team are lent,
not given: the pictures in them are the person's and go with them.
"""

from sqlalchemy import ColumnElement

from huahua.infra.personal import Fate, Holding, Register, Retained, RetentionClass, through
from huahua.painting.store import brands, collected, collection_shares, collections, pictures, signatures


def _own_brands(user_id: str) -> ColumnElement[bool]:
    return (brands.c.user_id == user_id) & brands.c.team_id.is_(None)


def _team_brands(user_id: str) -> ColumnElement[bool]:
    return (brands.c.user_id == user_id) & brands.c.team_id.is_not(None)


REGISTER = Register(
    holdings=(
        Holding("brands", brands, of=_own_brands, hidden=("user_id", "logo_digest")),
        Holding(
            "team_brands",
            brands,
            of=_team_brands,
            hidden=("user_id", "logo_digest"),
            fate=Fate.PSEUDONYMISED,
        ),
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
