"""Gaps as work: what became of each, its history, and introductions that both sides confirm."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

TABLES = ("gap", "gap_step", "introduction")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"
SIDES = tuple(
    (f"{side}_{key}_id", table)
    for side in ("one", "other")
    for table, key in (("organisation", "organisation"), ("staff_member", "staff"), ("volunteer", "volunteer"))
)


def upgrade() -> None:
    """Add the three tables, each closed to other regions on PostgreSQL."""
    _add_gaps()
    _add_steps()
    _add_introductions()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


def _add_gaps() -> None:
    op.create_table(
        "gap",
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("severity", sa.Float(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_as", sa.String(length=12), nullable=True),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        *_of_region("gap"),
        sa.UniqueConstraint("region_id", "key", name=op.f("uq_gap_region_id_key")),
        sa.CheckConstraint("status IN ('neu', 'in_arbeit', 'geschlossen')", name=op.f("ck_gap_status")),
        sa.CheckConstraint("ended_as IN ('erledigt', 'angenommen', 'von_selbst')", name=op.f("ck_gap_ended_as")),
        sa.CheckConstraint(
            "(status = 'geschlossen') = (ended_as IS NOT NULL)", name=op.f("ck_gap_ended_with_a_reason")
        ),
        sa.CheckConstraint(
            "status <> 'in_arbeit' OR (owner_id IS NOT NULL AND due_on IS NOT NULL)", name=op.f("ck_gap_owned")
        ),
        _key("gap", "volunteer", "volunteer_id"),
    )
    op.create_index(op.f("ix_gap_volunteer_id"), "gap", ["volunteer_id"], unique=False)
    op.create_index("ix_gap_due", "gap", ["region_id", "status", "due_on"], unique=False)


def _add_steps() -> None:
    op.create_table(
        "gap_step",
        sa.Column("gap_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("mail_count", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        *_of_region("gap_step"),
        sa.CheckConstraint(
            "kind IN ('begonnen', 'werbetext', 'schulung', 'vorstellung', 'kontakt', 'bekannt', 'notiz', 'abgegeben', "
            "'erledigt', 'angenommen', 'von_selbst', 'wieder_da', 'besteht_weiter', 'wiedervorlage', 'geoeffnet')",
            name=op.f("ck_gap_step_kind"),
        ),
        _key("gap_step", "gap", "gap_id"),
    )
    op.create_index("ix_gap_step_order", "gap_step", ["gap_id", "created_at"], unique=False)


def _add_introductions() -> None:
    op.create_table(
        "introduction",
        sa.Column("gap_id", sa.Uuid(), nullable=False),
        *(sa.Column(column, sa.Uuid(), nullable=True) for column, _table in SIDES),
        sa.Column("one_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        *_of_region("introduction"),
        *(sa.CheckConstraint(_one_of(side), name=op.f(f"ck_introduction_{side}_side")) for side in ("one", "other")),
        _key("introduction", "gap", "gap_id"),
        *(_key("introduction", table, column) for column, table in SIDES),
    )
    for column in ("gap_id", *(column for column, _table in SIDES)):
        op.create_index(op.f(f"ix_introduction_{column}"), "introduction", [column], unique=False)


def _one_of(side: str) -> str:
    keys = (f"{side}_organisation_id", f"{side}_staff_id", f"{side}_volunteer_id")
    return " + ".join(f"(CASE WHEN {key} IS NULL THEN 0 ELSE 1 END)" for key in keys) + " = 1"


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
