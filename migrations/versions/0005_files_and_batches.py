"""files, batches, and the answered lines of batches that go on; places at upstreams"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("models", sa.Column("max_concurrency", sa.Integer(), nullable=True))
    op.add_column("models", sa.Column("gather", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("providers", sa.Column("max_concurrency", sa.Integer(), nullable=True))
    op.create_table(
        "gateway_batch_lines",
        sa.Column("batch_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_gateway_batch_lines")),
    )
    op.create_table(
        "gateway_batches",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=True),
        sa.Column("endpoint", sa.String(length=40), nullable=False),
        sa.Column("input_file_id", sa.String(length=40), nullable=False),
        sa.Column("completion_window", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("output_file_id", sa.String(length=40), nullable=True),
        sa.Column("error_file_id", sa.String(length=40), nullable=True),
        sa.Column("errors", JSON, nullable=True),
        sa.Column("metadata", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_progress_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finalizing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelling_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_batches")),
    )
    op.create_index("ix_gateway_batches_status", "gateway_batches", ["status"], unique=False)
    op.create_index("ix_gateway_batches_user_id_id", "gateway_batches", ["user_id", "id"], unique=False)
    op.create_table(
        "gateway_files",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_files")),
    )
    op.create_index("ix_gateway_files_user_id_id", "gateway_files", ["user_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_gateway_files_user_id_id", table_name="gateway_files")
    op.drop_table("gateway_files")
    op.drop_index("ix_gateway_batches_user_id_id", table_name="gateway_batches")
    op.drop_index("ix_gateway_batches_status", table_name="gateway_batches")
    op.drop_table("gateway_batches")
    op.drop_table("gateway_batch_lines")
    op.drop_column("providers", "max_concurrency")
    for name in ("gather", "max_concurrency"):
        op.drop_column("models", name)
