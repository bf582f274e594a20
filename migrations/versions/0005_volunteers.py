"""Volunteers with both stages of sign-up; capacity is guarded by the database."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add volunteer, volunteer_language, volunteer_need, absence, erstgespraech, fuehrungszeugnis_check, qualification, sign_up_draft."""
    op.create_table(
        "volunteer",
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=30), nullable=True),
        sa.Column("mail_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("plz", sa.String(length=5), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("gender", sa.String(length=1), nullable=True),
        sa.Column("is_adult", sa.Boolean(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("target_groups", sa.JSON(), nullable=False),
        sa.Column("accepts_gender", sa.JSON(), nullable=False),
        sa.Column("works_with_minors", sa.Boolean(), nullable=False),
        sa.Column("weekly_hours", sa.String(length=8), nullable=True),
        sa.Column("rhythm", sa.String(length=12), nullable=True),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column("radius_km", sa.Integer(), nullable=False),
        sa.Column("mobility", sa.JSON(), nullable=False),
        sa.Column("is_remote", sa.Boolean(), nullable=False),
        sa.Column("experience", sa.JSON(), nullable=False),
        sa.Column("heard_from", sa.String(length=30), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken_count", sa.Integer(), nullable=False),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mail_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("courses_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("helper_group_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("community_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('interessiert', 'erstgespraech_geplant', 'in_pruefung', 'in_qualifizierung', 'freigegeben', 'pausiert', 'beendet', 'abgelehnt', 'anonymisiert')",
            name=op.f("ck_volunteer_status"),
        ),
        sa.CheckConstraint("radius_km BETWEEN 0 AND 200", name=op.f("ck_volunteer_radius")),
        sa.CheckConstraint("taken_count BETWEEN 0 AND capacity", name=op.f("ck_volunteer_capacity")),
        sa.ForeignKeyConstraint(["ags"], ["municipality.ags"], name=op.f("fk_volunteer_ags")),
        sa.ForeignKeyConstraint(
            ["region_id", "account_id"],
            ["account.region_id", "account.id"],
            name=op.f("fk_volunteer_region_id_account_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "organisation_id"],
            ["organisation.region_id", "organisation.id"],
            name=op.f("fk_volunteer_region_id_organisation_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_volunteer_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_volunteer_region_id_id")),
        sa.UniqueConstraint("region_id", "number", name=op.f("uq_volunteer_region_id_number")),
    )
    op.create_index(op.f("ix_volunteer_account_id"), "volunteer", ["account_id"], unique=False)
    op.create_index(op.f("ix_volunteer_ags"), "volunteer", ["ags"], unique=False)
    op.create_index("ix_volunteer_changed", "volunteer", ["region_id", "updated_at"], unique=False)
    op.create_index("ix_volunteer_list", "volunteer", ["region_id", "status", "mail_confirmed_at", "id"], unique=False)
    op.create_index(op.f("ix_volunteer_organisation_id"), "volunteer", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_volunteer_phone_index"), "volunteer", ["phone_index"], unique=False)
    op.create_index(
        "uq_volunteer_mail",
        "volunteer",
        ["region_id", "mail_index"],
        unique=True,
        sqlite_where=sa.text("mail_index IS NOT NULL"),
        postgresql_where=sa.text("mail_index IS NOT NULL"),
    )
    op.create_table(
        "volunteer_language",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("variant", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("knows_script", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 7", name=op.f("ck_volunteer_language_level")),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_volunteer_language_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_volunteer_language_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_language")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_volunteer_language_region_id_id")),
        sa.UniqueConstraint(
            "volunteer_id",
            "language",
            "variant",
            name=op.f("uq_volunteer_language_volunteer_id_language_variant"),
        ),
    )
    op.create_index("ix_volunteer_language_changed", "volunteer_language", ["region_id", "updated_at"], unique=False)
    op.create_index(
        "ix_volunteer_language_search", "volunteer_language", ["region_id", "language", "level"], unique=False
    )
    op.create_index(
        op.f("ix_volunteer_language_volunteer_id"), "volunteer_language", ["volunteer_id"], unique=False
    )
    op.create_table(
        "volunteer_need",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("need", sa.String(length=20), nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_volunteer_need_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_volunteer_need_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_need")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_volunteer_need_region_id_id")),
        sa.UniqueConstraint("volunteer_id", "need", name=op.f("uq_volunteer_need_volunteer_id_need")),
    )
    op.create_index("ix_volunteer_need_changed", "volunteer_need", ["region_id", "updated_at"], unique=False)
    op.create_index(op.f("ix_volunteer_need_volunteer_id"), "volunteer_need", ["volunteer_id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_absence_order")),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_absence_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_absence_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_absence_region_id_id")),
    )
    op.create_index("ix_absence_changed", "absence", ["region_id", "updated_at"], unique=False)
    op.create_index(op.f("ix_absence_volunteer_id"), "absence", ["volunteer_id"], unique=False)
    op.create_table(
        "erstgespraech",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("has_confidentiality_signed", sa.Boolean(), nullable=False),
        sa.Column("has_code_of_conduct_signed", sa.Boolean(), nullable=False),
        sa.Column("has_neutrality_declared", sa.Boolean(), nullable=False),
        sa.Column("is_insurance_explained", sa.Boolean(), nullable=False),
        sa.Column("wants_allowance", sa.Boolean(), nullable=False),
        sa.Column("measles_proof_on", sa.Date(), nullable=True),
        sa.Column("motivation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expectations_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("limits_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("previous_experience_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wishes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("iban_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("german_level_override_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_erstgespraech_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_erstgespraech_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erstgespraech")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_erstgespraech_region_id_id")),
        sa.UniqueConstraint("volunteer_id", name=op.f("uq_erstgespraech_volunteer_id")),
    )
    op.create_table(
        "fuehrungszeugnis_check",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("has_listed_conviction_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_fuehrungszeugnis_check_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_fuehrungszeugnis_check_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fuehrungszeugnis_check")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_fuehrungszeugnis_check_region_id_id")),
        sa.UniqueConstraint("volunteer_id", name=op.f("uq_fuehrungszeugnis_check_volunteer_id")),
    )
    op.create_table(
        "qualification",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("provider", sa.String(length=120), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=12), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "finished_on IS NULL OR finished_on >= started_on", name=op.f("ck_qualification_order")
        ),
        sa.CheckConstraint("units BETWEEN 1 AND 200", name=op.f("ck_qualification_units")),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_qualification_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_qualification_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_qualification_region_id_id")),
    )
    op.create_index(op.f("ix_qualification_volunteer_id"), "qualification", ["volunteer_id"], unique=False)
    op.create_table(
        "sign_up_draft",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_sign_up_draft_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up_draft")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_sign_up_draft_region_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_up_draft_token_hash")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("sign_up_draft")
    op.drop_table("qualification")
    op.drop_table("fuehrungszeugnis_check")
    op.drop_table("erstgespraech")
    op.drop_table("absence")
    op.drop_table("volunteer_need")
    op.drop_table("volunteer_language")
    op.drop_table("volunteer")
