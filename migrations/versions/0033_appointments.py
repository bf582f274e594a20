"""A request may ask for one appointment: when it is, how long it takes, and where, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

COLUMNS = ("appointment_at", "appointment_minutes", "appointment_place_sealed")


def upgrade() -> None:
    """Add the columns; no request that is there has an appointment."""
    op.add_column("help_request", sa.Column("appointment_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("help_request", sa.Column("appointment_minutes", sa.Integer(), nullable=True))
    op.add_column("help_request", sa.Column("appointment_place_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for column in reversed(COLUMNS):
        op.drop_column("help_request", column)
