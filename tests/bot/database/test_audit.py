"""The audit remembers changes in the order in which they were made."""

from datetime import timedelta

import pytest

from bot.database.audit import Audit, Change, record
from tests.builders import NOW


def change(**fields):
    defaults = {"at": NOW, "who": "U1", "place": "console", "subject": "abc", "what": "added"}
    return Change(**{**defaults, **fields})


async def test_changes_come_newest_first_and_by_subject(database):
    first = change(after={"stories": 8})
    second = change(
        at=NOW + timedelta(hours=1), what="changed", before={"stories": 8}, after={"stories": 3}
    )
    other = change(subject="xyz/2026-11-22", what="skipped")
    async with database.write() as db:
        for each in (first, other, second):
            await record(db, each)

    audit = Audit(database)
    assert await audit.changes() == (second, other, first)
    assert await audit.changes("abc") == (second, first)
    assert await audit.changes("xyz") == (other,)
    assert await audit.changes("xy") == ()
    assert await audit.changes(most=1) == (second,)


async def test_a_change_that_was_not_made_is_not_recorded(database):
    async def cut_short():
        async with database.write() as db:
            await record(db, change())
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="disk"):
        await cut_short()
    assert await Audit(database).changes() == ()
