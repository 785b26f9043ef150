"""What the terminal says of itself when the bot starts: one line, never a digest again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.replies import ScheduleState
from bot.database.outcomes import POSTED, EditionRecord
from bot.platforms.console.lines import Line, LineStyle, line
from digests.wording import counted, place

SHOWN = 3
"""Schedules that the line names; the others are counted."""


def nothing_to_read(folders: Sequence[str]) -> Line:
    """Which folders were looked in, and what would be read there."""
    where = ", ".join(folders) or "no folder: the settings name none under sources"
    return line(
        LineStyle.NOTE,
        f"No articles in {where}. Documents (*.txt, *.md, *.html) are taken up at once.",
    )


def standing(
    soonest: Sequence[ScheduleState], ledger: Iterable[EditionRecord], *, count: int
) -> Line:
    """What the *soonest* of *count* schedules told last, and when their next editions are due."""
    last = {e.schedule: e for e in ledger if e.state == POSTED}
    named = [_of(state, last.get(state.schedule.name)) for state in soonest]
    if count > len(soonest):
        named.append(f"{counted(count - len(soonest), 'more schedule')}: broadsheet schedules")
    return line(
        LineStyle.NOTE, f"{'; '.join(named) or 'No schedule is due: broadsheet schedules'}."
    )


def _of(state: ScheduleState, last: EditionRecord | None) -> str:
    schedule = state.schedule
    told = ""
    if last is not None:
        when = _at(last.posted_at or last.due, schedule.zone)
        told = f" told {counted(last.stories, 'story')} on {when} and"
    coming = f" comes next on {_at(state.next_due, schedule.zone)}" if state.next_due else ""
    return f"{schedule.heading}{told}{coming} ({place(schedule.zone)})"


def _at(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B at %H:%M}"
