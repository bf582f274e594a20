"""Columns that nothing ever read: what a question may need one day is added on that day."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Take four columns away."""
    op.drop_column("newcomer", "closed_on")
    op.drop_column("region_policy", "open_requests_limit")
    op.drop_column("municipality", "valid_to")
    op.drop_column("municipality", "valid_from")


def downgrade() -> None:
    """Add them again, empty or as they began."""
    op.add_column("municipality", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("municipality", sa.Column("valid_to", sa.Date(), nullable=True))
    op.add_column(
        "region_policy", sa.Column("open_requests_limit", sa.Integer(), nullable=False, server_default=sa.text("40"))
    )
    op.add_column("newcomer", sa.Column("closed_on", sa.Date(), nullable=True))
