"""what members may spend of their team's wallet, and notices by e-mail"""

import sqlalchemy as sa
from alembic import op

from huahua.infra.db import UtcDateTime

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

WANTED = sa.text("letter = 'wanted'")


def upgrade() -> None:
    op.add_column("team_members", sa.Column("spend_micros", sa.BigInteger(), nullable=True))
    op.add_column("team_members", sa.Column("spend_period", sa.String(length=10), nullable=True))
    _widen(80)  # `cap:<team>/<person>`
    op.add_column("billing_notices", sa.Column("letter", sa.String(length=10), nullable=True))
    op.add_column("billing_notices", sa.Column("letter_after", UtcDateTime(timezone=True), nullable=True))
    op.add_column(
        "billing_notices", sa.Column("letter_tries", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_index(
        "ix_billing_notices_letter",
        "billing_notices",
        ["letter_after"],
        postgresql_where=WANTED,
        sqlite_where=WANTED,
    )
    op.add_column(
        "funding_wishes", sa.Column("letters", sa.Boolean(), server_default=sa.true(), nullable=False)
    )


def _widen(characters: int) -> None:
    """SQLite takes texts of any length into any column."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("spend_budgets", "user_id", type_=sa.String(length=characters))


def downgrade() -> None:
    op.drop_column("funding_wishes", "letters")
    op.drop_index("ix_billing_notices_letter", table_name="billing_notices")
    for name in ("letter_tries", "letter_after", "letter"):
        op.drop_column("billing_notices", name)
    op.execute("DELETE FROM spend_budgets WHERE user_id LIKE '%/%'")
    _widen(40)
    op.drop_column("team_members", "spend_period")
    op.drop_column("team_members", "spend_micros")
