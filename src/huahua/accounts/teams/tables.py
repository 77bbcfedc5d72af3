"""Tables of teams: keys ask them, too."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from huahua.infra.db import UtcDateTime, metadata
from huahua.infra.vault import findable

teams = Table(
    "teams",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

team_members = Table(
    "team_members",
    metadata,
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("spend_micros", BigInteger),
    Column("spend_period", String(10)),
    Index("ix_team_members_user_id", "user_id"),
)
"""`spend_micros`: what the member may spend of the team's wallet in each `spend_period`; NULL is no cap."""

projects = Table(
    "projects",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

team_invitations = Table(
    "team_invitations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), nullable=False),
    Column("email", Text, nullable=False, info=findable("email_hash")),
    Column("email_hash", String(64), nullable=False, index=True),
    Column("role", String(10), nullable=False),
    Column("invited_by", String(40), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    UniqueConstraint("team_id", "email_hash", name="uq_team_invitations_team_id_email"),
)
