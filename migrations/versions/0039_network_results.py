"""What a job worked out of the network, for pages to read: one newest result of each kind."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

TABLE = "network_result"
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"
KINDS = ("assessment", "introductions", "collaboration", "course")


def upgrade() -> None:
    """Add the table, closed to other regions on PostgreSQL."""
    op.create_table(
        TABLE,
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_network_result_kind")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_network_result_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_result")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_network_result_region_id_id")),
        sa.UniqueConstraint("region_id", "kind", name=op.f("uq_network_result_region_id_kind")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f'ALTER TABLE "{TABLE}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{TABLE}" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY one_region ON "{TABLE}" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """Take it away again; on PostgreSQL its policy goes with it."""
    op.drop_table(TABLE)
