"""The tables of usage lines and of their sums by day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, text

from huahua.infra.db import Json, UtcDateTime, metadata

UNPOSTED = "ix_usage_lines_unposted"
_unposted = text("wallet_id IS NOT NULL AND posted_in IS NULL")
"""Lines that a wallet is to pay for and that are in no transaction of the ledger yet. There are few at any time."""
_of_a_team = text("team_id IS NOT NULL")
"""Most lines are of nobody's team, and an index of all would be written for each."""

usage_lines = Table(
    "usage_lines",
    metadata,
    Column("request_id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("key_id", String(40)),
    Column("model", String(200), nullable=False),
    Column("provider", String(100), nullable=False),
    Column("upstream_model", String(200), nullable=False),
    Column("dialect", String(20), nullable=False),
    Column("task", String(20), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("cache_read_tokens", Integer, nullable=False),
    Column("cache_write_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("reasoning_tokens", Integer, nullable=False),
    Column("images", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("error_code", String(60)),
    Column("latency_ms", Integer, nullable=False),
    Column("first_byte_ms", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("characters", Integer, nullable=False, server_default="0"),
    Column("audio_seconds", Integer, nullable=False, server_default="0"),
    Column("cost_micros", BigInteger, nullable=False, server_default="0"),
    Column("currency", String(3)),
    Column("price", Json),
    Column("route_reason", String(60), nullable=False, server_default=""),
    Column("cache", String(10), nullable=False, server_default="off"),
    Column("attempts", Integer, nullable=False, server_default="1"),
    Column("wallet_id", String(40)),
    Column("lease_id", String(40)),
    Column("charge_micros", BigInteger, nullable=False, server_default="0"),
    Column("broken", String(10), nullable=False, server_default=""),
    Column("posted_in", String(40)),
    Index(UNPOSTED, "wallet_id", postgresql_where=_unposted, sqlite_where=_unposted),
    Column("team_id", String(40)),
    Column("project_id", String(40)),
    Column("cache_write_1h_tokens", Integer, nullable=False, server_default="0"),
    Column("audio_input_tokens", Integer, nullable=False, server_default="0"),
    Column("audio_output_tokens", Integer, nullable=False, server_default="0"),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("inference_ms", Integer, nullable=False, server_default="0"),
    Column("memory_gib_ms", Integer, nullable=False, server_default="0"),
    Column("vendor_micros", BigInteger),
    Column("vendor_currency", String(3)),
    Column("picture", String(40), nullable=False, server_default=""),
    Index("ix_usage_lines_user_id_created_at", "user_id", "created_at"),
    Index("ix_usage_lines_created_at", "created_at"),
    Index(
        "ix_usage_lines_team_id_created_at",
        "team_id",
        "created_at",
        postgresql_where=_of_a_team,
        sqlite_where=_of_a_team,
    ),
)

SUMS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images",
    "characters",
    "audio_seconds",
)
"""Counts of a line that reports add up, beside calls, failures and cost."""

usage_days = Table(
    "usage_days",
    metadata,
    Column("day", UtcDateTime, primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("key_id", String(40), primary_key=True),
    Column("model", String(200), primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("cost_micros", BigInteger, nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in SUMS),
)
"""What the lines of a day that is over add up to. `day` is its beginning in UTC; empty texts stand for null."""

usage_day_states = Table(
    "usage_day_states",
    metadata,
    Column("day", UtcDateTime, primary_key=True),
    Column("added_up", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Whether `usage_days` speaks for all lines of a day. `version` goes up whenever a line of that day comes late."""
