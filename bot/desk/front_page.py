"""The front page: what each schedule that somebody can see told last, and when it comes next."""

from datetime import timedelta

from bot.commands.queries import Asker, AskFrontPage
from bot.commands.replies import FrontPage, LastIssue, ScheduleState, Viewpoint
from bot.database.archive import Archive
from bot.database.ledger import Ledger
from bot.database.outcomes import POSTED
from bot.database.schedules import Schedules
from bot.database.told import Memory

RECENT = timedelta(days=45)
"""An edition older than that isn't shown: a monthly one's last is."""


class FrontPages:
    """Makes front pages, each for the channels that its asker can see."""

    def __init__(
        self, archive: Archive, schedules: Schedules, ledger: Ledger, memory: Memory
    ) -> None:
        self._archive = archive
        self._schedules = schedules
        self._ledger = ledger
        self._memory = memory

    async def answer(self, query: AskFrontPage, asker: Asker, seen: Viewpoint) -> FrontPage:
        """The schedules of the asker's workspace that post to channels they can see."""
        states = await self._schedules.all(asker.workplace)
        visible = [s for s in states if str(s.schedule.channel) in query.channels]
        return FrontPage(tuple([await self._issue(state, seen) for state in visible]), seen)

    async def _issue(self, state: ScheduleState, seen: Viewpoint) -> LastIssue:
        since = seen.now - RECENT
        editions = await self._ledger.editions(state.schedule.id, since=since)
        posted = [edition for edition in editions if edition.state == POSTED]
        if not posted:
            return LastIssue(state)
        last = posted[-1]
        said = await self._memory.said_in(last.key)
        stories = tuple(filed.story for filed in await self._archive.stories(said))
        return LastIssue(state, stories, last.posted_at)
