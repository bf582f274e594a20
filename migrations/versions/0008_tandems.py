"""Proposals, tandems and meetings; one running exclusive tandem per request."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add proposal, tandem, meeting."""
    op.create_table(
        "proposal",
        sa.Column("help_request_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("later_on", sa.Date(), nullable=True),
        sa.Column("decline_reason", sa.String(length=30), nullable=True),
        sa.Column("reasons_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("decline_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('geplant', 'angefragt', 'spaeter', 'angenommen', 'abgelehnt', 'abgelaufen', 'zurueckgezogen')",
            name=op.f("ck_proposal_status"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "help_request_id"],
            ["help_request.region_id", "help_request.id"],
            name=op.f("fk_proposal_region_id_help_request_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_proposal_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_proposal_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_proposal_region_id_id")),
    )
    op.create_index("ix_proposal_due", "proposal", ["status", "answer_by"], unique=False)
    op.create_index(op.f("ix_proposal_help_request_id"), "proposal", ["help_request_id"], unique=False)
    op.create_index(op.f("ix_proposal_volunteer_id"), "proposal", ["volunteer_id"], unique=False)
    op.create_index(
        "uq_proposal_live",
        "proposal",
        ["help_request_id", "volunteer_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('geplant', 'angefragt', 'spaeter', 'angenommen')"),
        postgresql_where=sa.text("status IN ('geplant', 'angefragt', 'spaeter', 'angenommen')"),
    )
    op.create_table(
        "tandem",
        sa.Column("help_request_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_running", sa.Boolean(), nullable=False),
        sa.Column("is_exclusive", sa.Boolean(), nullable=False),
        sa.Column("first_meeting_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("volunteer_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("newcomer_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_released_by", sa.Uuid(), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("meetings_count", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=30), nullable=True),
        sa.Column("end_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "is_running = (status IN ('kennenlernen', 'erprobung', 'aktiv'))", name=op.f("ck_tandem_running")
        ),
        sa.CheckConstraint(
            "status IN ('kennenlernen', 'erprobung', 'aktiv', 'abgeschlossen', 'abgebrochen')",
            name=op.f("ck_tandem_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('aktiv', 'abgeschlossen') OR (volunteer_agreed_at IS NOT NULL AND newcomer_agreed_at IS NOT NULL)",
            name=op.f("ck_tandem_both_agreed"),
        ),
        sa.CheckConstraint("is_running OR end_reason IS NOT NULL", name=op.f("ck_tandem_coded_end")),
        sa.ForeignKeyConstraint(
            ["region_id", "help_request_id"],
            ["help_request.region_id", "help_request.id"],
            name=op.f("fk_tandem_region_id_help_request_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "proposal_id"],
            ["proposal.region_id", "proposal.id"],
            name=op.f("fk_tandem_region_id_proposal_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_tandem_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_tandem_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tandem")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_tandem_region_id_id")),
    )
    op.create_index(op.f("ix_tandem_help_request_id"), "tandem", ["help_request_id"], unique=False)
    op.create_index(op.f("ix_tandem_volunteer_id"), "tandem", ["volunteer_id"], unique=False)
    op.create_index(
        "uq_tandem_running",
        "tandem",
        ["help_request_id"],
        unique=True,
        sqlite_where=sa.text("is_running AND is_exclusive"),
        postgresql_where=sa.text("is_running AND is_exclusive"),
    )
    op.create_table(
        "meeting",
        sa.Column("tandem_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("reported_by", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "tandem_id"],
            ["tandem.region_id", "tandem.id"],
            name=op.f("fk_meeting_region_id_tandem_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_meeting_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_meeting_region_id_id")),
    )
    op.create_index(op.f("ix_meeting_tandem_id"), "meeting", ["tandem_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("meeting")
    op.drop_table("tandem")
    op.drop_table("proposal")
