"""Check-ins and proposed dates; what was agreed, asked and talked about in a tandem; who missed a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TABLES = ("check_in", "meeting_date")
TANDEM = ("trial_asked_at", "agreed_until_on", "weekly_minutes", "closing_talk_on")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add the tables, closed to other regions on PostgreSQL, and the columns."""
    op.create_table(
        "check_in",
        sa.Column("tandem_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_to", sa.String(length=12), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        *_of_tandem("check_in"),
        sa.UniqueConstraint("tandem_id", "due_on", "side", name=op.f("uq_check_in_tandem_id_due_on_side")),
        sa.CheckConstraint("side IN ('volunteer', 'newcomer')", name=op.f("ck_check_in_side")),
        sa.CheckConstraint("answer IN ('gut', 'schwierig')", name=op.f("ck_check_in_answer")),
    )
    op.create_index("ix_check_in_due", "check_in", ["region_id", "answer_by"], unique=False)
    op.create_index(op.f("ix_check_in_tandem_id"), "check_in", ["tandem_id"], unique=False)
    op.create_table(
        "meeting_date",
        sa.Column("tandem_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("volunteer_can", sa.Boolean(), nullable=True),
        sa.Column("newcomer_can", sa.Boolean(), nullable=True),
        *_of_tandem("meeting_date"),
    )
    op.create_index(op.f("ix_meeting_date_tandem_id"), "meeting_date", ["tandem_id"], unique=False)
    op.add_column("tandem", sa.Column("trial_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tandem", sa.Column("agreed_until_on", sa.Date(), nullable=True))
    op.add_column("tandem", sa.Column("weekly_minutes", sa.Integer(), nullable=True))
    op.add_column("tandem", sa.Column("closing_talk_on", sa.Date(), nullable=True))
    op.add_column("meeting", sa.Column("missed_by", sa.String(length=12), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


def _of_tandem(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What every row of a region has, and the tandem it goes with."""
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "tandem_id"],
            ["tandem.region_id", "tandem.id"],
            name=op.f(f"fk_{table}_region_id_tandem_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f(f"fk_{table}_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("region_id", "id", name=op.f(f"uq_{table}_region_id_id")),
    )


def downgrade() -> None:
    """Take them away again; on PostgreSQL their policies go with them."""
    op.drop_column("meeting", "missed_by")
    for column in reversed(TANDEM):
        op.drop_column("tandem", column)
    for table in reversed(TABLES):
        op.drop_table(table)
