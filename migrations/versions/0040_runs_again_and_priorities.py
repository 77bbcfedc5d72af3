"""runs that are tried again, and priorities of runs"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
    op.add_column("runs", sa.Column("retried_by", sa.String(length=40), nullable=True))
    op.create_index("ix_runs_lane_priority_started_at", "runs", ["lane", "priority", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_runs_lane_priority_started_at", "runs")
    op.drop_column("runs", "retried_by")
    op.drop_column("runs", "priority")
