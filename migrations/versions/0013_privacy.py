"""masking policies, rules for content, what they found"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from huahua.infra.db import UtcDateTime

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "masking_policies",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("policy", _JSON, nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_masking_policies")),
    )
    op.create_table(
        "content_rules",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("rules", _JSON, nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_content_rules")),
    )
    op.create_table(
        "privacy_stamps",
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_privacy_stamps")),
    )
    op.create_table(
        "content_findings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=True),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_findings")),
        sa.UniqueConstraint("digest", name=op.f("uq_content_findings_digest")),
    )
    op.create_index("ix_content_findings_last_at", "content_findings", ["last_at", "id"])
    op.create_index("ix_content_findings_user_id", "content_findings", ["user_id"])


def downgrade() -> None:
    for table in ("content_findings", "privacy_stamps", "content_rules", "masking_policies"):
        op.drop_table(table)
