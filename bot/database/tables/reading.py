"""What reading learnt: the lines that each publisher puts around its articles."""

from sqlalchemy import Column, Table, Text

from bot.database.tables.columns import metadata

furniture = Table(
    "furniture",
    metadata,
    Column("publisher", Text, primary_key=True),
    Column("known", Text, nullable=False),
)
