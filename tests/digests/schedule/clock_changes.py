"""The clock changes of zones whose rules differ, and what a look at the clock says of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = (
    "Africa/Cairo",  # midnight goes missing
    "Africa/Casablanca",  # winter time in Ramadan
    "America/Asuncion",
    "America/Havana",
    "America/Mexico_City",
    "America/New_York",
    "America/Nuuk",  # the hour before midnight goes missing
    "America/Santiago",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Casey",  # by several hours
    "Antarctica/Troll",  # by two hours
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",  # by half an hour
    "Europe/London",
    "Europe/Volgograd",
    "Pacific/Apia",
    "Pacific/Chatham",  # 45 minutes off
    "Pacific/Norfolk",
)

FIRST_YEAR, LAST_YEAR = 2020, 2037

ONE_DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))


@dataclass(frozen=True, kw_only=True)
class ClockChange:
    """Clocks go forward by *gap* (negative: back) on a local date beside *day*."""

    day: date
    gap: timedelta


def clock_changes(zone):
    """Every change of *zone*'s clocks, by looking at its offset day by day."""
    moment = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    before = moment.astimezone(zone).utcoffset()
    while moment.year <= LAST_YEAR:
        moment += ONE_DAY
        offset = moment.astimezone(zone).utcoffset()
        if offset != before:
            yield ClockChange(day=moment.astimezone(zone).date(), gap=offset - before)
        before = offset


def first_shown(zone, start, end):
    """When *zone*'s clocks first show each quarter of an hour between two dates: local → UTC."""
    moment = datetime.combine(start - ONE_DAY, time(), tzinfo=UTC)
    stop = datetime.combine(end + 3 * ONE_DAY, time(), tzinfo=UTC)
    shown = {}
    while moment < stop:
        shown.setdefault(moment.astimezone(zone).replace(tzinfo=None), moment)
        moment += QUARTER
    return shown


ZONES_THAT_SKIPPED_A_DATE = (
    (ZoneInfo("Pacific/Apia"), date(2011, 12, 30)),
    (ZoneInfo("Pacific/Fakaofo"), date(2011, 12, 30)),
    (ZoneInfo("Pacific/Kiritimati"), date(1994, 12, 31)),
    (ZoneInfo("Pacific/Kwajalein"), date(1993, 8, 21)),
)
