"""Organisations and their staff: the paid half of the network."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add organisation, staff_member."""
    op.create_table(
        "organisation",
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("mail", sa.String(length=120), nullable=True),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("municipalities", sa.JSON(), nullable=False),
        sa.Column("target_groups", sa.JSON(), nullable=False),
        sa.Column("is_women_only", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ags"], ["municipality.ags"], name=op.f("fk_organisation_ags")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_organisation_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_organisation_region_id_id")),
        sa.UniqueConstraint("region_id", "name", "ags", name=op.f("uq_organisation_region_id_name_ags")),
    )
    op.create_index(op.f("ix_organisation_kind"), "organisation", ["kind"], unique=False)
    op.create_table(
        "staff_member",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("weekly_hours", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("municipalities", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mail_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "weekly_hours IS NULL OR weekly_hours BETWEEN 0 AND 60", name=op.f("ck_staff_member_weekly_hours")
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "account_id"],
            ["account.region_id", "account.id"],
            name=op.f("fk_staff_member_region_id_account_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "deputy_id"],
            ["staff_member.region_id", "staff_member.id"],
            name=op.f("fk_staff_member_region_id_deputy_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "organisation_id"],
            ["organisation.region_id", "organisation.id"],
            name=op.f("fk_staff_member_region_id_organisation_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_staff_member_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_staff_member_region_id_id")),
    )
    op.create_index(op.f("ix_staff_member_account_id"), "staff_member", ["account_id"], unique=False)
    op.create_index(op.f("ix_staff_member_deputy_id"), "staff_member", ["deputy_id"], unique=False)
    op.create_index(
        op.f("ix_staff_member_organisation_id"), "staff_member", ["organisation_id"], unique=False
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("staff_member")
    op.drop_table("organisation")
