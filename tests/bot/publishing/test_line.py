from datetime import timedelta
from types import SimpleNamespace

from bot.publishing.gates import Shut
from bot.publishing.line import EARLY, HORIZON, Line
from tests.builders import NOW

SECOND = timedelta(seconds=1)


def claim(number):
    return SimpleNamespace(number=number, fence=1)


def shut(key, seconds=1):
    return Shut(key=key, until=NOW + seconds * SECOND, every=SECOND)


def taken(line, now):
    numbers = []
    while one := line.take(now):
        numbers.append(one.number)
    return numbers


def test_nobody_is_called_before_the_gate_opens():
    line = Line()
    line.add(claim(1), shut("T1", 2))
    assert line.next_open() == NOW + 2 * SECOND
    assert line.take(NOW + SECOND) is None
    assert line.take(NOW + 2 * SECOND).number == 1
    assert line.next_open() is None


def test_the_oldest_is_called_first_whenever_it_came():
    line = Line()
    for number in (3, 1, 2):
        line.add(claim(number), shut("T1"))
    assert taken(line, NOW + SECOND) == [1, 2, 3]


def test_one_who_is_sent_back_keeps_the_others_waiting_for_the_same():
    line = Line()
    for number in (1, 2):
        line.add(claim(number), shut("T1"))
    line.add(claim(3), shut("T2"))
    first = line.take(NOW + SECOND)
    line.add(first, shut("T1", 5))
    assert taken(line, NOW + SECOND) == [3]
    assert taken(line, NOW + 5 * SECOND) == [1, 2]


def test_who_would_wait_long_waits_elsewhere_each_until_a_time_of_its_own():
    line = Line()
    for number in range(10):
        assert line.put_off_until(claim(number), shut("T1", 0), now=NOW) is None
        line.add(claim(number), shut("T1", 0))
    line.add(claim(10), shut("T1", 0))
    times = [line.put_off_until(claim(n), shut("T1", 0), now=NOW) for n in (11, 12, 13)]
    assert times == [NOW + HORIZON + n * SECOND - EARLY for n in (1, 2, 3)]
    assert line.put_off_until(claim(14), shut("T2", 0), now=NOW) is None


def test_who_had_a_turn_elsewhere_is_not_sent_there_again_nor_is_the_first_of_the_line():
    line = Line()
    for number in range(100):
        if line.put_off_until(claim(number), shut("T1", 0), now=NOW) is None:
            line.add(claim(number), shut("T1", 0))
    assert len(line) == HORIZON // SECOND + 1
    first = line.take(NOW)
    assert line.put_off_until(first, shut("T1", 1), now=NOW) is None
    line.add(first, shut("T1", 1))
    back = claim(len(line))
    assert line.put_off_until(back, shut("T1", 1), now=NOW + EARLY) is None


def test_who_stands_in_the_line_comes_before_an_older_one_that_is_sent_elsewhere():
    line = Line()
    for number in (1, *range(20, 60)):
        line.add(claim(number), shut("T1", 0))
    assert line.put_off_until(claim(10), shut("T1", 0), now=NOW) is not None
    assert line.take(NOW).number == 1

    waiting = line.take(NOW)

    assert waiting.number == 20
    assert line.put_off_until(waiting, shut("T1", 1), now=NOW) is None


def test_a_line_dissolves_into_all_who_waited():
    line = Line()
    for number in range(3):
        line.add(claim(number), shut(f"T{number % 2}"))
    assert {one.number for one in line.dissolve()} == {0, 1, 2}
    assert len(line) == 0
    assert line.next_open() is None
