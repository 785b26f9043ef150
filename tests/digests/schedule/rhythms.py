"""Any rhythm at all, for property tests."""

from datetime import date, time

from hypothesis import strategies as st

from digests.schedule.crontab import Crontab
from digests.schedule.days import ORDINALS, MonthlyDay, MonthlyWeekday, Weekly
from digests.schedule.rhythm import Rhythm

_CRON_LINES = st.builds(
    " ".join,
    st.tuples(
        st.sampled_from(["0", "30", "*/20", "5,15", "0,45"]),
        st.sampled_from(["0", "9", "*/8", "22-23", "1,2"]),
        st.sampled_from(["*", "1", "31", "*/10", "l", "8-14"]),
        st.sampled_from(["*", "1", "jan,jul", "*/3", "10-12"]),
        st.sampled_from(["*", "0", "7", "mon-fri", "5#2", "6l"]),
    ),
)


def _sorted_sets(values):
    return st.sets(values, min_size=1, max_size=7).map(lambda some: tuple(sorted(some)))


def _every_weeks():
    return st.builds(
        Weekly,
        days=_sorted_sets(st.integers(0, 6)),
        weeks=st.integers(2, 52),
        starting=st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    )


def _crontabs():
    return _CRON_LINES.map(Crontab).map(lambda tab: Rhythm(days=tab, times=tab.times))


def rhythms():
    """A strategy for rhythms of every kind."""
    days = st.one_of(
        st.builds(Weekly, days=_sorted_sets(st.integers(0, 6))),
        _every_weeks(),
        st.builds(
            MonthlyWeekday,
            nth=st.sampled_from(sorted(ORDINALS.values())),
            weekday=st.integers(0, 6),
        ),
        st.builds(MonthlyDay, day=st.integers(1, 28) | st.just(-1)),
    )
    return st.builds(Rhythm, days=days, times=_times()) | _crontabs()


@st.composite
def _times(draw):
    """Times of a day, five minutes apart at least, or the grammar refuses them."""
    every = draw(st.integers(5, 60))
    later = draw(st.integers(0, every - 1))
    numbers = draw(_sorted_sets(st.integers(0, (1440 - every - later) // every)))
    return tuple(time(*divmod(every * n + later, 60)) for n in numbers)
