"""A bot of its own that kills itself (SIGKILL) in the middle of its day's work.

Usage: python -m tests.torture.doomed DATABASE-URL FILE commit|post NUMBER before|after

Before a commit is when all its statements are done; after it is when its connection is given back.
With number 0 it lives, and writes into FILE.commits what each commit was for.
"""

import asyncio
import json
import os
import signal
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from bot.database.engine import open_database
from bot.log import start_log
from bot.publishing.delivery import Delivery
from bot.settings.shape import LogLevel
from tests.fakes.clock import StoppedClock
from tests.fakes.platform import FakePlatform, Posted
from tests.fakes.ticker import FakeTicker
from tests.torture.poster import days_work
from tests.torture.processes import die_with_parent


class FilePlatform(FakePlatform):
    """Its messages are lines of a file too: so they outlive whoever posts them."""

    def __init__(self, clock, path: Path, *, dies_at=0, before=False):
        super().__init__(clock)
        self._path, self._dies_at, self._before = path, dies_at, before
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for line in lines:
            known = json.loads(line)
            self.posted.append(Posted(**{**known, "at": datetime.fromisoformat(known["at"])}))

    async def post(self, channel, payload, *, send_key, under=None):
        last = len(self.attempts) + 1 == self._dies_at
        if last and self._before:
            die()
        receipt = await super().post(channel, payload, send_key=send_key, under=under)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(self.posted[-1]), default=str) + "\n")
        if last:
            die()
        return receipt


class Commits:
    """Counts the commits on whatever connection, from now on, and dies at one of them."""

    def __init__(self, database, *, dies_at=0, before=False):
        self.kinds: list[str] = []
        self._fenced = database._beside
        self._dies_at, self._before = dies_at, before
        self._last = None
        event.listen(Engine, "commit", self._committing)
        event.listen(Pool, "checkin", self._given_back)

    def _committing(self, connection):
        self.kinds.append("beside others" if connection.engine is self._fenced else "in turn")
        if len(self.kinds) == self._dies_at:
            if self._before:
                die()
            self._last = connection.connection.dbapi_connection

    def _given_back(self, connection, _record):
        if self._last is not None and connection is self._last:
            die()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, path: Path, what: str, number: int, when: str) -> None:
    clock, fate = StoppedClock(), {"dies_at": number, "before": when == "before"}
    platform = FilePlatform(clock, path, **(fate if what == "post" else {}))
    async with open_database(url, own_time=False) as database:
        commits = Commits(database, **(fate if what == "commit" else {}))
        delivery = Delivery(database, {"slack": platform}, FakeTicker(), clock)
        await days_work(database, delivery, clock)
    path.with_suffix(".commits").write_text("\n".join(commits.kinds), encoding="utf-8")


if __name__ == "__main__":
    die_with_parent()
    start_log(level=LogLevel.ERROR, as_json=True, secrets=())
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]))
