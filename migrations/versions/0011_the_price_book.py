"""the price book: versions, groups of customers; usage lines keep every meter and what the vendor takes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from huahua.infra.db import UtcDateTime

revision = "0011"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
METERS = (
    "cache_write_1h_tokens",
    "audio_input_tokens",
    "audio_output_tokens",
    "pages",
    "inference_ms",
    "memory_gib_ms",
)


def upgrade() -> None:
    op.create_table(
        "price_books",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("effective_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=40), nullable=True),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_books")),
        sa.UniqueConstraint("number", name=op.f("uq_price_books_number")),
    )
    op.create_index("ix_price_books_state_effective_at", "price_books", ["state", "effective_at"])
    op.create_table(
        "price_customers",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("group_name", sa.String(length=40), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_price_customers")),
    )
    op.create_table(
        "billing_stamps",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_billing_stamps")),
    )
    for name in METERS:
        op.add_column("usage_lines", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column("usage_lines", sa.Column("vendor_micros", sa.BigInteger(), nullable=True))
    op.add_column("usage_lines", sa.Column("vendor_currency", sa.String(length=3), nullable=True))
    op.add_column(
        "usage_lines", sa.Column("picture", sa.String(length=40), server_default="", nullable=False)
    )


def downgrade() -> None:
    for name in ("picture", "vendor_currency", "vendor_micros", *reversed(METERS)):
        op.drop_column("usage_lines", name)
    op.drop_table("billing_stamps")
    op.drop_table("price_customers")
    op.drop_table("price_books")
