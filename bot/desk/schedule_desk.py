"""What admins ask about schedules: to see them, to change those made in chat, to preview and run.

Chat sees and changes only what belongs to its own workspace or server; the console, its own
(DESIGN D13). What is typed is checked as the settings file is, with the same sentences.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol, assert_never

import structlog

from bot.chat import PostFailed
from bot.commands.queries import Asker, AskSchedule
from bot.commands.replies import (
    DigestReady,
    EditionOrdered,
    Reply,
    ScheduleList,
    ScheduleRefused,
    ScheduleShown,
    ScheduleState,
)
from bot.commands.verbs import COMMAND
from bot.database.definitions import place
from bot.database.schedules import ScheduleReadOnly, Schedules
from bot.errors import UsageError
from bot.settings import SettingRefused, Settings, typed_schedule
from digests.digest import Digest, topics_gone
from digests.schedule.channel import Channel
from digests.schedule.occurrences import next_occurrence
from digests.schedule.schedule import Schedule

log = structlog.get_logger(__name__)

NEXT_TIMES = 5
"""How many of a schedule's next times are shown: a week of a daily one, all but the weekend."""


class Orders(Protocol):
    """What the desk asks of the press."""

    async def preview(self, schedule: Schedule) -> Digest:
        """What *schedule* would say now; nothing is posted and nothing counts as told."""
        ...

    async def run(self, schedule: Schedule, *, who: str) -> EditionOrdered:
        """Order an extra edition, asked for by *who*, and say how far it has come."""
        ...


class Channels(Protocol):
    """What the desk asks of a platform."""

    async def obstacle(self, channel: Channel) -> str | None:
        """What keeps posts from *channel*, with the remedy; raises PostFailed."""
        ...


