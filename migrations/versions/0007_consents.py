"""Consents as objects, one running consent per person and purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add consent."""
    op.create_table(
        "consent",
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("newcomer_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("witness_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(volunteer_id IS NULL) <> (newcomer_id IS NULL)", name=op.f("ck_consent_one_person")
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "newcomer_id"],
            ["newcomer.region_id", "newcomer.id"],
            name=op.f("fk_consent_region_id_newcomer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_consent_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_consent_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_consent_region_id_id")),
    )
    op.create_index(op.f("ix_consent_newcomer_id"), "consent", ["newcomer_id"], unique=False)
    op.create_index(op.f("ix_consent_volunteer_id"), "consent", ["volunteer_id"], unique=False)
    op.create_index(
        "uq_consent_running_newcomer",
        "consent",
        ["newcomer_id", "purpose"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "uq_consent_running_volunteer",
        "consent",
        ["volunteer_id", "purpose"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("consent")
