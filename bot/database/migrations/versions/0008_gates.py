"""Gates: they count the last posts one by one. What was counted before is over by now."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("gates")
    op.create_table(
        "gates",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("even_at", sa.Float(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("closed_until", BIG, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_gates")),
    )
