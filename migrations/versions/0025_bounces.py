"""Mails that went out and came back later: when, and whether the address works at all."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the two columns."""
    op.add_column("notice", sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("bounce", sa.String(length=4), nullable=True))


def downgrade() -> None:
    """Take them away again; what came back stays a failure."""
    op.drop_column("notice", "bounce")
    op.drop_column("notice", "bounced_at")
