"""usage lines count characters and seconds of sound, and keep cost, price, route and attempts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


COUNTS = ("characters", "audio_seconds")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("usage_lines", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "usage_lines", sa.Column("cost_micros", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("usage_lines", sa.Column("currency", sa.String(length=3), nullable=True))
    op.add_column("usage_lines", sa.Column("price", JSON, nullable=True))
    op.add_column(
        "usage_lines", sa.Column("route_reason", sa.String(length=60), server_default="", nullable=False)
    )
    op.add_column(
        "usage_lines", sa.Column("cache", sa.String(length=10), server_default="off", nullable=False)
    )
    op.add_column("usage_lines", sa.Column("attempts", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "spend_budgets",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("granted_micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "period", name=op.f("pk_spend_budgets")),
    )


def downgrade() -> None:
    op.drop_table("spend_budgets")
    for name in ("attempts", "cache", "route_reason", "price", "currency", "cost_micros", *COUNTS):
        op.drop_column("usage_lines", name)
