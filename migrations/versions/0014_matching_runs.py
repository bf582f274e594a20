"""The matching desk: runs, their lines, and pairs that somebody fixed or ruled out."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TABLES = ("matching_run", "matching_run_line", "pair_choice")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add matching_run, matching_run_line, pair_choice, each closed to other regions on PostgreSQL."""
    op.create_table(
        "matching_run",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("request_count", sa.Integer(), nullable=False),
        sa.Column("candidate_count", sa.Integer(), nullable=False),
        sa.Column("hidden_count", sa.Integer(), nullable=False),
        sa.Column("served_count", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("is_optimal", sa.Boolean(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("input_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("by_hand_count", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('rechnet', 'entwurf', 'veroeffentlicht', 'abgebrochen', 'gescheitert')",
            name=op.f("ck_matching_run_status"),
        ),
        sa.CheckConstraint("scale BETWEEN 0 AND 100", name=op.f("ck_matching_run_scale")),
        sa.ForeignKeyConstraint(
            ["region_id", "account_id"],
            ["account.region_id", "account.id"],
            name=op.f("fk_matching_run_region_id_account_id"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_matching_run_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_run")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_matching_run_region_id_id")),
    )
    op.create_index(op.f("ix_matching_run_account_id"), "matching_run", ["account_id"], unique=False)
    op.create_index("ix_matching_run_newest", "matching_run", ["region_id", "created_at"], unique=False)
    op.create_table(
        "matching_run_line",
        sa.Column("matching_run_id", sa.Uuid(), nullable=False),
        sa.Column("help_request_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("possible_count", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reasons_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "help_request_id"],
            ["help_request.region_id", "help_request.id"],
            name=op.f("fk_matching_run_line_region_id_help_request_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "matching_run_id"],
            ["matching_run.region_id", "matching_run.id"],
            name=op.f("fk_matching_run_line_region_id_matching_run_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_matching_run_line_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_matching_run_line_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_run_line")),
        sa.UniqueConstraint(
            "matching_run_id", "help_request_id", name=op.f("uq_matching_run_line_matching_run_id_help_request_id")
        ),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_matching_run_line_region_id_id")),
    )
    op.create_index(op.f("ix_matching_run_line_help_request_id"), "matching_run_line", ["help_request_id"], unique=False)
    op.create_index(op.f("ix_matching_run_line_matching_run_id"), "matching_run_line", ["matching_run_id"], unique=False)
    op.create_index(op.f("ix_matching_run_line_volunteer_id"), "matching_run_line", ["volunteer_id"], unique=False)
    op.create_table(
        "pair_choice",
        sa.Column("help_request_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('fest', 'nie')", name=op.f("ck_pair_choice_kind")),
        sa.ForeignKeyConstraint(
            ["region_id", "chosen_by"],
            ["account.region_id", "account.id"],
            name=op.f("fk_pair_choice_region_id_chosen_by"),
            ondelete="NO ACTION",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "help_request_id"],
            ["help_request.region_id", "help_request.id"],
            name=op.f("fk_pair_choice_region_id_help_request_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["region_id", "volunteer_id"],
            ["volunteer.region_id", "volunteer.id"],
            name=op.f("fk_pair_choice_region_id_volunteer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_pair_choice_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_choice")),
        sa.UniqueConstraint(
            "help_request_id", "volunteer_id", name=op.f("uq_pair_choice_help_request_id_volunteer_id")
        ),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_pair_choice_region_id_id")),
    )
    op.create_index(op.f("ix_pair_choice_help_request_id"), "pair_choice", ["help_request_id"], unique=False)
    op.create_index(op.f("ix_pair_choice_volunteer_id"), "pair_choice", ["volunteer_id"], unique=False)
    op.create_index(
        "uq_pair_choice_fixed",
        "pair_choice",
        ["help_request_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'fest'"),
        postgresql_where=sa.text("kind = 'fest'"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(TABLES):
        op.drop_table(table)
