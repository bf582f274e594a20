"""The day on which somebody of the staff left, so that the network of earlier months still holds them."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Whoever has left already did so, at the latest, on the day of the last change of their row."""
    op.add_column("staff_member", sa.Column("left_on", sa.Date(), nullable=True))
    day = "date(updated_at)"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('lotsen.region', '*', true)")  # without a region no row is there
        day = "(updated_at AT TIME ZONE 'Europe/Berlin')::date"
    op.execute(f"UPDATE staff_member SET left_on = {day} WHERE NOT is_active")


def downgrade() -> None:
    """Take the column away again."""
    op.drop_column("staff_member", "left_on")
