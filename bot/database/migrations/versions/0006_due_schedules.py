"""Due schedules: an index for each reason to be due, of those alone that can be."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RUNNING = "removed_at IS NULL AND paused_at IS NULL"


def upgrade() -> None:
    op.drop_index("ix_schedules_next_run_at", "schedules")
    born = "birth = 1" if op.get_bind().dialect.name == "sqlite" else "birth"
    for name, column, which in (
        ("due", "next_run_at", "retry_at IS NULL"),
        ("set_aside", "retry_at", "retry_at IS NOT NULL"),
        ("birth", "created_at", f"retry_at IS NULL AND {born}"),
    ):
        where = sa.text(f"{RUNNING} AND {which}")
        op.create_index(
            f"ix_schedules_{name}",
            "schedules",
            [column],
            unique=False,
            sqlite_where=where,
            postgresql_where=where,
        )
