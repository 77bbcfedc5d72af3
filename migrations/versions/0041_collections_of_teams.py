"""collections that teams see, and teams that show each other the same pictures"""

import sqlalchemy as sa
from alembic import op

from huahua.infra.db import UtcDateTime

revision = "0041"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collection_shares",
        sa.Column("collection_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("shared_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_collection_shares_collection_id_collections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_collection_shares_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "team_id", name=op.f("pk_collection_shares")),
    )
    op.create_index("ix_collection_shares_team_id", "collection_shares", ["team_id"])
    op.create_table(
        "picture_teams",
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_picture_teams_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_picture_teams")),
    )


def downgrade() -> None:
    op.drop_table("picture_teams")
    op.drop_table("collection_shares")
