"""providers and models keep time-outs, queue lengths, hedging, weights of keys and the rule of the cache"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("models", sa.Column("max_waiting", sa.Integer(), nullable=True))
    op.add_column("models", sa.Column("hedge", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("models", sa.Column("hedge_after_s", sa.Float(), nullable=True))
    op.add_column("models", sa.Column("first_byte_timeout_s", sa.Float(), nullable=True))
    op.add_column("models", sa.Column("idle_timeout_s", sa.Float(), nullable=True))
    op.add_column("models", sa.Column("cache", JSON, nullable=True))
    op.add_column("providers", sa.Column("first_byte_timeout_s", sa.Float(), nullable=True))
    op.add_column("providers", sa.Column("max_waiting", sa.Integer(), nullable=True))
    op.add_column("providers", sa.Column("key_weights", JSON, server_default="[]", nullable=False))


def downgrade() -> None:
    for name in ("key_weights", "max_waiting", "first_byte_timeout_s"):
        op.drop_column("providers", name)
    for name in ("cache", "idle_timeout_s", "first_byte_timeout_s", "hedge_after_s", "hedge", "max_waiting"):
        op.drop_column("models", name)
