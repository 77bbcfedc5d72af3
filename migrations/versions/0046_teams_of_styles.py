"""a trained style that a team could use goes back to its owner when the team is deleted"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

KEY = "fk_styles_team_id_teams"


def upgrade() -> None:
    # Teams that were deleted before are named still.
    op.execute("UPDATE styles SET team_id = NULL WHERE team_id NOT IN (SELECT id FROM teams)")
    with op.batch_alter_table("styles") as styles:
        styles.create_foreign_key(op.f(KEY), "teams", ["team_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("styles") as styles:
        styles.drop_constraint(op.f(KEY), type_="foreignkey")
