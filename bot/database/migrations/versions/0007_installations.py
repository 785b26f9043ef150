"""Installations: the workspaces that installed the app, each with its encrypted token."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("enterprise", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("installed_by", sa.Text(), nullable=False),
        sa.Column("installed_at", BIG, nullable=False),
        sa.Column("gone_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("enterprise", "team", name=op.f("pk_installations")),
        sqlite_with_rowid=False,
    )
