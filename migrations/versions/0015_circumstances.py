"""The circumstances of a proposal: how many were possible, which weights counted, which rules were bent."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Proposals of before keep their reasons and have no circumstances."""
    op.add_column("proposal", sa.Column("circumstances_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("proposal") as table:
        table.drop_column("circumstances_sealed")
