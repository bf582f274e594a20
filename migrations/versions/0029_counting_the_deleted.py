"""What statistics count stays when people are deleted; a request remembers when somebody was found for it."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

TABLES = (
    "ended_help_request",
    "ended_proposal",
    "ended_meetings",
    "ended_interest_question",
    "ended_qualification",
    "forgotten_person",
)
OF_TANDEM = ("newcomer_key", "volunteer_key", "silent_month")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add the tables, closed to other regions on PostgreSQL, and the columns; tell requests when somebody was found."""
    _add_tables()
    op.add_column("ended_tandem", sa.Column("newcomer_key", sa.Uuid(), nullable=True))
    op.add_column("ended_tandem", sa.Column("volunteer_key", sa.Uuid(), nullable=True))
    op.add_column("ended_tandem", sa.Column("silent_month", sa.Date(), nullable=True))
    for table in ("newcomer", "volunteer"):
        op.add_column(table, sa.Column("count_key", sa.Uuid(), nullable=True))
    op.add_column("help_request", sa.Column("found_on", sa.Date(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('lotsen.region', '*', true)")
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')
    _tell_requests()


def _add_tables() -> None:
    op.create_table(
        "ended_help_request",
        sa.Column("newcomer_key", sa.Uuid(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("found_month", sa.Date(), nullable=True),
        sa.Column("closed_month", sa.Date(), nullable=False),
        sa.Column("wait_days", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("language_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("needs_sealed", sa.LargeBinary(), nullable=False),
        *_of_region("ended_help_request"),
    )
    op.create_index("ix_ended_help_request_opened", "ended_help_request", ["region_id", "opened_on"], unique=False)
    op.create_table(
        "ended_proposal",
        sa.Column("volunteer_key", sa.Uuid(), nullable=False),
        sa.Column("asked_month", sa.Date(), nullable=False),
        sa.Column("known_month", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("decline_reason", sa.String(length=30), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=True),
        *_of_region("ended_proposal"),
    )
    op.create_index("ix_ended_proposal_asked", "ended_proposal", ["region_id", "asked_month"], unique=False)
    op.create_table(
        "ended_meetings",
        sa.Column("newcomer_key", sa.Uuid(), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("meetings_count", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *_of_region("ended_meetings"),
    )
    op.create_index("ix_ended_meetings_month", "ended_meetings", ["region_id", "month"], unique=False)
    op.create_table(
        "ended_interest_question",
        sa.Column("person_key", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("asked_month", sa.Date(), nullable=False),
        sa.Column("answered_month", sa.Date(), nullable=True),
        sa.Column("rested_month", sa.Date(), nullable=True),
        sa.Column("is_resting", sa.Boolean(), nullable=False),
        *_of_region("ended_interest_question"),
    )
    op.create_index(
        "ix_ended_interest_question_asked", "ended_interest_question", ["region_id", "asked_month"], unique=False
    )
    op.create_table(
        "ended_qualification",
        sa.Column("volunteer_key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("finished_month", sa.Date(), nullable=False),
        *_of_region("ended_qualification"),
    )
    op.create_index(
        "ix_ended_qualification_finished", "ended_qualification", ["region_id", "finished_month"], unique=False
    )
    op.create_table(
        "forgotten_person",
        sa.Column("person_key", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("gender_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("age_band_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("languages_sealed", sa.LargeBinary(), nullable=False),
        *_of_region("forgotten_person"),
        sa.UniqueConstraint("region_id", "person_key", name=op.f("uq_forgotten_person_region_id_person_key")),
    )


def _tell_requests() -> None:
    """A request knows the day of the first tandem since it was opened; tandems go before their requests."""
    request = sa.table(
        "help_request", sa.column("id"), sa.column("opened_at", sa.DateTime(timezone=True)), sa.column("found_on", sa.Date)
    )
    tandem = sa.table("tandem", sa.column("help_request_id"), sa.column("created_at", sa.DateTime(timezone=True)))
    bind = op.get_bind()
    pairs = bind.execute(
        sa.select(request.c.id, request.c.opened_at, tandem.c.created_at)
        .join(tandem, tandem.c.help_request_id == request.c.id)
        .where(request.c.opened_at.is_not(None))
    )
    found: dict[Any, date] = {}
    for key, opened, begun in pairs:
        day = _day(begun)
        if day >= _day(opened):
            found[key] = min(day, found.get(key, day))
    for key, day in found.items():
        bind.execute(request.update().where(request.c.id == key).values(found_on=day))


def _day(instant: datetime) -> date:
    """The day in Hessen; SQLite knows no zones and stores UTC."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo("Europe/Berlin")).date()


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
    op.drop_column("help_request", "found_on")
    for table in ("volunteer", "newcomer"):
        op.drop_column(table, "count_key")
    for column in OF_TANDEM:
        op.drop_column("ended_tandem", column)
    for table in reversed(TABLES):
        op.drop_table(table)
