"""Long runs of the matching: how far one is, when its job was heard of last, and how often one was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Add the columns; runs that wait are taken up anew."""
    none = sa.text("0")
    op.add_column("matching_run", sa.Column("done_percent", sa.Integer(), server_default=none, nullable=False))
    op.add_column("matching_run", sa.Column("tries_count", sa.Integer(), server_default=none, nullable=False))
    op.add_column("matching_run", sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for column in ("beat_at", "tries_count", "done_percent"):
        op.drop_column("matching_run", column)
