"""The day on which an organisation closed, in place of the mere word that it is open: nothing could set that."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Whoever is closed already has been so, at the latest, since the day of the last change of their row."""
    op.add_column("organisation", sa.Column("closed_on", sa.Date(), nullable=True))
    day = "date(updated_at)"
    if _sees_all_rows():
        day = "(updated_at AT TIME ZONE 'Europe/Berlin')::date"
    op.execute(f"UPDATE organisation SET closed_on = {day} WHERE NOT is_active")
    op.drop_column("organisation", "is_active")


def downgrade() -> None:
    """Keep only that it is closed."""
    op.add_column("organisation", sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))
    _sees_all_rows()
    op.execute("UPDATE organisation SET is_active = (closed_on IS NULL)")
    op.drop_column("organisation", "closed_on")


def _sees_all_rows() -> bool:
    """Whether this is PostgreSQL, where no row is there until a region is named."""
    if op.get_bind().dialect.name != "postgresql":
        return False
    op.execute("SELECT set_config('lotsen.region', '*', true)")
    return True
