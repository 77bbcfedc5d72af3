"""what the usage lines of a day add up to, so that a report need not read a million of them"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

SUMS = (
    "calls",
    "failed",
    "cost_micros",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images",
    "characters",
    "audio_seconds",
)


def upgrade() -> None:
    op.create_table(
        "usage_days",
        sa.Column("day", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("key_id", sa.String(40), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
        sa.PrimaryKeyConstraint("day", "user_id", "key_id", "model", "currency", name=op.f("pk_usage_days")),
    )
    op.create_table(
        "usage_day_states",
        sa.Column("day", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_up", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_usage_day_states")),
    )


def downgrade() -> None:
    op.drop_table("usage_day_states")
    op.drop_table("usage_days")
