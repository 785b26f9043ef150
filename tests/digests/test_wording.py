from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.digest import Digest, Section
from digests.schedule.edition import EditionKey
from digests.stories.story import Sentence
from digests.wording import (
    counted,
    dateline,
    houses,
    in_one_run,
    last_line,
    minutes,
    more,
    next_issue,
    period,
    place,
    tally,
)
from tests.builders import HONG_KONG, NOW, edition, story

LONDON = ZoneInfo("Europe/London")


def digest(*stories, **fields):
    sections = (Section(topic="Money", stories=stories),) if stories else ()
    defaults = {"since": NOW - timedelta(days=1), "until": NOW, "zone": HONG_KONG}
    return Digest(heading="Morning brief", sections=sections, **{**defaults, **fields})


def at(day, hour=9, zone=HONG_KONG):
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2026, 11, 21), date(2026, 11, 22), "Sunday 22 November 2026"),
        (date(2026, 11, 22), date(2026, 11, 22), "Sunday 22 November 2026"),
        (date(2026, 11, 15), date(2026, 11, 22), "16–22 November 2026"),
        (date(2026, 11, 27), date(2026, 12, 4), "28 November – 4 December 2026"),
        (date(2026, 12, 28), date(2027, 1, 4), "29 December 2026 – 4 January 2027"),
    ],
)
def test_a_period_begins_where_the_issue_before_ended(since, until, words):
    assert period(at(since), until, HONG_KONG) == words


def test_the_date_is_the_readers_not_utc():
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert dateline(digest(until=late)) == "Sunday 22 November 2026"
    assert dateline(digest(until=late, zone=LONDON)) == "Saturday 21 November 2026"


def test_an_edition_made_ahead_or_late_bears_its_own_date():
    def of(day, **fields):
        issue = edition(key=EditionKey(schedule="schedule1", day=date(2026, 11, day)))
        return digest(edition=issue, **fields)

    assert dateline(of(24)) == "22–24 November 2026"
    assert dateline(of(21)) == "Saturday 21 November 2026"
    assert dateline(of(22)) == "Sunday 22 November 2026"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Hong_Kong", "Hong Kong"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_is_named_by_its_place(zone, name):
    assert place(ZoneInfo(zone)) == name


def test_a_day_of_25_hours_is_one_day():
    since, until = at(date(2026, 10, 24), zone=LONDON), at(date(2026, 10, 25), zone=LONDON)
    assert until - since == timedelta(hours=25)
    assert dateline(digest(since=since, until=until, zone=LONDON)) == "Sunday 25 October 2026"


def test_the_tally_counts_stories_publishers_and_minutes():
    told = digest(story(publishers=["Echo", "Gazette"]), story(publishers=["Echo"]))
    assert tally(told) == "2 stories from 2 publishers, 1 minute"
    assert tally(digest(story(publishers=1))) == "1 story from 1 publisher, 1 minute"


def test_unknown_publishers_are_not_counted():
    assert tally(digest(story(publishers=0))) == "1 story, 1 minute"


def test_an_empty_issue_says_so():
    assert tally(digest()) == "no new stories"


def test_reading_time_is_that_of_titles_and_what_is_shown_of_summaries():
    def told(text):
        return story("Nine " * 9, summary=(Sentence(text=text, article="a"),) * 2)

    assert minutes((told("word " * 39),) * 3) == 2  # 261 words at 230 a minute
    assert minutes((told("word " * 60),) * 3) == 1  # two such sentences are more than is shown
    assert minutes((told("字" * 190),) * 5) == 2  # 2 × 38 words a story, and nine


def test_what_is_left_out_and_what_comes_next_make_the_last_line():
    due = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert more(digest(left_out=1204)) == "and 1,204 more"
    assert next_issue(digest(next_due=due)) == "next: Monday 23 November, 09:00 (Hong Kong)"
    line = last_line(digest(left_out=14, next_due=due))
    assert line == "And 14 more; next: Monday 23 November, 09:00 (Hong Kong)"
    assert last_line(digest(next_due=due)) == "Next: Monday 23 November, 09:00 (Hong Kong)"
    assert last_line(digest()) == ""


def test_the_next_issue_names_its_year_where_it_is_another():
    found = digest(until=at(date(2026, 12, 31)), next_due=at(date(2027, 1, 1)))
    assert next_issue(found) == "next: Friday 1 January 2027, 09:00 (Hong Kong)"


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (1, "story", "1 story"),
        (1204, "story", "1,204 stories"),
        (0, "minute", "0 minutes"),
        (30, "day", "30 days"),
    ],
)
def test_what_is_counted_has_its_plural(count, noun, words):
    assert counted(count, noun) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), ""),
        (("Echo",), "Echo"),
        (("Echo", "Gazette"), "Echo and Gazette"),
        (("Echo", "Gazette", "Post"), "Echo, Gazette and Post"),
        (tuple("ABCDE"), "A, B, C and 2 more"),
    ],
)
def test_a_byline_names_three_houses_and_counts_the_others(names, words):
    assert houses(names) == words


def test_sentences_run_on_as_their_script_has_it():
    def said(*texts):
        return [Sentence(text=text, article="a") for text in texts]

    assert in_one_run(said("It rose.", "It fell.")) == "It rose. It fell."
    assert in_one_run(said("上涨。", "下跌。")) == "上涨。下跌。"