class ScheduleDesk:
    """Answers AskSchedule for admins; every change is in the audit, with who made it."""

    def __init__(
        self,
        schedules: Schedules,
        orders: Orders,
        settings: Settings,
        channels: Mapping[str, Channels] | None = None,
    ) -> None:
        """*channels* are the platforms that can be asked, by name; more may come to it later."""
        self._schedules = schedules
        self._orders = orders
        self._channels = {} if channels is None else channels
        self.use(settings)

    def use(self, settings: Settings) -> None:
        """Check what is typed against *settings* from now on, as after a reload."""
        self._topics = tuple(topic.name for topic in settings.topics)
        self._places = _places(settings)

    async def answer(self, query: AskSchedule, asker: Asker, now: datetime) -> Reply:
        """What became of *query*; where it can't be done, why not and what can."""
        if not asker.admin:
            return ScheduleRefused(
                "only admins see and change schedules",
                f"ask one of them, or read the newest stories any time: {COMMAND} latest",
            )
        try:
            return await self._answer(query, asker, now)
        except SettingRefused as refused:
            return ScheduleRefused(". ".join(refused.problems), "nothing was changed")
        except UsageError as refused:  # its message says what is wrong; what to do instead
            problem, _, remedy = str(refused).partition("; ")
            return ScheduleRefused(problem, remedy)

    async def _answer(self, query: AskSchedule, asker: Asker, now: datetime) -> Reply:
        if query.verb == "list":
            states = await self._schedules.all(asker.workplace)
            return ScheduleList(tuple(self._standing(state) for state in states))
        if query.verb == "add":
            return await self._add(query, asker, now)
        state = await self._schedules.get(query.name, asker.workplace)
        match query.verb:
            case "show":
                return self._shown(state)
            case "preview":
                return DigestReady(await self._orders.preview(state.schedule))
            case "run" if not state.taken_up:
                raise UsageError(
                    f"no bot has taken up “{state.schedule.name}” yet; start broadsheet run, "
                    "or broadsheet reload where one runs"
                )
            case "run":
                return await self._orders.run(state.schedule, who=who(asker))
            case "edit" | "pause" | "resume" | "remove":
                return await self._change(query, state, asker, now)
            case _:
                assert_never(query.verb)

    async def _add(self, query: AskSchedule, asker: Asker, now: datetime) -> Reply:
        wanted = self._typed(query, asker)
        made = await self._schedules.add(wanted, who=who(asker), now=now)
        return await self._looked_at(await self._changed(made.id, "added"))

    async def _change(
        self, query: AskSchedule, state: ScheduleState, asker: Asker, now: datetime
    ) -> Reply:
        left = state.paused and not state.schedule.paused  # as where the bot was thrown out
        if state.from_file and not (query.verb == "resume" and left):
            raise self._read_only(state, query.verb)
        id_ = state.schedule.id
        match query.verb:
            case "pause":
                await self._schedules.pause(id_, who=who(asker), now=now)
                return await self._changed(id_, "paused")
            case "resume":
                await self._schedules.resume(id_, who=who(asker), now=now)
                return await self._changed(id_, "resumed")
            case "remove":
                await self._schedules.remove(id_, who=who(asker), now=now)
                gone = replace(state, next_due=None, paused=False)
                return ScheduleShown(gone, (), change="removed")
            case _:
                wanted = self._typed(query, asker, onto=state.schedule)
                await self._schedules.edit(wanted, who=who(asker), now=now)
                return await self._looked_at(await self._changed(id_, "changed"))

    async def _looked_at(self, shown: ScheduleShown) -> ScheduleShown:
        """*shown* with what keeps digests from its channel, as far as that can be told now."""
        channel = shown.state.schedule.channel
        platform = self._channels.get(channel.platform)
        if platform is None:
            return shown
        try:
            return replace(shown, obstacle=await platform.obstacle(channel))
        except PostFailed as unknown:
            log.warning("channel not examined", channel=str(channel), reason=unknown.problem)
            return shown

    async def _changed(self, id_: str, change: str) -> ScheduleShown:
        return self._shown(await self._schedules.get(id_), change)

    def _shown(self, state: ScheduleState, change: str | None = None) -> ScheduleShown:
        return ScheduleShown(self._standing(state), tuple(_upcoming(state)), change)

    def _standing(self, state: ScheduleState) -> ScheduleState:
        """*state* with what it names in vain: only the desk knows the topics in use."""
        return replace(state, topics_gone=topics_gone(state.schedule.topics, self._topics))

    def _typed(self, query: AskSchedule, asker: Asker, onto: Schedule | None = None) -> Schedule:
        """The schedule that is asked for, in a channel of the asker's own workspace."""
        if asker.channel is None and onto is None and "channel" not in dict(query.settings):
            raise UsageError("there's no channel here to post to; name one with channel: …")
        wanted = typed_schedule(
            query.name,
            query.settings,
            channel=_where(asker),
            zone=asker.zone,
            topics=self._topics,
            onto=onto,
        )
        channel = wanted.channel
        if channel.platform == asker.platform and channel.workspace is None:
            channel = replace(channel, workspace=asker.workspace)
        if place(channel) != asker.workplace:
            raise UsageError(
                f"from here, digests can't be sent to {channel}; "
                "name a channel of this place, or put the schedule into the settings file"
            )
        return replace(wanted, channel=channel)

    def _read_only(self, state: ScheduleState, verb: str) -> ScheduleReadOnly:
        name = state.schedule.name
        where = self._places.get(name, "the settings file")
        if verb == "resume":
            how = "take paused: true away there" if state.paused else "it isn't paused"
            reload = " and run broadsheet reload" if state.paused else ""
            return ScheduleReadOnly(f"“{name}” comes from {where}; {how}{reload}")
        how = "to pause it, write paused: true there" if verb == "pause" else "change it there"
        remedy = f"{how} and run broadsheet reload. Here it can be shown, previewed and run"
        return ScheduleReadOnly(f"“{name}” comes from {where}; {remedy}")


def _where(asker: Asker) -> Channel:
    """The channel asked from; outside of any, the platform alone."""
    return Channel.parse(asker.channel) if asker.channel else Channel(platform=asker.platform)


def who(asker: Asker) -> str:
    """The asker, for the audit: "slack:U012"."""
    return f"{asker.platform}:{asker.user}"


def _upcoming(state: ScheduleState) -> list[datetime]:
    """Its next times (UTC); none while it's paused."""
    times: list[datetime] = []
    due, schedule = state.next_due, state.schedule
    while due is not None and len(times) < NEXT_TIMES:
        times.append(due)
        following = next_occurrence(schedule.rhythm, schedule.zone, after=due)
        due = following.due if following else None
    return times


def _places(settings: Settings) -> Mapping[str, str]:
    """Where each of the file's schedules stands: "broadsheet.yaml:24", by name."""
    origins = settings.origins
    return {
        schedule.name: origins[f"schedules[{n}]"]
        for n, schedule in enumerate(settings.schedules)
        if f"schedules[{n}]" in origins
    }
