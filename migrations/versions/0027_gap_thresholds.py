"""From when on a rule calls something a gap, in a region and from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add gap_thresholds, closed to other regions on PostgreSQL."""
    op.create_table(
        "gap_thresholds",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_gap_thresholds_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_thresholds")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_gap_thresholds_region_id_id")),
        sa.UniqueConstraint("region_id", "valid_from", name=op.f("uq_gap_thresholds_region_id_valid_from")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE "gap_thresholds" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "gap_thresholds" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY one_region ON "gap_thresholds" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("gap_thresholds")
