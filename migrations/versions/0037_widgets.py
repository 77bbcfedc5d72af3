"""chat widgets for other web sites, and whose visitors a conversation is with"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from huahua.infra.db import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("guest_of", sa.String(length=40), nullable=True))
    op.create_index("ix_conversations_guest_of_updated_at", "conversations", ["guest_of", "updated_at"])
    op.create_table(
        "widgets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("greeting_zh", sa.Text(), nullable=False),
        sa.Column("greeting_en", sa.Text(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=True),
        sa.Column("tone", sa.String(length=20), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("paints", sa.Boolean(), nullable=False),
        sa.Column("face", _json(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("position", sa.String(length=10), nullable=False),
        sa.Column("origins", _json(), nullable=False),
        sa.Column("visitor_hourly", sa.Integer(), nullable=False),
        sa.Column("daily", sa.Integer(), nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("spend_period", sa.String(length=10), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_widgets")),
    )
    op.create_index(op.f("ix_widgets_user_id"), "widgets", ["user_id"])
    op.create_table(
        "widget_visitors",
        sa.Column("widget_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["widget_id"],
            ["widgets.id"],
            name=op.f("fk_widget_visitors_widget_id_widgets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("widget_id", "id", name=op.f("pk_widget_visitors")),
    )
    op.create_index("ix_widget_visitors_user_id", "widget_visitors", ["user_id"])
    op.create_table(
        "widget_counts",
        sa.Column("widget_id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("span", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["widget_id"], ["widgets.id"], name=op.f("fk_widget_counts_widget_id_widgets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("widget_id", "subject", "span", name=op.f("pk_widget_counts")),
    )


def downgrade() -> None:
    op.drop_table("widget_counts")
    op.drop_table("widget_visitors")
    op.drop_table("widgets")
    op.drop_index("ix_conversations_guest_of_updated_at", table_name="conversations")
    op.drop_column("conversations", "guest_of")
