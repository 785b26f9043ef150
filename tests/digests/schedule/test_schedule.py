import pytest

from tests.builders import schedule


@pytest.mark.parametrize(
    ("fields", "heading"),
    [
        ({"name": "morning-brief"}, "Morning brief"),
        ({"name": "week_in_review"}, "Week in review"),
        ({"name": "morning-brief", "title": "iPhone week"}, "iPhone week"),
    ],
)
def test_a_schedule_is_headed_by_its_title_or_its_name_in_words(fields, heading):
    assert schedule(**fields).heading == heading
