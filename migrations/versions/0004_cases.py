"""cases of failed attempts; providers may have several keys"""

import sqlalchemy as sa
from alembic import op

from huahua.infra.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("upstream", sa.String(length=320), nullable=False),
        sa.Column("provider", sa.String(length=100), nullable=False),
        sa.Column("upstream_model", sa.String(length=200), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("elapsed_ms", sa.Integer(), nullable=False),
        sa.Column("next", sa.String(length=320), nullable=True),
        sa.Column("served_by", sa.String(length=320), nullable=True),
        sa.Column("visible", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_request_id", "cases", ["request_id"])
    op.create_index("ix_cases_provider_id", "cases", ["provider", "id"])
    op.create_index("ix_cases_kind_id", "cases", ["kind", "id"])
    op.add_column("providers", sa.Column("more_api_keys_sealed", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("providers", "more_api_keys_sealed")
    op.drop_table("cases")
