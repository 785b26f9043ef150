from datetime import timedelta

import pytest

from digests.article import Publisher
from digests.stories.ranking import families, score
from tests.builders import NOW, story, telling

DAY = timedelta(days=1)


def parts(told, length=DAY):
    return {
        name: round(value, 1) for name, value in score(told, now=NOW, length=length).parts.items()
    }


def test_a_score_shows_its_parts():
    told = story(publishers=3, published=NOW - timedelta(hours=4), quality=37, heat=52)
    assert parts(told) == {"3 publishers": 2.1, "4 h old": 0.8, "quality 37": -0.1, "heat 52": 0.4}


def test_more_publishers_weigh_more_but_ever_less():
    one, two, nine, ten = (
        score(story(publishers=n), now=NOW, length=DAY).total for n in (1, 2, 9, 10)
    )
    assert two - one > 0.5
    assert 0 < ten - nine < 0.2


def test_an_unknown_publisher_is_a_voice_without_a_name():
    assert parts(story(publishers=0))["publisher unknown"] == parts(story())["1 publisher"]


def test_a_reprint_adds_no_voice():
    first = telling("Echo")
    copy = telling("Gazette", reprint_of=first.article)
    assert "1 publisher" in parts(story(tellings=(first, copy)))


def test_however_many_print_a_press_release_they_are_one_voice():
    wires = [telling(name, released=True) for name in ("Business Wire", "Echo", "Gazette")]
    report = telling("Daily Example")
    assert parts(story(tellings=wires))["1 publisher"] == parts(story())["1 publisher"]
    assert "2 publishers" in parts(story(tellings=(*wires, report)))


def test_what_only_a_press_release_tells_stands_below_what_somebody_reports():
    wire, report = telling("Business Wire", released=True), telling("Daily Example")
    assert parts(story(tellings=(wire,)))["press release"] == -0.6
    assert "press release" not in parts(story(tellings=(wire, report)))


@pytest.mark.parametrize(
    ("houses", "count"),
    [
        ([("Echo", "echo.example")], 1),
        ([("Echo", "echo.example"), ("Echo Tech", "www.echo.example")], 1),
        ([("Echo", "echo.example"), ("Echo Asia", "asia.echo.example")], 1),
        ([("Echo", "echo.example"), ("Echo", None)], 1),
        ([("Echo", None), ("ECHO", None)], 1),
        ([("Echo", "echo.example"), ("Echo", "echo.test")], 2),
        ([("Echo", "echo.example"), ("Gazette", None)], 2),
        ([("Echo", "echo.example"), ("Narcho", "myecho.example")], 2),
        ([], 0),
    ],
)
def test_feeds_of_one_house_are_one_voice(houses, count):
    publishers = [Publisher(name=name, domain=domain) for name, domain in houses]
    assert families(publishers) == families(reversed(publishers)) == count


def test_what_is_old_for_a_day_is_fresh_for_a_week():
    told = story(published=NOW - timedelta(hours=30))
    assert parts(told)["30 h old"] == 0.3
    assert parts(told, timedelta(days=7))["30 h old"] == 0.8


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(minutes=5), "5 min old"),
        (timedelta(hours=47), "47 h old"),
        (timedelta(days=3), "3 days old"),
        (timedelta(hours=-2), "0 min old"),
    ],
)
def test_an_age_is_worded_and_never_in_the_future(age, words):
    assert words in parts(story(published=NOW - age))


def test_an_undated_story_is_neither_new_nor_old():
    new, old = (story(published=NOW - h * timedelta(hours=1)) for h in (0, 24))
    assert parts(old)["24 h old"] < parts(story())["undated"] < parts(new)["0 min old"]


def test_a_source_that_says_nothing_of_quality_or_heat_costs_nothing():
    assert set(parts(story(heat=-1))) == {"1 publisher", "undated"}


def test_no_quality_or_heat_outweighs_everything():
    assert parts(story(quality=100000, heat=10**9)) == {
        "1 publisher": 1.0,
        "undated": 0.6,
        "quality 100000": 0.5,
        "heat 1000000000": 0.5,
    }


@pytest.mark.parametrize(
    ("addressing", "lost"), [(0.0, None), (0.019, None), (0.03, -0.5), (0.06, -1.0), (0.2, -1.0)]
)
def test_what_speaks_to_its_reader_stands_below_what_reports(addressing, lost):
    told = story(published=NOW, addressing=addressing)
    assert parts(told).get("speaks to its reader") == lost
