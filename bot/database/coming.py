"""Schedules of the settings file that no bot has taken up yet: before its first run or a reload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.commands.replies import ScheduleState
from bot.database.definitions import place
from digests.schedule.occurrences import next_occurrence
from digests.schedule.schedule import Schedule


@dataclass(frozen=True, kw_only=True)
class Coming:
    """The *schedules* of a settings file at *now* (UTC); *renamed* as in Settings.

    Until one is taken up, its name is its id.
    """

    schedules: Sequence[Schedule] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None

    def beside(
        self, known: Sequence[ScheduleState], workspace: str | None
    ) -> tuple[ScheduleState, ...]:
        """Those of *workspace*, or of all where it's None, that aren't *known* by any name."""
        taken_up = {state.schedule.name for state in known if state.from_file}
        return tuple(
            self._state(schedule)
            for schedule in self.schedules
            if workspace in (None, place(schedule.channel))
            and taken_up.isdisjoint({schedule.name, self.renamed.get(schedule.name, "")})
        )

    def _state(self, schedule: Schedule) -> ScheduleState:
        due = None
        if self.now is not None and not schedule.paused:
            found = next_occurrence(schedule.rhythm, schedule.zone, after=self.now)
            due = None if found is None else found.due
        return ScheduleState(
            schedule=replace(schedule, id=schedule.name),
            next_due=due,
            paused=schedule.paused,
            from_file=True,
            taken_up=False,
        )
