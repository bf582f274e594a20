"""What counts how much in the matching of a region, from which day on."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add matching_weights, closed to other regions on PostgreSQL."""
    op.create_table(
        "matching_weights",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("waiting_points", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("waiting_points BETWEEN 0 AND 20", name=op.f("ck_matching_weights_waiting_points")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_matching_weights_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_weights")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_matching_weights_region_id_id")),
        sa.UniqueConstraint("region_id", "valid_from", name=op.f("uq_matching_weights_region_id_valid_from")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE "matching_weights" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "matching_weights" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY one_region ON "matching_weights" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("matching_weights")
