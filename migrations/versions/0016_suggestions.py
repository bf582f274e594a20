"""What the matching suggests after every event: pairs, scarce people, and whom to look for."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

TABLES = ("recruiting_profile", "scarce_volunteer", "suggestion")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add recruiting_profile, scarce_volunteer, suggestion, each closed to other regions on PostgreSQL."""
    op.create_table(
        "recruiting_profile",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("other_ags", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=True),
        sa.Column("gender", sa.String(length=8), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("helps_count", sa.Integer(), nullable=False),
        sa.Column("adds", sa.Integer(), nullable=False),
        sa.Column("served_more", sa.Integer(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_recruiting_profile_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recruiting_profile")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_recruiting_profile_region_id_id")),
    )
    op.create_table(
        "scarce_volunteer",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("sole_requests", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_scarce_volunteer_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_scarce_volunteer_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scarce_volunteer")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_scarce_volunteer_region_id_id")),
        sa.UniqueConstraint("volunteer_id", name=op.f("uq_scarce_volunteer_volunteer_id")),
    )
    op.create_table(
        "suggestion",
        sa.Column("help_request_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "help_request_id"],
            ["help_request.region_id", "help_request.id"],
            name=op.f("fk_suggestion_region_id_help_request_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_suggestion_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_suggestion_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("help_request_id", name=op.f("uq_suggestion_help_request_id")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_suggestion_region_id_id")),
    )
    op.create_index(op.f("ix_suggestion_volunteer_id"), "suggestion", ["volunteer_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(TABLES):
        op.drop_table(table)
