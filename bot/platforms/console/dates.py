"""Ages and dates as a terminal shows them; it can't count on, so beyond a week it says the date."""

from datetime import datetime, timedelta

from bot.commands.replies import Viewpoint

RECENT = timedelta(days=7)


def age(moment: datetime, seen: Viewpoint) -> str:
    """ "12 minutes ago", "3 days ago", "12 May 2023"."""
    past = seen.now - moment
    if past < timedelta(minutes=1):
        return "just now"
    if past < timedelta(hours=1):
        return _ago(past // timedelta(minutes=1), "minute")
    if past < timedelta(days=1):
        return _ago(past // timedelta(hours=1), "hour")
    return _ago(past.days, "day") if past < RECENT else day(moment, seen)


def day(moment: datetime, seen: Viewpoint) -> str:
    """ "12 May 2023" in the asker's zone."""
    local = moment.astimezone(seen.zone)
    return f"{local.day} {local:%B %Y}"


def day_and_time(moment: datetime, seen: Viewpoint) -> str:
    """ "12 May 2023, 15:10" in the asker's zone."""
    return f"{day(moment, seen)}, {moment.astimezone(seen.zone):%H:%M}"


def _ago(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
