"""brands"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from huahua.infra.db import UtcDateTime

revision = "0036"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brands",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.Column("wish", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("logo_digest", sa.String(length=64), nullable=True),
        sa.Column("logo_width", sa.Integer(), nullable=True),
        sa.Column("logo_height", sa.Integer(), nullable=True),
        sa.Column("logo_bytes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_brands_team_id_teams"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["logo_digest"], ["blobs.digest"], name=op.f("fk_brands_logo_digest_blobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brands")),
    )
    op.create_index(op.f("ix_brands_user_id"), "brands", ["user_id"])
    op.create_index(op.f("ix_brands_team_id"), "brands", ["team_id"])
    op.create_index(op.f("ix_brands_logo_digest"), "brands", ["logo_digest"])


def downgrade() -> None:
    op.drop_table("brands")
