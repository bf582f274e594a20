"""Imports of lists, with what is needed to undo them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add import, imported_row."""
    op.create_table(
        "import",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("good_count", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("checked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("table_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("choices_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('hochgeladen', 'wird_geprueft', 'geprueft', 'wird_uebernommen', 'uebernommen', "
            "'rueckgaengig', 'verworfen')",
            name=op.f("ck_import_status"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_import_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_import_region_id_id")),
    )
    op.create_index(op.f("ix_import_account_id"), "import", ["account_id"], unique=False)
    live = sa.text("status NOT IN ('rueckgaengig', 'verworfen')")
    op.create_index(
        "uq_import_live",
        "import",
        ["region_id", "digest"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "imported_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=12), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "import_id"],
            ["import.region_id", "import.id"],
            name=op.f("fk_imported_row_region_id_import_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_imported_row_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_row")),
        sa.UniqueConstraint("import_id", "row_number", name=op.f("uq_imported_row_import_id_row_number")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_imported_row_region_id_id")),
    )
    op.create_index(op.f("ix_imported_row_import_id"), "imported_row", ["import_id"], unique=False)
    op.create_index(op.f("ix_imported_row_volunteer_id"), "imported_row", ["volunteer_id"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("imported_row")
    op.drop_table("import")
