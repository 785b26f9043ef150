from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.queries import AskLatest, AskSearch
from bot.commands.replies import (
    DigestReady,
    NoSuchTopic,
    NothingFound,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
)
from bot.desk.reading_room import CHOICES, DAYS, PAGE
from digests.article import Publisher
from digests.schedule.channel import Channel
from digests.search import parse_terms
from digests.topics import ELSEWHERE
from tests.builders import NOW, article, schedule

DAY = timedelta(days=1)
ZHIPU = "Alibaba, Tencent among investors in Zhipu, China’s OpenAI rival"


def titles(digest):
    return [(s.topic, story.title) for s in digest.sections for story in s.stories]


@pytest.mark.parametrize("words", ["zhipu", "Zhipu", "zhpiu", "the zhipu investors", ZHIPU])
async def test_words_that_name_one_of_the_seeds_give_that_story(seeds, reading_room, seen, words):
    answer = await reading_room.story(words, seen)

    assert isinstance(answer, StoryFound)
    assert answer.story.title == ZHIPU
    assert "Funding" in [filing.topic for filing in answer.filings]


async def test_words_that_fit_several_stories_offer_a_choice(tell, reading_room, seen):
    await tell(*(article(f"Harbour pilots strike on pier {n}") for n in range(CHOICES + 2)))

    answer = await reading_room.story("harbour strike", seen)

    assert isinstance(answer, SeveralFound)
    assert len(answer.stories) == CHOICES
    assert answer.total == CHOICES + 2


async def test_a_choice_is_answered_with_the_id_it_shows(tell, reading_room, seen):
    await tell(article("Harbour pilots strike"), article("Harbour pilots return"))
    choice = await reading_room.story("harbour pilots", seen)

    for story in choice.stories:
        answer = await reading_room.story(f" {story.id.upper()} ", seen)
        assert answer.story == story


async def test_a_whole_title_means_its_story_though_others_are_like_it(tell, reading_room, seen):
    await tell(*(article(f"Acme beats estimates in quarter {n}") for n in (1, 2, 3)))

    answer = await reading_room.story("ACME beats estimates in quarter 2", seen)

    assert answer.story.title == "Acme beats estimates in quarter 2"


async def test_the_only_story_with_every_word_is_the_one_that_was_meant(tell, reading_room, seen):
    await tell(
        article("Harbour pilots strike", text="Rotterdam is still."),
        article("Harbour cranes idle", text="Antwerp is still."),
        article("Harbour tolls rise", text="Hamburg is still."),
    )

    answer = await reading_room.story("harbour antwerp", seen)

    assert answer.story.title == "Harbour cranes idle"


async def test_a_button_on_a_story_that_is_gone_says_so(tell, reading_room, seen):
    await tell(article())

    answer = await reading_room.story("abcdefgh234567xy", seen)

    assert answer == NothingFound("abcdefgh234567xy", ("/news latest", "/news topics"), gone=True)


@pytest.mark.parametrize("words", ["quux", "☃", '"', "topic:", "'; DROP TABLE stories"])
async def test_words_that_nobody_wrote_find_nothing_and_say_what_would(
    seeds, reading_room, seen, words
):
    answer = await reading_room.story(words, seen)

    assert isinstance(answer, NothingFound)
    assert answer.suggestions
    assert not answer.gone


async def test_latest_shows_what_was_first_seen_last_under_its_topics(
    tell, reading_room, at_the_console, seen
):
    await tell(article("Old money", first_seen=NOW - 3 * DAY), topics=["Funding"])
    await tell(article("New money", first_seen=NOW - DAY), topics=["Funding"])
    await tell(article("New ferries", first_seen=NOW - 2 * DAY))

    answer = await reading_room.latest(AskLatest(), at_the_console, seen)
    two = await reading_room.latest(AskLatest(count=2), at_the_console, seen)

    assert titles(answer.digest) == [
        ("Funding", "New money"),
        ("Funding", "Old money"),
        (ELSEWHERE, "New ferries"),
    ]
    assert titles(two.digest) == [("Funding", "New money"), (ELSEWHERE, "New ferries")]


async def test_latest_follows_the_topics_of_the_channels_schedules(
    tell, reading_room, schedules, at_the_console, in_slack, seen
):
    await tell(article("Money"), topics=["Funding"])
    await tell(article("Chips"), topics=["Policy & chips"])
    await tell(article("Models"), topics=["AI"])
    await schedules.add(schedule(name="one", topics=("funding",)), who="a", now=NOW)
    await schedules.add(schedule(name="two", topics=("AI", "Funding")), who="a", now=NOW)

    here = await reading_room.latest(AskLatest(), at_the_console, seen)
    there = await reading_room.latest(AskLatest(), in_slack, seen)

    assert titles(here.digest) == [("Funding", "Money"), ("AI", "Models")]
    assert len(there.digest.stories) == 3


