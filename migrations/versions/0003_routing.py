"""model rows have price, cost, region, classes of data, scores and nearness; routes and scores of routing"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("models", sa.Column("price", JSON, nullable=True))
    op.add_column("models", sa.Column("cost", JSON, nullable=True))
    op.add_column("models", sa.Column("region", sa.String(length=50), nullable=True))
    op.add_column("models", sa.Column("data_classes", JSON, server_default="[]", nullable=False))
    op.add_column("models", sa.Column("quality", JSON, server_default="{}", nullable=False))
    op.add_column("models", sa.Column("near", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "routes",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rule", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_routes")),
    )
    op.create_table(
        "model_scores",
        sa.Column("key", sa.String(length=310), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Float(), nullable=True),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("down", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "kind", name=op.f("pk_model_scores")),
    )


def downgrade() -> None:
    op.drop_table("model_scores")
    op.drop_table("routes")
    for name in ("near", "quality", "data_classes", "region", "cost", "price"):
        op.drop_column("models", name)
