"""A desk that answers as a test says, and remembers what it was asked by whom."""

from dataclasses import dataclass, field

from bot.commands.queries import (
    AskFrontPage,
    AskSchedule,
    AskSearch,
    AskStory,
    NotUnderstood,
)
from bot.commands.replies import (
    FrontPage,
    HelpShown,
    ScheduleList,
    ScheduleRefused,
    SeveralFound,
    StoriesFound,
    StoryFound,
    Viewpoint,
)
from bot.commands.verbs import help_for
from bot.desk import Suggestion
from tests.builders import NOW, story

ZHIPU = story("Alibaba, Tencent among investors in Zhipu", id="zhipu0000000000a")
OTHER = story("Another round for Zhipu", id="zhipu0000000000b")


@dataclass
class FakeDesk:
    """One story; with `several`, two; a search has three pages; schedules are the admins'."""

    asked: list = field(default_factory=list)
    suggested: list = field(default_factory=list)
    several: bool = False
    reply: object = None
    before = None

    async def answer(self, query, asker):
        self.asked.append((query, asker))
        if self.before is not None:
            await self.before()
        seen = Viewpoint(NOW, asker.zone)
        if self.reply is not None:
            return self.reply
        match query:
            case AskStory(words) if self.several and words != ZHIPU.id:
                return SeveralFound(words, (ZHIPU, OTHER), seen, 2)
            case AskStory():
                return StoryFound(ZHIPU, (), seen)
            case AskSearch(terms, page):
                return StoriesFound(terms.typed, (ZHIPU,), 12, 12, page, 3, {}, seen)
            case AskSchedule():
                return ScheduleList(()) if asker.admin else ScheduleRefused("only admins", "ask")
            case AskFrontPage():
                return FrontPage((), seen)
            case NotUnderstood():
                return query
            case _:
                return HelpShown(help_for(None))

    async def suggest(self, kind, typed, asker):
        self.suggested.append((kind, typed, asker))
        return tuple(Suggestion(s.id, s.title, "Daily Example") for s in (ZHIPU, OTHER))
