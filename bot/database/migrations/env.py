"""What Alembic runs: the migrations, on the connection and in the transaction that it's given."""

from alembic import context

from bot.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can't alter a column: the table is made anew
)
with context.begin_transaction():
    context.run_migrations()