async def test_latest_shows_all_topics_where_one_schedule_names_none(
    tell, reading_room, schedules, at_the_console, seen
):
    await tell(article("Chips"), topics=["Policy & chips"])
    await schedules.add(schedule(name="one", topics=("Funding",)), who="a", now=NOW)
    await schedules.add(schedule(name="two", topics=()), who="a", now=NOW)

    answer = await reading_room.latest(AskLatest(), at_the_console, seen)

    assert titles(answer.digest) == [("Policy & chips", "Chips")]


async def test_latest_has_the_date_of_its_channels_digests(
    tell, reading_room, schedules, at_the_console, in_slack, seen
):
    await tell(article("Chips"), topics=["Policy & chips"])
    for name, zone in (("later", "Europe/London"), ("first", "Pacific/Auckland")):
        await schedules.add(schedule(name=name, zone=ZoneInfo(zone)), who="a", now=NOW)

    here = await reading_room.latest(AskLatest(), at_the_console, seen)
    of_a_topic = await reading_room.latest(AskLatest(topic="policy"), at_the_console, seen)
    there = await reading_room.latest(AskLatest(), in_slack, seen)

    assert here.digest.zone == of_a_topic.digest.zone == ZoneInfo("Pacific/Auckland")
    assert there.digest.zone == seen.zone, "no schedule posts there"


async def test_latest_follows_only_the_schedules_of_this_very_channel(
    tell, reading_room, schedules, in_slack, seen
):
    await tell(article("Chips"), topics=["Policy & chips"])
    await tell(article("Models"), topics=["AI"])
    for id_, topic in (("C0123", "AI"), ("C0999", "Policy & chips")):
        channel = Channel(platform="slack", workspace="T024", id=id_)
        await schedules.add(schedule(name=id_, channel=channel, topics=(topic,)), who="a", now=NOW)

    answer = await reading_room.latest(AskLatest(), in_slack, seen)

    assert titles(answer.digest) == [("AI", "Models")]


@pytest.mark.parametrize(
    "typed", ["Policy & chips", "policy & CHIPS", "policy", "chips", "polcy & chips", "polcy"]
)
async def test_a_topic_is_understood_however_it_is_typed(
    tell, reading_room, at_the_console, seen, typed
):
    await tell(article("Chips"), topics=["Policy & chips"])
    await tell(article("Money"), topics=["Funding"])

    answer = await reading_room.latest(AskLatest(topic=typed), at_the_console, seen)

    assert titles(answer.digest) == [("Policy & chips", "Chips")]
    assert answer.digest.heading == "Latest: Policy & chips"


async def test_latest_of_elsewhere_is_what_fits_nowhere(tell, reading_room, at_the_console, seen):
    await tell(article("Ferries"))
    await tell(article("Money"), topics=["Funding"])

    answer = await reading_room.latest(AskLatest(topic="elsewhere"), at_the_console, seen)

    assert titles(answer.digest) == [(ELSEWHERE, "Ferries")]


async def test_a_topic_there_is_not_names_those_there_are(reading_room, at_the_console, seen):
    known = ("Funding", "Policy & chips", "AI", ELSEWHERE)
    for typed in ("Sport", "AI Funding"):  # two topics aren't one of them
        answer = await reading_room.latest(AskLatest(topic=typed), at_the_console, seen)

        assert answer == NoSuchTopic(typed, known)


async def test_latest_of_an_empty_archive_is_no_digest(reading_room, at_the_console, seen):
    everything = await reading_room.latest(AskLatest(), at_the_console, seen)
    one = await reading_room.latest(AskLatest(topic="AI"), at_the_console, seen)

    assert everything == NothingFound("", ("/news topics", "/news help"))
    assert one == NothingFound("AI", ("/news topics", "/news help"))


async def test_latest_never_tells(seeds, reading_room, at_the_console, seen):
    first = await reading_room.latest(AskLatest(), at_the_console, seen)
    again = await reading_room.latest(AskLatest(), at_the_console, seen)

    assert isinstance(first, DigestReady)
    assert first == again
    assert first.digest.edition is None


async def test_a_search_goes_on_from_page_to_page(tell, reading_room, seen):
    await tell(*(article(f"Harbour report number {n}") for n in range(2 * PAGE + 1)))

    pages = [
        await reading_room.search(AskSearch(parse_terms("harbour"), page=n), seen)
        for n in (1, 2, 3)
    ]

    assert [(p.page, p.pages, p.total, len(p.stories)) for p in pages] == [
        (1, 3, 11, PAGE),
        (2, 3, 11, PAGE),
        (3, 3, 11, 1),
    ]
    assert len({story.id for p in pages for story in p.stories}) == 11


