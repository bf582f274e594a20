"""The day on which somebody of the staff left, so that the network of earlier months still holds them."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Whoever has left already did so, at the latest, on the day of the last change of their row."""
    op.add_column("staff_member", sa.Column("left_on", sa.Date(), nullable=True))
    op.execute("UPDATE staff_member SET left_on = date(updated_at) WHERE NOT is_active")


def downgrade() -> None:
    """Take the column away again."""
    op.drop_column("staff_member", "left_on")
