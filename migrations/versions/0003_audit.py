"""The audit chain, before there is anybody to look at."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add audit_entry, audit_head."""
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_audit_entry_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_audit_entry_region_id_id")),
        sa.UniqueConstraint("region_id", "seq", name=op.f("uq_audit_entry_region_id_seq")),
    )
    op.create_index(
        "ix_audit_entry_subject", "audit_entry", ["region_id", "subject", "subject_id"], unique=False
    )
    op.create_table(
        "audit_head",
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_audit_head_region_id")),
        sa.PrimaryKeyConstraint("region_id", name=op.f("pk_audit_head")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
