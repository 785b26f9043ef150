"""All sources together: each looked at in turn, none able to hold up the others."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.collecting.folders import Collected, FolderCollector
from bot.collecting.reader import Reader
from bot.newsroom import Newsroom
from bot.settings import Source

log = structlog.get_logger()

MANY = 2_000
"""Articles; who read so many is let go before they are filed: both at once take too much memory."""


class Collector:
    """Looks at every source and has the newsroom file what it found."""

    def __init__(
        self,
        sources: Sequence[Source],
        newsroom: Newsroom,
        collector_of: Callable[[Source], FolderCollector],
        reader: Reader,
    ) -> None:
        self._newsroom = newsroom
        self._collector_of = collector_of
        self._reader = reader
        self._looking = asyncio.Lock()
        self.use(sources)

    def use(self, sources: Sequence[Source]) -> None:
        """Look at *sources* from now on; what others told stays in the archive."""
        self._folders = [self._collector_of(source) for source in sources]

    async def collect(self) -> Collected:
        """Look once at every source; a source that fails is said in one line of the log."""
        async with self._looking:
            found = Collected()
            for folder in self._folders:
                found += await self._look(folder)
            if found.articles or found.removed:
                log.info("articles collected", articles=found.articles, removed=found.removed)
            if found.articles >= MANY:
                await self._reader.rest()
            await self._newsroom.catch_up()
            await self._reader.rest_if_idle()
            return found

    async def _look(self, folder: FolderCollector) -> Collected:
        try:
            return await folder.collect()
        except OSError as error:
            log.error("source not read", source=folder.name, reason=str(error))  # noqa: TRY400 - the reason says it all
            return Collected()
