"""pictures of people"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("portrait", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "portrait")
