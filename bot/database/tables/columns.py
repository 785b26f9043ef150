"""What all tables share: the metadata, and how an instant is stored."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere; SQLite calls it INTEGER, and needs that word for a row's own number."""

Word = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its characters, whatever the database's language: found by its beginning."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, as whole microseconds since 1970 UTC: exact, and ordered as numbers are.

    Aware in, UTC out. A naive datetime raises ValueError: nobody knows which instant it means.
    """

    impl = BigInt
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        del dialect
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no UTC offset")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else EPOCH + value * MICROSECOND
