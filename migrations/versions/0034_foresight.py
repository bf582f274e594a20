"""Suggestions that look ahead: whether to wait, in how many imagined futures a pair would cost somebody her place."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Add the columns; what stands there is computed anew within a minute."""
    no, none = sa.text("false"), sa.text("0")
    op.add_column("suggestion", sa.Column("is_foreseen", sa.Boolean(), server_default=no, nullable=False))
    op.add_column("suggestion", sa.Column("lost_futures", sa.Integer(), server_default=none, nullable=False))
    op.add_column("suggestion", sa.Column("wait_until_on", sa.Date(), nullable=True))
    op.add_column("scarce_volunteer", sa.Column("yearly_sole_count", sa.Integer(), server_default=none, nullable=False))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("scarce_volunteer", "yearly_sole_count")
    for column in ("wait_until_on", "lost_futures", "is_foreseen"):
        op.drop_column("suggestion", column)
