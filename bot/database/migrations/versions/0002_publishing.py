"""Publishing: schedules, editions, parts, what was told and carried, and who changed what."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_table(
        "schedules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("next_run_at", BIG, nullable=True),
        sa.Column("paused_at", BIG, nullable=True),
        sa.Column("removed_at", BIG, nullable=True),
        sa.Column("birth", sa.Boolean(), nullable=False),
        sa.Column("window_after", BIG, nullable=True),
        sa.Column("window_since", BIG, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("last_wall", sa.Time(), nullable=True),
        sa.Column("extras", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", BIG, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
    )
    op.create_index("ix_schedules_next_run_at", "schedules", ["next_run_at"], unique=False)
    op.create_index(
        "ix_schedules_place_name",
        "schedules",
        ["place", "name"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "carried",
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name=op.f("fk_carried_schedule_schedules")
        ),
        sa.PrimaryKeyConstraint("schedule", "story", name=op.f("pk_carried")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "editions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", BIG, nullable=False),
        sa.Column("next_due", BIG, nullable=True),
        sa.Column("window_after", BIG, nullable=True),
        sa.Column("window_through", BIG, nullable=True),
        sa.Column("since", BIG, nullable=True),
        sa.Column("until", BIG, nullable=True),
        sa.Column("issued_at", BIG, nullable=False),
        sa.Column("enqueued_at", BIG, nullable=True),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", BIG, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("on_unknown", sa.Text(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name=op.f("fk_editions_schedule_schedules")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_editions")),
    )
    op.create_index(op.f("ix_editions_due"), "editions", ["due"], unique=False)
    op.create_index(
        "ix_editions_planned",
        "editions",
        ["due"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index("ix_editions_schedule_due", "editions", ["schedule", "due"], unique=False)
    op.create_table(
        "parts",
        sa.Column("number", BIG, nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("send_key", sa.Text(), nullable=False),
        sa.Column("under", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("not_before", BIG, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", BIG, nullable=True),
        sa.Column("unsure_since", BIG, nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", BIG, nullable=True),
        sa.Column("receipt_channel", sa.Text(), nullable=True),
        sa.Column("receipt_message", sa.Text(), nullable=True),
        sa.Column("receipt_thread", sa.Text(), nullable=True),
        sa.Column("sent_at", BIG, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("tells", sa.JSON(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"],
            ["editions.key"],
            name=op.f("fk_parts_edition_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_parts")),
        sa.UniqueConstraint("edition", "seq", name=op.f("uq_parts_edition_seq")),
        sa.UniqueConstraint("send_key", name=op.f("uq_parts_send_key")),
    )
    op.create_index(
        "ix_parts_open",
        "parts",
        ["platform", "channel", "number"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending', 'unclear')"),
        postgresql_where=sa.text("state IN ('pending', 'sending', 'unclear')"),
    )
    op.create_table(
        "told",
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["editions.key"], name=op.f("fk_told_edition_editions")
        ),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name=op.f("fk_told_schedule_schedules")
        ),
        sa.PrimaryKeyConstraint("schedule", "article", name=op.f("pk_told")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_told_edition_part", "told", ["edition", "part"], unique=False)
