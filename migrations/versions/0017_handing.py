"""Two more states of a mail: given to the relay without its word yet, and nobody knows whether it arrived."""

from alembic import op

revision = "0017"
down_revision = "0016"

BEFORE = ("waiting", "sending", "sent", "failed", "cancelled")
AFTER = ("waiting", "sending", "handing", "sent", "failed", "unclear", "cancelled")


def upgrade() -> None:
    """Allow both."""
    _allow(AFTER)


def downgrade() -> None:
    """What is unclear becomes a failure that staff look at."""
    op.execute("UPDATE notice SET status = 'failed' WHERE status IN ('handing', 'unclear')")
    _allow(BEFORE)


def _allow(states: tuple[str, ...]) -> None:
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("ck_notice_status"), type_="check")
        table.create_check_constraint(op.f("ck_notice_status"), f"status IN {states}")
