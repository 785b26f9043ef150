"""SQLite's indexes of words may be merged as soon as there are two pieces of a size."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO search_index (search_index, rank) VALUES ('usermerge', 2)")
        op.execute("INSERT INTO title_index (title_index, rank) VALUES ('usermerge', 2)")
