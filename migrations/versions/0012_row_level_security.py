"""Row-level security on PostgreSQL: the fourth layer, for the day the other three are forgotten.

A transaction sees rows of the region that it named; without a name it sees none. SQLite has nothing
like it, so there it does nothing. The role that connects must not be a superuser: those pass anyway.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = (
    "absence", "account", "audit_entry", "consent", "erstgespraech", "fuehrungszeugnis_check",
    "help_request", "import", "imported_row", "mail_link", "meeting", "newcomer", "notice",
    "organisation", "passkey", "proposal", "qualification", "recovery_code", "region_policy",
    "sign_in", "sign_up_draft", "staff_member", "tandem", "tie", "volunteer", "volunteer_language",
    "volunteer_need",
)  # fmt: skip
RULE = "region_id = current_setting('lotsen.region', true) OR current_setting('lotsen.region', true) = '*'"


def upgrade() -> None:
    """Switch it on for every table with people in it."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY one_region ON "{table}" USING ({RULE}) WITH CHECK ({RULE})')


def downgrade() -> None:
    """Switch it off."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f'DROP POLICY one_region ON "{table}"')
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
