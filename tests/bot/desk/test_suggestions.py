"""What's suggested while somebody types."""

from bot.desk import Kind
from digests.article import Publisher
from tests.builders import NOW, article


async def test_stories_are_suggested_by_what_is_typed_of_them(desk, tell, reader):
    chips, *_ = await tell(article(title="New chips for China"), article(title="A film festival"))

    (found,) = await desk.suggest(Kind.STORY, "chips", reader)

    assert (found.value, found.label) == (chips.id, "New chips for China")


async def test_a_slip_of_a_key_is_forgiven(desk, tell, reader):
    await tell(article(title="Semiconductor makers meet"), article(title="A film festival"))
    assert [s.label for s in await desk.suggest(Kind.STORY, "semicondutcor", reader)] == [
        "Semiconductor makers meet"
    ]


async def test_before_anything_is_typed_the_newest_stories_are_suggested(desk, tell, reader):
    await tell(article(title="One"), article(title="Two"))
    assert {s.label for s in await desk.suggest(Kind.STORY, "", reader)} == {"One", "Two"}


async def test_topics_are_suggested_in_their_order_elsewhere_last(desk, reader):
    assert [s.value for s in await desk.suggest(Kind.TOPIC, "", reader)] == [
        "Funding",
        "Policy & chips",
        "AI",
        "Elsewhere",
    ]


async def test_a_topic_is_found_by_any_of_its_words(desk, reader):
    assert [s.value for s in await desk.suggest(Kind.TOPIC, "chi", reader)] == ["Policy & chips"]


async def test_schedules_are_suggested_to_admins_alone(
    desk, schedules, settings, at_the_console, reader
):
    await schedules.synchronise(settings.schedules, now=NOW)
    assert [s.value for s in await desk.suggest(Kind.SCHEDULE, "mor", at_the_console)] == [
        "morning-brief"
    ]
    assert await desk.suggest(Kind.SCHEDULE, "mor", reader) == ()


async def test_publishers_are_suggested_by_the_beginning_of_a_word(desk, tell, reader):
    await tell(
        article(title="One", publisher=Publisher(name="The Daily Quay")),
        article(title="Two", publisher=Publisher(name="Echo")),
    )
    assert [s.value for s in await desk.suggest(Kind.PUBLISHER, "qu", reader)] == ["The Daily Quay"]
