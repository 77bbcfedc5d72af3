"""versions of trained styles, teams that paint with them, avatars that are painted in them"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("styles", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("styles", sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("styles", sa.Column("team_id", sa.String(length=40), nullable=True))
    op.create_index("ix_styles_team_id", "styles", ["team_id"])
    op.add_column("avatar_steps", sa.Column("adapter", sa.String(length=80), nullable=True))


def downgrade() -> None:
    op.drop_column("avatar_steps", "adapter")
    op.drop_index("ix_styles_team_id", table_name="styles")
    for column in ("team_id", "digest", "revision"):
        op.drop_column("styles", column)
