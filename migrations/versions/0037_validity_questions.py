"""A question about a request that is valid until a day only: which end of its validity it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Add the column; questions that are there are about long waits."""
    op.add_column("interest_question", sa.Column("valid_until", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("interest_question", "valid_until")
