"""data keys, how far sealing has come, leases; room for sealed titles, names and e-mails"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "keysets",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.Column("updated_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keysets")),
    )
    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("retired_at", Moment, nullable=True),
        sa.Column("dropped_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
    )
    op.create_table(
        "resealing",
        sa.Column("table_name", sa.String(100), nullable=False),
        sa.Column("key_id", sa.String(8), nullable=False),
        sa.Column("cursor", JSON, nullable=True),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_seen", sa.Integer(), nullable=False),
        sa.Column("values_sealed", sa.Integer(), nullable=False),
        sa.Column("finished_at", Moment, nullable=True),
        sa.Column("updated_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_resealing")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("holder", sa.String(60), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.add_column("users", sa.Column("email_hash", sa.String(64), nullable=True))
    op.create_index("ix_users_email_hash", "users", ["email_hash"], unique=True)
    if op.get_bind().dialect.name == "postgresql":  # SQLite holds nobody to a length
        op.alter_column("conversations", "title", type_=sa.Text())
        op.alter_column("users", "email", type_=sa.Text())
        op.alter_column("users", "name", type_=sa.Text())


def downgrade() -> None:
    """Sealed values stay sealed: go back only with a backup from before."""
    op.drop_index("ix_users_email_hash", "users")
    op.drop_column("users", "email_hash")
    for name in ("leases", "resealing", "data_keys", "keysets"):
        op.drop_table(name)
