"""Ties between organisations, staff and volunteers, for the network."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add tie."""
    op.create_table(
        "tie",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("from_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("from_staff_id", sa.Uuid(), nullable=True),
        sa.Column("from_volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("to_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("to_staff_id", sa.Uuid(), nullable=True),
        sa.Column("to_volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("is_directed", sa.Boolean(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("contact_count", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=True),
        sa.Column("intensity", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("municipalities", sa.JSON(), nullable=False),
        sa.Column("has_agreement", sa.Boolean(), nullable=False),
        sa.Column("stated_by", sa.Uuid(), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('fallverantwortung', 'falluebergabe', 'verweisberatung', 'runder_tisch', 'arbeitskreis', 'steuerungsgruppe', 'fachaufsicht', 'finanzierung', 'kooperationsvereinbarung', 'traegerschaft', 'schulung', 'patenschaft_lotseneinsatz', 'tandem_haupt_ehrenamt', 'datenaustausch', 'raumnutzung', 'sprachmittlung', 'informationsfluss')",
            name=op.f("ck_tie_kind"),
        ),
        sa.CheckConstraint(
            "(CASE WHEN from_organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN from_staff_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN from_volunteer_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_tie_from_one"),
        ),
        sa.CheckConstraint(
            "(CASE WHEN to_organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN to_staff_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN to_volunteer_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_tie_to_one"),
        ),
        sa.CheckConstraint("intensity BETWEEN 1 AND 4", name=op.f("ck_tie_intensity")),
        sa.ForeignKeyConstraint(
            ["region_id", "from_organisation_id"],
            ["organisation.region_id", "organisation.id"],
            name=op.f("fk_tie_region_id_from_organisation_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "from_staff_id"],
            ["staff_member.region_id", "staff_member.id"],
            name=op.f("fk_tie_region_id_from_staff_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "from_volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_tie_region_id_from_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "to_organisation_id"],
            ["organisation.region_id", "organisation.id"],
            name=op.f("fk_tie_region_id_to_organisation_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "to_staff_id"],
            ["staff_member.region_id", "staff_member.id"],
            name=op.f("fk_tie_region_id_to_staff_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "to_volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_tie_region_id_to_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_tie_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_tie_region_id_id")),
    )
    op.create_index(op.f("ix_tie_from_organisation_id"), "tie", ["from_organisation_id"], unique=False)
    op.create_index(op.f("ix_tie_from_staff_id"), "tie", ["from_staff_id"], unique=False)
    op.create_index(op.f("ix_tie_from_volunteer_id"), "tie", ["from_volunteer_id"], unique=False)
    op.create_index(op.f("ix_tie_last_contact_on"), "tie", ["last_contact_on"], unique=False)
    op.create_index(op.f("ix_tie_to_organisation_id"), "tie", ["to_organisation_id"], unique=False)
    op.create_index(op.f("ix_tie_to_staff_id"), "tie", ["to_staff_id"], unique=False)
    op.create_index(op.f("ix_tie_to_volunteer_id"), "tie", ["to_volunteer_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("tie")
