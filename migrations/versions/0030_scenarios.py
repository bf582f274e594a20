"""Who leaves in thought, kept under a name: a scenario and its parts."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

TABLES = ("scenario", "scenario_part")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"
SIDES = tuple(
    (f"{side}_{key}_id", table)
    for side in ("one", "other")
    for key, table in (("organisation", "organisation"), ("staff", "staff_member"), ("volunteer", "volunteer"))
)


def upgrade() -> None:
    """Add both tables, closed to other regions on PostgreSQL."""
    op.create_table(
        "scenario",
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("saved_on", sa.Date(), nullable=False),
        *_of_region("scenario"),
    )
    op.create_table(
        "scenario_part",
        sa.Column("scenario_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Uuid(), nullable=True) for column, _table in SIDES),
        *_of_region("scenario_part"),
        sa.CheckConstraint(f"{_count_of('one')} = 1", name=op.f("ck_scenario_part_one_side")),
        sa.CheckConstraint(f"{_count_of('other')} <= 1", name=op.f("ck_scenario_part_other_side")),
        _key("scenario_id", "scenario"),
        *(_key(column, table) for column, table in SIDES),
    )
    for column in ("scenario_id", *(column for column, _table in SIDES)):
        op.create_index(op.f(f"ix_scenario_part_{column}"), "scenario_part", [column], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


def _count_of(side: str) -> str:
    keys = (f"{side}_organisation_id", f"{side}_staff_id", f"{side}_volunteer_id")
    return " + ".join(f"(CASE WHEN {key} IS NULL THEN 0 ELSE 1 END)" for key in keys)


def _key(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A foreign key that carries the region along, checked at commit."""
    return sa.ForeignKeyConstraint(
        ["region_id", column],
        [f"{table}.region_id", f"{table}.id"],
        name=op.f(f"fk_scenario_part_region_id_{column}"),
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
