"""A planned meeting knows from when it was moved, and whether the volunteer said that the new time suits."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

COLUMNS = ("moved_at", "moved_from_at", "confirmed_at")


def upgrade() -> None:
    """Add the columns; what was moved before asks nobody afterwards."""
    for column in COLUMNS:
        op.add_column("planned_meeting", sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for column in reversed(COLUMNS):
        op.drop_column("planned_meeting", column)
