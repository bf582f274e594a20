"""Regions, municipalities, postal codes: the boundary of all data comes first."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Add region, municipality, postal_code, region_policy."""
    op.create_table(
        "region",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
    )
    op.create_table(
        "municipality",
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_municipality_region_id")),
        sa.PrimaryKeyConstraint("ags", name=op.f("pk_municipality")),
    )
    op.create_index(op.f("ix_municipality_region_id"), "municipality", ["region_id"], unique=False)
    op.create_table(
        "postal_code",
        sa.Column("plz", sa.String(length=5), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["ags"], ["municipality.ags"], name=op.f("fk_postal_code_ags")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_postal_code_region_id")),
        sa.PrimaryKeyConstraint("plz", "ags", name=op.f("pk_postal_code")),
    )
    op.create_table(
        "region_policy",
        sa.Column("fuehrungszeugnis_duty", sa.JSON(), nullable=False),
        sa.Column("fuehrungszeugnis_years", sa.Integer(), nullable=False),
        sa.Column("min_german_level", sa.JSON(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("default_radius_km", sa.Integer(), nullable=False),
        sa.Column("open_requests_limit", sa.Integer(), nullable=False),
        sa.Column("centre_name", sa.String(length=120), nullable=True),
        sa.Column("centre_phone", sa.String(length=40), nullable=True),
        sa.Column("centre_mail", sa.String(length=120), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 30", name=op.f("ck_region_policy_answer_days")),
        sa.CheckConstraint(
            "default_radius_km BETWEEN 1 AND 200", name=op.f("ck_region_policy_default_radius")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_region_policy_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_policy")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_region_policy_region_id_id")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("region_policy")
    op.drop_table("postal_code")
    op.drop_table("municipality")
    op.drop_table("region")
