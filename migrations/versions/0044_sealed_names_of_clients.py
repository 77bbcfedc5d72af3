"""names of OAuth clients are sealed; a sealed one is longer. Names of before are sealed by the next re-sealing"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite does not hold a text to its column's length
        op.alter_column("oauth_clients", "name", existing_type=sa.String(200), type_=sa.Text())


def downgrade() -> None:
    """The column stays wide: a sealed name that is cut could not be opened again."""
