"""Where the app is installed: a row for each workspace or organisation, its token encrypted."""

from sqlalchemy import Column, Table, Text

from bot.database.tables.columns import UtcDateTime, metadata

# `enterprise` and `team` are "" where Slack has none: a team outside of Grid, an organisation as a
# whole. `token` is encrypted, and None once it was taken back at `gone_at`; schedules that were
# paused then have the same instant.
installations = Table(
    "installations",
    metadata,
    Column("enterprise", Text, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("token", Text),
    Column("name", Text, nullable=False),
    Column("installed_by", Text, nullable=False),
    Column("installed_at", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
    sqlite_with_rowid=False,
)
