"""Tables of the ledger. `ledger_transactions` and `ledger_entries` are only ever added to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from huahua.infra.db import Json, UtcDateTime, metadata

wallets = Table(
    "wallets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner_kind", String(10), nullable=False),
    Column("owner_id", String(40), nullable=False),
    Column("money_micros", BigInteger, nullable=False, server_default="0"),
    Column("grants_micros", BigInteger, nullable=False, server_default="0"),
    Column("leased_micros", BigInteger, nullable=False, server_default="0"),
    Column("credit_limit_micros", BigInteger, nullable=False, server_default="0"),
    Column("transactions", BigInteger, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_wallets_owner_kind_owner_id", "owner_kind", "owner_id", unique=True),
)
"""`money_micros` and `grants_micros` are projections of entries, `leased_micros` of leases, `transactions` is the
number of the last one."""

ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("wallet_id", String(40), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("source", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("memo", String(500), nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("balance_micros", BigInteger, nullable=False),
    Column("calls", Integer, nullable=False, server_default="0"),
    Column("actor_id", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_ledger_transactions_wallet_id_number", "wallet_id", "number", unique=True),
)
"""`number` counts a wallet's transactions from 1 without a gap. `micros` is what the wallet gained, `balance_micros`
what it had after that, money and grants."""

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("transaction_id", String(40), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("account", String(100), nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("grant_id", String(40)),
)

credit_grants = Table(
    "credit_grants",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("wallet_id", String(40), nullable=False),
    Column("granted_micros", BigInteger, nullable=False),
    Column("left_micros", BigInteger, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("memo", String(500), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_credit_grants_wallet_id", "wallet_id"),
    Index("ix_credit_grants_expires_at", "expires_at"),
)

wallet_leases = Table(
    "wallet_leases",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("wallet_id", String(40), nullable=False),
    Column("process_id", String(40), nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("deadline", UtcDateTime, nullable=False),
    Index("ix_wallet_leases_wallet_id", "wallet_id"),
    Index("ix_wallet_leases_process_id", "process_id"),
    Index("ix_wallet_leases_deadline", "deadline"),
)
"""What a process may spend of a wallet, and has spent in calls that are not posted yet."""

ledger_audits = Table(
    "ledger_audits",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("holds", Boolean),
    Column("report", Json),
)
"""The nightly audit of each day; the process that adds the row does it. `holds` is null until it has ended."""
