"""A clock that stands still and a platform that does as it's told."""

import pytest

from bot.publishing.delivery import Delivery
from tests.fakes.clock import StoppedClock
from tests.fakes.platform import FakePlatform
from tests.fakes.ticker import FakeTicker


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def ticker():
    return FakeTicker()


@pytest.fixture
def platform(clock):
    return FakePlatform(clock)


@pytest.fixture
def delivery(database, platform, ticker, clock):
    """Not entered: a test lets it work by `drained`."""
    return Delivery(database, {platform.name: platform}, ticker, clock)
