"""wallets, the ledger, credit grants, leases; usage lines say which wallet pays and where they are posted"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_transactions", "ledger_entries")
UNPOSTED = sa.text("wallet_id IS NOT NULL AND posted_in IS NULL")


def upgrade() -> None:
    op.create_table(
        "wallets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("owner_kind", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column("money_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("grants_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("leased_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("credit_limit_micros", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("transactions", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallets")),
    )
    op.create_index("ix_wallets_owner_kind_owner_id", "wallets", ["owner_kind", "owner_id"], unique=True)
    op.create_table(
        "ledger_transactions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("balance_micros", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint("source", name=op.f("uq_ledger_transactions_source")),
    )
    op.create_index(
        "ix_ledger_transactions_wallet_id_number", "ledger_transactions", ["wallet_id", "number"], unique=True
    )
    op.create_table(
        "ledger_entries",
        sa.Column("transaction_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("grant_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("transaction_id", "position", name=op.f("pk_ledger_entries")),
    )
    op.create_table(
        "credit_grants",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("granted_micros", sa.BigInteger(), nullable=False),
        sa.Column("left_micros", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_grants")),
    )
    op.create_index("ix_credit_grants_wallet_id", "credit_grants", ["wallet_id"])
    op.create_index("ix_credit_grants_expires_at", "credit_grants", ["expires_at"])
    op.create_table(
        "wallet_leases",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("wallet_id", sa.String(length=40), nullable=False),
        sa.Column("process_id", sa.String(length=40), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_leases")),
    )
    for name in ("wallet_id", "process_id", "deadline"):
        op.create_index(f"ix_wallet_leases_{name}", "wallet_leases", [name])
    op.add_column("usage_lines", sa.Column("wallet_id", sa.String(length=40), nullable=True))
    op.add_column("usage_lines", sa.Column("lease_id", sa.String(length=40), nullable=True))
    op.add_column(
        "usage_lines", sa.Column("charge_micros", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("usage_lines", sa.Column("broken", sa.String(length=10), server_default="", nullable=False))
    op.add_column("usage_lines", sa.Column("posted_in", sa.String(length=40), nullable=True))
    op.create_index(
        "ix_usage_lines_unposted",
        "usage_lines",
        ["wallet_id"],
        postgresql_where=UNPOSTED,
        sqlite_where=UNPOSTED,
    )
    _forbid_changes()


def downgrade() -> None:
    op.drop_index("ix_usage_lines_unposted", "usage_lines")
    for name in ("posted_in", "broken", "charge_micros", "lease_id", "wallet_id"):
        op.drop_column("usage_lines", name)
    for name in ("wallet_leases", "credit_grants", *reversed(APPEND_ONLY), "wallets"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change")


def _forbid_changes() -> None:
    """What is booked stays: a mistake is put right by another transaction."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the ledger is only added to'; END $$"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END"
            )
