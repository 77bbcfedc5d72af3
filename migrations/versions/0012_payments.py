"""orders, refunds, saved payment methods, the books of the payment simulator"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "payment_orders",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("credit_micros", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("late", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("test", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("save_method", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("checkout", JSON, nullable=False),
        sa.Column("payment_ref", sa.String(length=200), nullable=True),
        sa.Column("confirmed_by", sa.String(length=40), nullable=True),
        sa.Column("refunded_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunded_credit_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("flag", sa.String(length=40), nullable=True),
        sa.Column("idempotency_key", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_orders")),
        sa.UniqueConstraint("provider", "payment_ref", name=op.f("uq_payment_orders_provider_payment_ref")),
        sa.UniqueConstraint(
            "user_id", "idempotency_key", name=op.f("uq_payment_orders_user_id_idempotency_key")
        ),
    )
    op.create_index("ix_payment_orders_next_look_at", "payment_orders", ["next_look_at"], unique=False)
    op.create_index("ix_payment_orders_user_id_id", "payment_orders", ["user_id", "id"], unique=False)
    op.create_table(
        "saved_payment_methods",
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("customer_ref", sa.String(length=200), nullable=False),
        sa.Column("method_ref", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("wallet_id", "provider", name=op.f("pk_saved_payment_methods")),
    )
    op.create_table(
        "simulated_payments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulated_payments")),
    )
    op.create_table(
        "payment_refunds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("credit_micros", sa.BigInteger(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("requested_by", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("provider_ref", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("idempotency_key", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["payment_orders.id"], name=op.f("fk_payment_refunds_order_id_payment_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_refunds")),
        sa.UniqueConstraint(
            "order_id", "idempotency_key", name=op.f("uq_payment_refunds_order_id_idempotency_key")
        ),
    )
    op.create_index("ix_payment_refunds_next_look_at", "payment_refunds", ["next_look_at"], unique=False)
    op.create_index(op.f("ix_payment_refunds_order_id"), "payment_refunds", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_payment_refunds_order_id"), table_name="payment_refunds")
    op.drop_index("ix_payment_refunds_next_look_at", table_name="payment_refunds")
    op.drop_table("payment_refunds")
    op.drop_table("simulated_payments")
    op.drop_table("saved_payment_methods")
    op.drop_index("ix_payment_orders_user_id_id", table_name="payment_orders")
    op.drop_index("ix_payment_orders_next_look_at", table_name="payment_orders")
    op.drop_table("payment_orders")
