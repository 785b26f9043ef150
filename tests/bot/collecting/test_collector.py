import pytest

from bot.clock import SystemClock
from bot.collecting.collector import MANY, Collector
from bot.collecting.documents import found
from bot.collecting.folders import Collected
from bot.collecting.reader import Reader
from tests.fakes.lector import LectorInProcess


class Folder:
    """A folder that's said to hold so many articles, one of which is read."""

    name = "letters"

    def __init__(self, reader, path, articles):
        self._reader = reader
        self._path = path
        self._articles = articles

    async def collect(self):
        document = found(self._path, "a.txt")
        await self._reader.read([document], source=self.name, first_seen=SystemClock().now())
        return Collected(documents=1, articles=self._articles)


class Filing:
    """A newsroom that notes whether who read was let go by the time it files."""

    def __init__(self, lector):
        self._lector = lector

    async def catch_up(self):
        self.rested = self._lector.rested


@pytest.mark.parametrize(("articles", "rested"), [(1, 0), (MANY, 1)])
async def test_who_read_a_great_deal_is_let_go_before_it_is_filed(inbox, memory, articles, rested):
    path = inbox / "a.txt"
    path.write_text("Rain in Rome\n\nIt rained all day on Monday.\n")
    lector = LectorInProcess()
    reader, newsroom = Reader(lector, memory), Filing(lector)
    folder = Folder(reader, path, articles)
    await Collector([None], newsroom, lambda _: folder, reader).collect()
    assert newsroom.rested == rested
