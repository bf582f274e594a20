"""Meetings and Einsätze that a tandem has planned, with day, time and a sealed place."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add the table, closed to other regions on PostgreSQL."""
    op.create_table(
        "planned_meeting",
        sa.Column("tandem_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("planned_by", sa.String(length=12), nullable=False),
        sa.Column("invitations", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('treffen', 'einsatz')", name=op.f("ck_planned_meeting_kind")),
        sa.CheckConstraint(
            "status IN ('geplant', 'stattgefunden', 'ausgefallen', 'abgesagt')", name=op.f("ck_planned_meeting_status")
        ),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name=op.f("ck_planned_meeting_minutes")),
        sa.ForeignKeyConstraint(
            ["region_id", "tandem_id"], ["tandem.region_id", "tandem.id"],
            name=op.f("fk_planned_meeting_region_id_tandem_id"),
            ondelete="CASCADE", initially="DEFERRED", deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_planned_meeting_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_meeting")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_planned_meeting_region_id_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_planned_meeting_tandem_id"), "planned_meeting", ["tandem_id"], unique=False)
    op.create_index(
        "ix_planned_meeting_open", "planned_meeting", ["region_id", "status", "begins_at"], unique=False
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE "planned_meeting" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "planned_meeting" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY one_region ON "planned_meeting" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """Take it away again; on PostgreSQL the policy goes with its table."""
    op.drop_table("planned_meeting")
