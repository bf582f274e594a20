"""How readers want their mails: frequency, quiet hours, the weekly overview; and mails held for a round."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

BEFORE = ("waiting", "sending", "handing", "sent", "failed", "unclear", "cancelled")
SINCE = ("held", "gathered", *BEFORE)
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Add the wishes, closed to other regions on PostgreSQL; notices say by a blind index who reads them."""
    _allow(SINCE)
    op.add_column("notice", sa.Column("mail_index", sa.LargeBinary(), nullable=True))
    op.create_index("ix_notice_reader", "notice", ["region_id", "mail_index", "status"], unique=False)
    op.create_table(
        "mail_wish",
        sa.Column("mail_index", sa.LargeBinary(), nullable=False),
        sa.Column("frequency", sa.String(length=12), nullable=False),
        sa.Column("quiet_from_minutes", sa.Integer(), nullable=True),
        sa.Column("quiet_until_minutes", sa.Integer(), nullable=True),
        sa.Column("wants_overview", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_mail_wish_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_wish")),
        sa.UniqueConstraint("region_id", "id", name=op.f("uq_mail_wish_region_id_id")),
        sa.UniqueConstraint("region_id", "mail_index", name=op.f("uq_mail_wish_region_id_mail_index")),
        sa.CheckConstraint(
            "frequency IN ('sofort', 'taeglich', 'woechentlich')", name=op.f("ck_mail_wish_frequency")
        ),
        sa.CheckConstraint(
            "(quiet_from_minutes IS NULL) = (quiet_until_minutes IS NULL)", name=op.f("ck_mail_wish_quiet_both")
        ),
        sa.CheckConstraint("quiet_from_minutes BETWEEN 0 AND 1439", name=op.f("ck_mail_wish_quiet_from")),
        sa.CheckConstraint("quiet_until_minutes BETWEEN 0 AND 1439", name=op.f("ck_mail_wish_quiet_until")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE "mail_wish" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "mail_wish" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY one_region ON "mail_wish" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """What is held goes out at its time; what went along in a round counts as sent."""
    op.drop_table("mail_wish")
    op.drop_index("ix_notice_reader", table_name="notice")
    with op.batch_alter_table("notice") as table:
        table.drop_column("mail_index")
    op.execute("UPDATE notice SET status = 'waiting' WHERE status = 'held'")
    op.execute("UPDATE notice SET status = 'sent' WHERE status = 'gathered'")
    _allow(BEFORE)


def _allow(states: tuple[str, ...]) -> None:
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("ck_notice_status"), type_="check")
        table.create_check_constraint(op.f("ck_notice_status"), f"status IN {states}")
