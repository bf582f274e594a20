"""Interest questions, deputies and handovers, case notes: who waits, who stands in, what was noted."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = ("interest_question", "staff_deputy", "tandem_handover", "case_note")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"
OPEN_QUESTION = sa.text("status IN ('gefragt', 'ruht')")
OPEN_HANDOVER = sa.text("status = 'offen'")


def upgrade() -> None:
    """Add the four tables, each closed to other regions on PostgreSQL."""
    _add_questions()
    _add_deputies()
    _add_handovers()
    _add_notes()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


def _add_questions() -> None:
    op.create_table(
        "interest_question",
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("help_request_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=12), nullable=True),
        *_of_region("interest_question"),
        sa.CheckConstraint(
            "status IN ('gefragt', 'bestaetigt', 'ruht', 'zurueck', 'erledigt')",
            name=op.f("ck_interest_question_status"),
        ),
        sa.CheckConstraint(
            "(volunteer_id IS NULL) <> (help_request_id IS NULL)", name=op.f("ck_interest_question_one_side")
        ),
        _key("interest_question", "volunteer", "volunteer_id"),
        _key("interest_question", "help_request", "help_request_id"),
    )
    for name, column in (("volunteer", "volunteer_id"), ("request", "help_request_id")):
        op.create_index(
            f"uq_interest_question_{name}", "interest_question", [column], unique=True,
            sqlite_where=OPEN_QUESTION, postgresql_where=OPEN_QUESTION,
        )  # fmt: skip
        op.create_index(op.f(f"ix_interest_question_{column}"), "interest_question", [column], unique=False)
    op.create_index("ix_interest_question_changed", "interest_question", ["region_id", "updated_at"], unique=False)


def _add_deputies() -> None:
    op.create_table(
        "staff_deputy",
        sa.Column("absent_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("includes_protected", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_of_region("staff_deputy"),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_staff_deputy_order")),
        sa.CheckConstraint("absent_id <> deputy_id", name=op.f("ck_staff_deputy_two_people")),
        _key("staff_deputy", "account", "absent_id"),
        _key("staff_deputy", "account", "deputy_id"),
    )
    for column in ("absent_id", "deputy_id"):
        op.create_index(op.f(f"ix_staff_deputy_{column}"), "staff_deputy", [column], unique=False)
    op.create_index("ix_staff_deputy_days", "staff_deputy", ["region_id", "from_on", "until_on"], unique=False)


def _add_handovers() -> None:
    op.create_table(
        "tandem_handover",
        sa.Column("tandem_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_own_wish", sa.Boolean(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *_of_region("tandem_handover"),
        sa.CheckConstraint("kind IN ('vertretung', 'dauerhaft')", name=op.f("ck_tandem_handover_kind")),
        sa.CheckConstraint(
            "status IN ('offen', 'entschieden', 'abgelehnt', 'zurueckgezogen')",
            name=op.f("ck_tandem_handover_status"),
        ),
        sa.CheckConstraint(
            "status <> 'entschieden' OR volunteer_id IS NOT NULL", name=op.f("ck_tandem_handover_somebody")
        ),
        _key("tandem_handover", "tandem", "tandem_id"),
        _key("tandem_handover", "volunteer", "volunteer_id"),
    )
    for column in ("tandem_id", "volunteer_id"):
        op.create_index(op.f(f"ix_tandem_handover_{column}"), "tandem_handover", [column], unique=False)
    op.create_index(
        "uq_tandem_handover_open", "tandem_handover", ["tandem_id", "kind"], unique=True,
        sqlite_where=OPEN_HANDOVER, postgresql_where=OPEN_HANDOVER,
    )  # fmt: skip


def _add_notes() -> None:
    op.create_table(
        "case_note",
        sa.Column("newcomer_id", sa.Uuid(), nullable=False),
        sa.Column("help_request_id", sa.Uuid(), nullable=True),
        sa.Column("tandem_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("is_about_volunteer", sa.Boolean(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        *_of_region("case_note"),
        sa.CheckConstraint(
            "NOT is_about_volunteer OR tandem_id IS NOT NULL", name=op.f("ck_case_note_volunteer_of_a_tandem")
        ),
        _key("case_note", "newcomer", "newcomer_id"),
        _key("case_note", "help_request", "help_request_id"),
        _key("case_note", "tandem", "tandem_id"),
    )
    for column in ("newcomer_id", "help_request_id", "tandem_id"):
        op.create_index(op.f(f"ix_case_note_{column}"), "case_note", [column], unique=False)
    op.create_index("ix_case_note_due", "case_note", ["region_id", "author_id", "follow_up_on"], unique=False)


def _key(table: str, other: str, column: str) -> sa.ForeignKeyConstraint:
    """A foreign key that carries the region along, checked at commit."""
    return sa.ForeignKeyConstraint(
        ["region_id", column],
        [f"{other}.region_id", f"{other}.id"],
        name=op.f(f"fk_{table}_region_id_{column}"),
        ondelete="CASCADE",
        initially="DEFERRED",
        deferrable=True,
    )


def _of_region(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What every row of a region has."""
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f(f"fk_{table}_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("region_id", "id", name=op.f(f"uq_{table}_region_id_id")),
    )


def downgrade() -> None:
    """Take them away again; on PostgreSQL their policies go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)
