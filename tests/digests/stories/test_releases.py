import pytest

from digests.article import Publisher
from digests.stories.composition import compose
from digests.stories.releases import is_release
from tests.builders import article


@pytest.mark.parametrize(
    "name",
    ["PR Newswire", "Business Wire", "GlobeNewswire", "PRWeb", "openpr.com", "EIN Presswire"],
)
def test_what_a_distributor_publishes_is_a_press_release(name):
    assert is_release(article(publisher=Publisher(name=name)))


@pytest.mark.parametrize("name", ["HPCwire", "GeekWire", "Newswire of Bonn", "Reuters", "Wired"])
def test_a_newspaper_with_a_wire_in_its_name_is_none(name):
    assert not is_release(article(publisher=Publisher(name=name)))


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON, Jan. 4, 2021 /PRNewswire/ -- ",
        "SEOUL, Jan. 4, 2021 /PRNewswire-AsiaNet/ -- ",
        "WATERLOO, Ontario--(BUSINESS WIRE)--",
        "( BUSINESS WIRE )-- ",
        "LEEDS, Oct. 5, 2020 (GLOBE NEWSWIRE) -- ",
        "WAKEFIELD, MA / ACCESSWIRE / May 25, 2021 / ",
    ],
)
def test_its_dateline_betrays_it_wherever_it_is_printed(dateline):
    printed = article(text=f"{dateline}Acme mends bridges.", publisher=Publisher(name="Echo"))
    assert is_release(printed)
    assert [t.released for t in compose("a", [printed], {}).tellings] == [True]


def test_a_report_that_names_a_distributor_is_none():
    assert not is_release(article(text="Acme said so in a statement on Business Wire (and more)."))
    assert not is_release(article(excerpt="Bonn (Reuters) - The wires are down."))
