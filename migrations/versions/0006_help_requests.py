"""Newcomers and help requests: needs and wishes are sealed, and no residence status exists."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add newcomer, help_request."""
    op.create_table(
        "newcomer",
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("case_manager_id", sa.Uuid(), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("alias_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_hint_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("age_band_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("gender_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("household_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("languages_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("accessibility_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("accommodation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ags"], ["municipality.ags"], name=op.f("fk_newcomer_ags")),
        sa.ForeignKeyConstraint(
            ["region_id", "case_manager_id"],
            ["account.region_id", "account.id"],
            name=op.f("fk_newcomer_region_id_case_manager_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_newcomer_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomer")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_newcomer_region_id_id")),
        sa.UniqueConstraint("region_id", "number", name=op.f("uq_newcomer_region_id_number")),
    )
    op.create_index(op.f("ix_newcomer_ags"), "newcomer", ["ags"], unique=False)
    op.create_index(op.f("ix_newcomer_case_manager_id"), "newcomer", ["case_manager_id"], unique=False)
    op.create_table(
        "help_request",
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("newcomer_id", sa.Uuid(), nullable=False),
        sa.Column("case_manager_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.String(length=30), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("is_exclusive", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("gender_is", sa.String(length=8), nullable=True),
        sa.Column("meeting_place", sa.String(length=20), nullable=True),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("is_remote_ok", sa.Boolean(), nullable=False),
        sa.Column("involves_minors", sa.Boolean(), nullable=False),
        sa.Column("needs_childcare", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("referred_by", sa.Uuid(), nullable=True),
        sa.Column("needs_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wants_gender_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("not_own_community_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('entwurf', 'offen', 'vorschlag', 'angefragt', 'kennenlernen', 'erprobung', 'aktiv', 'abgeschlossen', 'abgebrochen', 'nicht_vermittelbar', 'zurueckgezogen')",
            name=op.f("ck_help_request_status"),
        ),
        sa.CheckConstraint(
            "urgency IN ('heute_morgen', 'diese_woche', 'diesen_monat', 'laufend')",
            name=op.f("ck_help_request_urgency"),
        ),
        sa.ForeignKeyConstraint(["ags"], ["municipality.ags"], name=op.f("fk_help_request_ags")),
        sa.ForeignKeyConstraint(
            ["region_id", "case_manager_id"],
            ["account.region_id", "account.id"],
            name=op.f("fk_help_request_region_id_case_manager_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "newcomer_id"],
            ["newcomer.region_id", "newcomer.id"],
            name=op.f("fk_help_request_region_id_newcomer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_help_request_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_help_request_region_id_id")),
        sa.UniqueConstraint("region_id", "number", name=op.f("uq_help_request_region_id_number")),
    )
    op.create_index(op.f("ix_help_request_ags"), "help_request", ["ags"], unique=False)
    op.create_index(
        op.f("ix_help_request_case_manager_id"), "help_request", ["case_manager_id"], unique=False
    )
    op.create_index(
        "ix_help_request_list", "help_request", ["region_id", "status", "opened_at"], unique=False
    )
    op.create_index(op.f("ix_help_request_newcomer_id"), "help_request", ["newcomer_id"], unique=False)
    op.create_index(op.f("ix_help_request_referred_by"), "help_request", ["referred_by"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("help_request")
    op.drop_table("newcomer")
