"""What stays when people are deleted on the day: counts, proof of consent, renewals, and the start of a chain."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TABLES = ("renewal", "ended_tandem", "consent_evidence", "audit_start")
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add the four tables, each closed to other regions on PostgreSQL."""
    op.create_table(
        "renewal",
        sa.Column("newcomer_id", sa.Uuid(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("renewed_by", sa.Uuid(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        *_of_region("renewal"),
        sa.ForeignKeyConstraint(
            ["region_id", "newcomer_id"],
            ["newcomer.region_id", "newcomer.id"],
            name=op.f("fk_renewal_region_id_newcomer_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
    )
    op.create_index(op.f("ix_renewal_newcomer_id"), "renewal", ["newcomer_id"], unique=False)
    op.create_table(
        "ended_tandem",
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("end_reason", sa.String(length=30), nullable=False),
        sa.Column("had_both_agreed", sa.Boolean(), nullable=False),
        sa.Column("began_month", sa.Date(), nullable=False),
        sa.Column("ended_month", sa.Date(), nullable=False),
        sa.Column("meetings_count", sa.Integer(), nullable=False),
        *_of_region("ended_tandem"),
    )
    op.create_index("ix_ended_tandem_month", "ended_tandem", ["region_id", "ended_month"], unique=False)
    op.create_table(
        "consent_evidence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_index", sa.LargeBinary(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("witness_sealed", sa.LargeBinary(), nullable=True),
        *_of_region("consent_evidence"),
    )
    for column in ("person_id", "person_index"):
        op.create_index(op.f(f"ix_consent_evidence_{column}"), "consent_evidence", [column], unique=False)
    op.create_table(
        "audit_start",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        *_of_region("audit_start"),
        sa.UniqueConstraint("region_id", name=op.f("uq_audit_start_region_id")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


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
