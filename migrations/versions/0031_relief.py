"""A further step of a gap: somebody was asked to make it lighter."""

from alembic import op

revision = "0031"
down_revision = "0030"

BEFORE = (
    "begonnen", "werbetext", "schulung", "vorstellung", "kontakt", "bekannt", "notiz", "abgegeben",
    "erledigt", "angenommen", "von_selbst", "wieder_da", "besteht_weiter", "wiedervorlage", "geoeffnet",
)  # fmt: skip
AFTER = (*BEFORE[:4], "entlastung", *BEFORE[4:])


def upgrade() -> None:
    """Allow it."""
    _allow(AFTER)


def downgrade() -> None:
    """Whoever asked for relief had begun."""
    op.execute("UPDATE gap_step SET kind = 'begonnen' WHERE kind = 'entlastung'")
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("gap_step") as table:
        table.drop_constraint(op.f("ck_gap_step_kind"), type_="check")
        table.create_check_constraint(op.f("ck_gap_step_kind"), f"kind IN {kinds}")
