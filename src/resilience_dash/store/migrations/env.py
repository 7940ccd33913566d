"""Runs the migrations on the connection that `store.migrating` hands over, inside its transaction."""

from alembic import context

from resilience_dash.store.tables import Row

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
