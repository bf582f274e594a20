"""When somebody silent was asked a last time, before her engagement ends."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add interest_question.last_asked_at."""
    op.add_column("interest_question", sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("interest_question", "last_asked_at")
