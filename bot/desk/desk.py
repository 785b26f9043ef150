"""Which part of the desk answers what, and how often one asker may ask."""

import math
import time
from secrets import token_hex
from typing import assert_never

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from structlog.contextvars import bound_contextvars

from bot.clock import Clock
from bot.commands.queries import (
    Asker,
    AskFrontPage,
    AskHelp,
    AskLatest,
    AskSchedule,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
    NotUnderstood,
    Query,
)
from bot.commands.replies import AskedTooOften, HelpShown, NotAnswered, Reply, Viewpoint
from bot.commands.verbs import help_for
from bot.desk.front_page import FrontPages
from bot.desk.reading_room import ReadingRoom
from bot.desk.schedule_desk import ScheduleDesk
from bot.desk.suggestions import Kind, Suggestion, Suggestions
from bot.settings import Settings

log = structlog.get_logger(__name__)

ANSWERS_A_MINUTE = RateLimitItemPerMinute(20)
"""For one asker (DESIGN D16); a terminal has but one, who may ask as often as they like."""


class Desk:
    """Answers queries: readers' ones from the archive, admins' ones about schedules."""

    def __init__(
        self,
        reading_room: ReadingRoom,
        schedules: ScheduleDesk,
        front_pages: FrontPages,
        suggestions: Suggestions,
        clock: Clock,
    ) -> None:
        self._reading_room = reading_room
        self._schedules = schedules
        self._front_pages = front_pages
        self._suggestions = suggestions
        self._clock = clock
        self._asked = MovingWindowRateLimiter(MemoryStorage())

    def use(self, settings: Settings) -> None:
        """Answer by *settings* from now on, as after a reload."""
        self._reading_room.use(settings.topics)
        self._schedules.use(settings)
        self._suggestions.use(settings.topics)

    async def answer(self, query: Query, asker: Asker) -> Reply:
        """What *asker* gets for *query*; whatever was typed and whatever breaks, it's an answer.

        Each has a line in the log; its id is on every line that is logged on the way.
        """
        id_ = token_hex(4)
        with bound_contextvars(query=id_):
            try:
                reply = self._too_often(asker) or await self._answer(query, asker)
            except Exception:
                log.exception("answer failed", asked=type(query).__name__, platform=asker.platform)
                return NotAnswered(id_)
            log.info(
                "query answered",
                asked=type(query).__name__,
                reply=type(reply).__name__,
                platform=asker.platform,
            )
            return reply

    async def suggest(self, kind: Kind, typed: str, asker: Asker) -> tuple[Suggestion, ...]:
        """What *asker* may mean by what is *typed* so far; () where it can't be looked up."""
        try:
            return await self._suggestions.answer(kind, typed, asker)
        except Exception:  # the edge of a task: whoever types goes on typing
            log.exception("suggestions failed", kind=kind.value, platform=asker.platform)
            return ()

    async def _answer(self, query: Query, asker: Asker) -> Reply:
        seen = Viewpoint(self._clock.now(), asker.zone)
        match query:
            case AskLatest():
                return await self._reading_room.latest(query, asker, seen)
            case AskStory(words):
                return await self._reading_room.story(words, seen)
            case AskSimilar(words):
                return await self._reading_room.similar(words, seen)
            case AskSearch():
                return await self._reading_room.search(query, seen)
            case AskTopics():
                return await self._reading_room.topics(seen)
            case AskHelp(verb):
                return HelpShown(help_for(verb))
            case AskSchedule():
                return await self._schedules.answer(query, asker, seen.now)
            case AskFrontPage():
                return await self._front_pages.answer(query, asker, seen)
            case NotUnderstood():
                return query
            case _:
                assert_never(query)

    def _too_often(self, asker: Asker) -> AskedTooOften | None:
        if asker.platform == "console":
            return None
        whose = (asker.platform, asker.workspace or "", asker.user)
        if self._asked.hit(ANSWERS_A_MINUTE, *whose):
            return None
        until = self._asked.get_window_stats(ANSWERS_A_MINUTE, *whose).reset_time
        return AskedTooOften(max(1, math.ceil(until - time.time())))  # the limiter's own clock
