"""providers of the page, counts that processes share, room for sealed names of keys and agents of sessions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
SEALED = [("api_keys", "name", 200), ("sessions", "user_agent", 400), ("sessions", "address", 45)]


def upgrade() -> None:
    op.create_table(
        "oidc_providers",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=500), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("allowed_domains", JSON, nullable=False),
        sa.Column("create_users", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("role_claim", sa.String(length=200), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_oidc_providers")),
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    passing = ["UNLOGGED"] if postgres else []  # counts of the last minutes: not worth a disk's wait
    op.create_table(
        "rate_buckets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("filled_at", sa.Float(), nullable=False),
        sa.Column("full_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rate_buckets")),
        prefixes=passing,
    )
    op.create_table(
        "running_calls",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", "call", name=op.f("pk_running_calls")),
        prefixes=passing,
    )
    if postgres:  # SQLite does not hold a text to its column's length
        for table, column, length in SEALED:
            op.alter_column(table, column, existing_type=sa.String(length), type_=sa.Text())


def downgrade() -> None:
    op.drop_table("running_calls")
    op.drop_table("rate_buckets")
    op.drop_table("oidc_providers")
