"""plans, subscriptions, top-up codes, notices, wishes for automatic top-up"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from huahua.infra.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TABLES = (
    "plans",
    "subscriptions",
    "top_up_batches",
    "top_up_codes",
    "code_guesses",
    "billing_notices",
    "funding_wishes",
)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("terms", JSON, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("name", name=op.f("uq_plans_name")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("open_user_id", sa.String(length=40), nullable=True),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("plan_name", sa.String(length=100), nullable=False),
        sa.Column("terms", JSON, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("anchor", UtcDateTime(timezone=True), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("period_start", UtcDateTime(timezone=True), nullable=False),
        sa.Column("period_end", UtcDateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("next_plan_id", sa.String(length=40), nullable=True),
        sa.Column("used_before", JSON, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("open_user_id", name=op.f("uq_subscriptions_open_user_id")),
    )
    op.create_index("ix_subscriptions_user_id", "subscriptions", ["user_id"])
    op.create_index("ix_subscriptions_state_period_end", "subscriptions", ["state", "period_end"])
    op.create_table(
        "top_up_batches",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("grant_days", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_top_up_batches")),
    )
    op.create_table(
        "top_up_codes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("batch_id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=8), nullable=False),
        sa.Column("used_by", sa.String(length=40), nullable=True),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_top_up_codes")),
        sa.UniqueConstraint("hash", name=op.f("uq_top_up_codes_hash")),
    )
    op.create_index("ix_top_up_codes_batch_id", "top_up_codes", ["batch_id"])
    op.create_table(
        "code_guesses",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_code_guesses")),
    )
    op.create_table(
        "billing_notices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("occasion", sa.String(length=100), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_notices")),
        sa.UniqueConstraint(
            "user_id", "kind", "occasion", name=op.f("uq_billing_notices_user_id_kind_occasion")
        ),
    )
    op.create_table(
        "funding_wishes",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("low_balance_micros", sa.BigInteger(), nullable=False),
        sa.Column("top_up_below_micros", sa.BigInteger(), nullable=True),
        sa.Column("top_up_micros", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_funding_wishes")),
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
