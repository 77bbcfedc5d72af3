"""copies that people ask for of their data, and deletions of people"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person_exports",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("run_id", sa.String(40), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_exports")),
    )
    op.create_index("ix_person_exports_user_id_id", "person_exports", ["user_id", "id"])
    op.create_index("ix_person_exports_expires_at", "person_exports", ["expires_at"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("pseudonym", sa.String(40), nullable=False),
        sa.Column("asked_by", sa.String(40), nullable=True),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("finished_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("ix_erasures_finished_at", "erasures", ["finished_at"])


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_table("person_exports")
