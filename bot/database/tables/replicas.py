"""What processes that work together agree on: who does what, and how fast all of them may post."""

from sqlalchemy import JSON, Column, Float, Table, Text

from bot.database.tables.columns import BigInt, UtcDateTime, metadata

# Who has taken `name` on, until when unless it's renewed; `fence` counts who had it.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("fence", BigInt, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# What is used of a limit, as its arithmetic counts, and until when its platform wants to be left
# alone.
gates = Table(
    "gates",
    metadata,
    Column("key", Text, primary_key=True),
    Column("even_at", Float, nullable=False),
    Column("times", JSON, nullable=False),
    Column("closed_until", UtcDateTime),
)
