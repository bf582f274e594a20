"""Up to which week somebody's work list was looked at for the weekly mail."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add mail_wish.overview_on."""
    op.add_column("mail_wish", sa.Column("overview_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("mail_wish", "overview_on")
