"""A planned meeting knows when its people were asked by mail whether it took place."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add the column; of what was over more than a week ago nobody is asked any more."""
    op.add_column("planned_meeting", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("planned_meeting", "asked_at")
