"""collections, signatures to search by, what pictures were made of"""

import sqlalchemy as sa
from alembic import op

from huahua.infra.db import UtcDateTime

revision = "0031"
down_revision = "0032"
branch_labels = None
depends_on = None

PARTS = 32


def upgrade() -> None:
    op.add_column("pictures", sa.Column("made_of", sa.String(length=64), nullable=True))
    op.add_column("pictures", sa.Column("cached_from", sa.String(length=40), nullable=True))
    op.add_column("pictures", sa.Column("signed", sa.Boolean(), server_default="0", nullable=False))
    op.create_index("ix_pictures_user_id_made_of", "pictures", ["user_id", "made_of"])
    op.create_index("ix_pictures_user_id_signed", "pictures", ["user_id", "signed"])
    op.create_index("ix_pictures_user_id_bytes", "pictures", ["user_id", "bytes", "digest"])
    op.create_index(
        "ix_pictures_browsed",
        "pictures",
        ["user_id", "id", "origin", "starred", "model", "style", "width", "height", "created_at"],
    )
    op.create_table(
        "picture_signatures",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("picture_id", sa.String(length=40), nullable=False),
        *(sa.Column(f"s{part}", sa.BigInteger(), nullable=False) for part in range(PARTS)),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["pictures.id"],
            name=op.f("fk_picture_signatures_picture_id_pictures"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "picture_id", name=op.f("pk_picture_signatures")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_picture_signatures_picture_id", "picture_signatures", ["picture_id"])
    op.create_table(
        "collections",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
    )
    op.create_index("ix_collections_user_id", "collections", ["user_id"])
    op.create_table(
        "collection_pictures",
        sa.Column("collection_id", sa.String(length=40), nullable=False),
        sa.Column("picture_id", sa.String(length=40), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_collection_pictures_collection_id_collections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["pictures.id"],
            name=op.f("fk_collection_pictures_picture_id_pictures"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collection_id", "picture_id", name=op.f("pk_collection_pictures")),
    )
    op.create_index("ix_collection_pictures_picture_id", "collection_pictures", ["picture_id"])


def downgrade() -> None:
    op.drop_table("collection_pictures")
    op.drop_table("collections")
    op.drop_table("picture_signatures")
    for name in ("browsed", "user_id_bytes", "user_id_signed", "user_id_made_of"):
        op.drop_index(f"ix_pictures_{name}", table_name="pictures")
    for column in ("signed", "cached_from", "made_of"):
        op.drop_column("pictures", column)
