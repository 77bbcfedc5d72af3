"""for which kind of network a trained style was made"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("styles", sa.Column("family", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("styles", "family")
