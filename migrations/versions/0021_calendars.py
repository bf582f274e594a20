"""A private calendar address per account; invitations in mails, and which number they have reached."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add the table, closed to other regions on PostgreSQL, and the columns."""
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id", "account_id"], ["account.region_id", "account.id"],
            name=op.f("fk_calendar_feed_region_id_account_id"),
            ondelete="CASCADE", initially="DEFERRED", deferrable=True,
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_calendar_feed_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_calendar_feed_region_id_id")),
        sa.UniqueConstraint("account_id", name=op.f("uq_calendar_feed_account_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )  # fmt: skip
    op.add_column("notice", sa.Column("calendar_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("tandem", _count("first_meeting_invitations"))
    op.add_column("erstgespraech", _count("invitations"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE "calendar_feed" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "calendar_feed" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY one_region ON "calendar_feed" USING ({RULE}) WITH CHECK ({RULE})')


def _count(name: str) -> sa.Column[int]:
    """A number that stands at nought for the rows that are there."""
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def downgrade() -> None:
    """Take them away again; on PostgreSQL the policy goes with its table."""
    op.drop_column("erstgespraech", "invitations")
    op.drop_column("tandem", "first_meeting_invitations")
    op.drop_column("notice", "calendar_sealed")
    op.drop_table("calendar_feed")
