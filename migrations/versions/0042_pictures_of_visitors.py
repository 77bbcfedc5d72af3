"""which chat widget's visitor had a picture painted"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0039"
branch_labels = None
depends_on = None

BEFORE = ["user_id", "id", "origin", "starred", "model", "style", "width", "height", "created_at"]


def upgrade() -> None:
    op.add_column("pictures", sa.Column("guest_of", sa.String(length=40), nullable=True))
    # What was painted before is known by the conversation, as long as there is one.
    op.execute(
        "UPDATE pictures SET guest_of = (SELECT guest_of FROM conversations"
        " WHERE conversations.id = pictures.conversation_id)"
        " WHERE conversation_id IN (SELECT id FROM conversations WHERE guest_of IS NOT NULL)"
    )
    op.drop_index("ix_pictures_browsed", "pictures")
    op.create_index("ix_pictures_browsed", "pictures", [*BEFORE, "guest_of"])


def downgrade() -> None:
    op.drop_index("ix_pictures_browsed", "pictures")
    op.create_index("ix_pictures_browsed", "pictures", BEFORE)
    op.drop_column("pictures", "guest_of")