async def test_past_the_last_page_there_is_the_last(tell, reading_room, seen):
    await tell(*(article(f"Harbour report number {n}") for n in range(PAGE + 1)))

    answer = await reading_room.search(AskSearch(parse_terms("harbour"), page=99), seen)

    assert (answer.page, answer.pages, len(answer.stories)) == (2, 2, 1)


async def test_a_search_says_how_many_have_every_word(tell, reading_room, seen):
    await tell(article("Harbour strike ends"), article("Harbour tolls rise"))

    answer = await reading_room.search(AskSearch(parse_terms("harbour strike")), seen)

    assert isinstance(answer, StoriesFound)
    assert (answer.complete, answer.total) == (1, 2)


async def test_a_search_narrowed_too_far_is_offered_without_what_narrows_it(
    tell, reading_room, seen
):
    await tell(article("Harbour strike ends", publisher=Publisher(name="The Quay")))

    answer = await reading_room.search(AskSearch(parse_terms("strike from:Nobody")), seen)

    phrase = await reading_room.search(AskSearch(parse_terms('"ends strike"')), seen)
    nothing = await reading_room.search(AskSearch(parse_terms("tolls from:Nobody")), seen)

    assert answer == NothingFound("strike from:Nobody", ("/news search strike", "/news topics"))
    assert phrase.suggestions[0] == "/news search ends strike"
    assert nothing == NothingFound("tolls from:Nobody", ("/news latest", "/news topics"))


async def test_since_begins_at_the_askers_midnight(tell, reading_room, seen):
    midnight = NOW - timedelta(hours=9)  # in Hong Kong
    await tell(
        article("Harbour at night", published=midnight),
        article("Harbour the day before", published=midnight - timedelta(minutes=1)),
    )

    answer = await reading_room.search(AskSearch(parse_terms("harbour since:2026-11-22")), seen)

    assert [story.title for story in answer.stories] == ["Harbour at night"]


@pytest.mark.parametrize(("since", "found"), [("today", 1), ("yesterday", 2), ("2d", 3), ("1w", 3)])
async def test_since_counts_back_from_the_askers_today(tell, reading_room, seen, since, found):
    midnight = NOW - timedelta(hours=9)  # in Hong Kong
    for days in (0, 1, 2):
        await tell(article(f"Harbour {days}", published=midnight - days * DAY))

    answer = await reading_room.search(AskSearch(parse_terms(f"harbour since:{since}")), seen)
    story = await reading_room.story(f"harbour since:{since}", seen)

    assert answer.total == found
    assert isinstance(story, StoryFound if found == 1 else SeveralFound)


async def test_a_search_under_a_topic_that_is_not_there_names_those_that_are(
    tell, reading_room, seen
):
    await tell(article("Chips are down"), topics=["Policy & chips"])

    answer = await reading_room.search(AskSearch(parse_terms("chips topic:Sport")), seen)
    part = await reading_room.search(AskSearch(parse_terms("down topic:CHIPS")), seen)

    assert answer == NoSuchTopic("Sport", ("Funding", "Policy & chips", "AI", ELSEWHERE))
    assert part.total == 1


async def test_topics_are_counted_over_the_last_days_in_the_settings_order(
    tell, reading_room, seen
):
    await tell(article("Models", first_seen=NOW - DAY), topics=["AI"])
    await tell(article("Old models", first_seen=NOW - (DAYS + 1) * DAY), topics=["AI"])
    await tell(article("Ferries", first_seen=NOW - DAY))

    answer = await reading_room.topics(seen)

    assert [(t.topic, t.stories, t.newest) for t in answer.topics] == [
        ("Funding", 0, None),
        ("Policy & chips", 0, None),
        ("AI", 1, "Models"),
        (ELSEWHERE, 1, "Ferries"),
    ]


async def test_after_a_reload_the_new_topics_hold(
    tell, reading_room, settings, at_the_console, seen
):
    await tell(article("Money"), topics=["Funding"])
    reading_room.use(settings.topics[1:])

    answer = await reading_room.latest(AskLatest(), at_the_console, seen)

    assert titles(answer.digest) == [(ELSEWHERE, "Money")]


async def test_stories_that_share_a_storys_rare_words_are_like_it(tell, reading_room, seen):
    strike, back, _ = await tell(
        article("Harbour pilots strike over pay"),
        article("Harbour pilots return to work"),
        article("A film festival opens"),
    )

    answer = await reading_room.similar("pilots strike", seen)

    assert answer == SimilarFound(strike, (back,), seen)


async def test_of_an_unclear_story_nothing_is_similar_before_it_is_chosen(tell, reading_room, seen):
    await tell(article("Harbour pilots strike"), article("Harbour pilots return"))
    assert isinstance(await reading_room.similar("harbour pilots", seen), SeveralFound)
