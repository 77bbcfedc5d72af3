"""avatar projects: steps, candidates, picks"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from huahua.infra.db import UtcDateTime

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "avatar_projects",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("chosen_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avatar_projects")),
    )
    op.create_index("ix_avatar_projects_user_id_updated_at", "avatar_projects", ["user_id", "updated_at"])
    op.create_table(
        "avatar_steps",
        sa.Column("project_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("spec", JSON, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("engine", sa.String(length=200), nullable=True),
        sa.Column("drawing", sa.String(length=80), nullable=True),
        sa.Column("locked", JSON, nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["avatar_projects.id"],
            name=op.f("fk_avatar_steps_project_id_avatar_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_avatar_steps")),
    )
    op.create_table(
        "avatar_candidates",
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=200), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["avatar_projects.id"],
            name=op.f("fk_avatar_candidates_project_id_avatar_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_avatar_candidates")),
    )
    op.create_index(op.f("ix_avatar_candidates_project_id"), "avatar_candidates", ["project_id"])
    op.create_table(
        "avatar_picks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("project_id", sa.String(length=40), nullable=False),
        sa.Column("picture_id", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=True),
        sa.Column("spec", JSON, nullable=False),
        sa.Column("shown", JSON, nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avatar_picks")),
    )
    op.create_index("ix_avatar_picks_user_id_at", "avatar_picks", ["user_id", "at"])


def downgrade() -> None:
    op.drop_table("avatar_picks")
    op.drop_table("avatar_candidates")
    op.drop_table("avatar_steps")
    op.drop_table("avatar_projects")
