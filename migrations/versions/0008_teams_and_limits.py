"""teams with members, projects and invitations; keys belong to teams, have rules and rotate; limits of people and
teams; usage lines say for whose team and project a call was"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
KEY_COLUMNS = {
    "team_id": sa.String(40),
    "project_id": sa.String(40),
    "expires_at": sa.DateTime(timezone=True),
    "rules": JSON,
    "old_hash": sa.String(64),
    "old_prefix": sa.String(20),
    "old_until": sa.DateTime(timezone=True),
    "rotated_at": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.String(40), sa.ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.String(40), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_team_members_user_id", "team_members", ["user_id"])
    op.create_table(
        "projects",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("team_id", sa.String(40), sa.ForeignKey("teams.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_projects_team_id", "projects", ["team_id"])
    op.create_table(
        "team_invitations",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("team_id", sa.String(40), sa.ForeignKey("teams.id", ondelete="CASCADE"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("invited_by", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("team_id", "email_hash", name="uq_team_invitations_team_id_email"),
    )
    op.create_index("ix_team_invitations_email_hash", "team_invitations", ["email_hash"])
    op.create_table(
        "customer_limits",
        sa.Column("subject", sa.String(40), primary_key=True),
        sa.Column("requests_per_minute", sa.Integer(), nullable=False),
        sa.Column("tokens_per_minute", sa.Integer(), nullable=False),
        sa.Column("parallel_calls", sa.Integer(), nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("spend_period", sa.String(10), nullable=False),
    )
    for name, kind in KEY_COLUMNS.items():
        op.add_column("api_keys", sa.Column(name, kind, nullable=True))
    op.create_index("ix_api_keys_team_id", "api_keys", ["team_id"])
    op.create_index("ix_api_keys_prefix", "api_keys", ["prefix"])
    op.create_index("ix_api_keys_old_hash", "api_keys", ["old_hash"], unique=True)
    op.add_column("usage_lines", sa.Column("team_id", sa.String(40), nullable=True))
    op.add_column("usage_lines", sa.Column("project_id", sa.String(40), nullable=True))
    op.create_index(
        "ix_usage_lines_team_id_created_at",
        "usage_lines",
        ["team_id", "created_at"],
        sqlite_where=sa.text("team_id IS NOT NULL"),
        postgresql_where=sa.text("team_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_usage_lines_team_id_created_at", "usage_lines")
    for name in ("project_id", "team_id"):
        op.drop_column("usage_lines", name)
    for name in ("old_hash", "prefix", "team_id"):
        op.drop_index(f"ix_api_keys_{name}", "api_keys")
    for name in reversed(KEY_COLUMNS):
        op.drop_column("api_keys", name)
    for name in ("customer_limits", "team_invitations", "projects", "team_members", "teams"):
        op.drop_table(name)
