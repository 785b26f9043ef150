"""What is planned, said and remembered: schedules, editions, parts, told, carried, audit."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from bot.database.tables.columns import BigInt, UtcDateTime, metadata

# `place` is the workspace or server within which the name is unique ("T024"), else the platform.
# `definition` has the settings file's own keys. `window_after` is None until the first edition is
# issued: a new schedule's window begins at `window_since`. `last_day` and `last_wall` name the last
# occurrence that was published or passed over, `birth` asks for the edition of its birth.
schedules = Table(
    "schedules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("from_file", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_run_at", UtcDateTime),
    Column("paused_at", UtcDateTime),
    Column("removed_at", UtcDateTime),
    Column("birth", Boolean, nullable=False),
    Column("window_after", BigInt),
    Column("window_since", UtcDateTime, nullable=False),
    Column("last_day", Date),
    Column("last_wall", Time),
    Column("extras", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("retry_at", UtcDateTime),
    Column("problem", Text),
    Column("definition", JSON, nullable=False),
)
LIVING = "removed_at IS NULL"
RUNNING = f"{LIVING} AND paused_at IS NULL"
Index(
    "ix_schedules_due",
    schedules.c.next_run_at,
    sqlite_where=text(f"{RUNNING} AND retry_at IS NULL"),
    postgresql_where=text(f"{RUNNING} AND retry_at IS NULL"),
)
Index(
    "ix_schedules_set_aside",
    schedules.c.retry_at,
    sqlite_where=text(f"{RUNNING} AND retry_at IS NOT NULL"),
    postgresql_where=text(f"{RUNNING} AND retry_at IS NOT NULL"),
)
Index(
    "ix_schedules_birth",
    schedules.c.created_at,
    sqlite_where=text(f"{RUNNING} AND retry_at IS NULL AND birth = 1"),
    postgresql_where=text(f"{RUNNING} AND retry_at IS NULL AND birth"),
)
Index(
    "ix_schedules_place_name",
    schedules.c.place,
    schedules.c.name,
    unique=True,
    sqlite_where=text(LIVING),
    postgresql_where=text(LIVING),
)

# `state` is planned, enqueued, empty, passed-over or cancelled; what became of an enqueued one is
# told by its parts. `definition` is the schedule as it stood, so that an edition keeps its channel.
editions = Table(
    "editions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("schedule", Text, ForeignKey("schedules.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", UtcDateTime, nullable=False, index=True),
    Column("next_due", UtcDateTime),
    Column("window_after", BigInt),
    Column("window_through", BigInt),
    Column("since", UtcDateTime),
    Column("until", UtcDateTime),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("enqueued_at", UtcDateTime),
    Column("stories", Integer, nullable=False),
    Column("carried", Integer, nullable=False),
    Column("passed_over", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("retry_at", UtcDateTime),
    Column("problem", Text),
    Column("channel", Text, nullable=False),
    Column("on_unknown", Text, nullable=False),
    Column("definition", JSON, nullable=False),
)
Index("ix_editions_schedule_due", editions.c.schedule, editions.c.due)
PLANNED = "state = 'planned'"
Index(
    "ix_editions_planned",
    editions.c.due,
    sqlite_where=text(PLANNED),
    postgresql_where=text(PLANNED),
)

# `number` is the order in which a channel is served. `unsure_since` is when the first attempt was
# made whose outcome isn't known, `attempted_at` the last; `not_before` puts a part off. `tells` has
# what the part says: story, score and articles of each. Once `released` by a person it isn't held
# a second time.
parts = Table(
    "parts",
    metadata,
    Column("number", BigInt, primary_key=True),
    Column("edition", Text, ForeignKey("editions.key", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("platform", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("send_key", Text, nullable=False, unique=True),
    Column("under", Integer),
    Column("state", Text, nullable=False),
    Column("not_before", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", UtcDateTime),
    Column("unsure_since", UtcDateTime),
    Column("owner", Text),
    Column("fence", Integer, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("receipt_channel", Text),
    Column("receipt_message", Text),
    Column("receipt_thread", Text),
    Column("sent_at", UtcDateTime),
    Column("problem", Text),
    Column("released", Boolean, nullable=False),
    Column("tells", JSON, nullable=False),
    Column("payload", JSON, nullable=False),
    UniqueConstraint("edition", "seq"),
)
OPEN = "state IN ('pending', 'sending', 'unclear')"
Index(
    "ix_parts_open",
    parts.c.platform,
    parts.c.channel,
    parts.c.number,
    sqlite_where=text(OPEN),
    postgresql_where=text(OPEN),
)

# Said already, from the moment it's written to the outbox; a part that fails takes it back.
told = Table(
    "told",
    metadata,
    Column("schedule", Text, ForeignKey("schedules.id"), primary_key=True),
    Column("article", Text, primary_key=True),
    Column("edition", Text, ForeignKey("editions.key"), nullable=False),
    Column("part", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_told_edition_part", told.c.edition, told.c.part)

# What an edition had no place for, or gave back: it competes again.
carried = Table(
    "carried",
    metadata,
    Column("schedule", Text, ForeignKey("schedules.id"), primary_key=True),
    Column("story", Text, primary_key=True),
    Column("articles", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

# Who changed a schedule or decided an edition, when, and what it was before and after.
audit = Table(
    "audit",
    metadata,
    Column("number", BigInt, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
)
