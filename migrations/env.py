"""How Alembic reaches the database of the running app."""

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from lotsen import models, scope
from lotsen.extensions import db


def _render_item(kind, item, _context):
    """Write the plain type of our own column types, so that old migrations never need today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Run migrations in one transaction: an interrupted one leaves the old schema."""
    engine = current_app.extensions["migrate"].db.engine
    with scope.everywhere("migrations"), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # SQLite rebuilds tables for many changes; foreign keys must rest meanwhile.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=_render_item,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


assert models.__all__
run()
