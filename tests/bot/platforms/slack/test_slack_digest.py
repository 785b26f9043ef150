"""A digest on Slack: what it shows, and how it's divided where one message doesn't hold it."""

from datetime import timedelta

import pytest

from bot.commands.replies import DigestReady
from bot.database.carried import Spoken
from bot.platforms.slack.blocks import cost
from bot.platforms.slack.messages import LONGEST, LONGEST_TEXT, MOST_BLOCKS
from bot.platforms.slack.render import render
from bot.publishing.layout import _tells
from digests.article import Image
from digests.schedule.presentation import Layout
from digests.stories.story import Sentence
from tests.bot.platforms.slack.looking import elements, said
from tests.bot.platforms.slack.replies import digest_of, story_of
from tests.builders import NOW, story
from tests.fakes.slack_blocks import objections

LONG = "Lantern Labs has raised forty million dollars to build chips that think in the dark. " * 4


def told(number, **fields):
    """A story whose summary takes as much room as one may."""
    defaults = {
        "summary": (Sentence(text=LONG, article="a"),),
        "url": f"https://news.example.com/{number}?{'x' * 150}",
        "published": NOW - timedelta(hours=1),
    }
    return story(f"Story {number:03}", publishers=2, **{**defaults, **fields})


def sent(*sections, **fields):
    """The messages of a digest of *sections*, none of which Slack objects to."""
    messages = render(DigestReady(digest_of(*sections, **fields)))
    for message in messages:
        assert objections(message.payload) == []
        assert cost(message.payload["blocks"]) <= LONGEST
        assert len(message.payload["blocks"]) <= MOST_BLOCKS
        assert len(message.payload["text"]) <= LONGEST_TEXT
    return messages


def headings(message):
    blocks = message.payload["blocks"]
    return [block["text"]["text"] for block in blocks if block["type"] == "header"]


def titles(message):
    """The stories that *message* shows with their summary."""
    blocks = message.payload["blocks"]
    shown = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return [text.partition("|")[2].partition(">")[0] for text in shown if LONG[:20] in text]


def test_an_ordinary_digest_is_one_message():
    [message] = sent(("Funding", [told(1)]), ("AI", [told(2), told(3)]))

    assert headings(message) == ["Morning brief", "Funding", "AI"]
    assert titles(message) == ["Story 001", "Story 002", "Story 003"]
    assert message.under is None
    last = message.payload["blocks"][-1]
    assert last["elements"][0]["text"] == "And 14 more; next: Monday 23 November, 09:00 (Hong Kong)"


@pytest.mark.parametrize("count", [25, 50])
def test_a_long_digest_is_divided_between_stories_and_its_headings_go_on(count):
    stories = [told(n) for n in range(count)]
    messages = sent(("Funding", stories[:3]), ("AI", stories[3:]))

    assert 2 < len(messages) <= count // 5
    assert [title for message in messages for title in titles(message)] == [
        f"Story {n:03}" for n in range(count)
    ]
    assert headings(messages[0]) == ["Morning brief", "Funding", "AI"]
    assert all(headings(message) == ["AI (continued)"] for message in messages[1:])
    assert "Morning brief · 2 of" in said(messages[1].payload)
    assert all(message.under is None for message in messages)
    assert "more; next:" in said(messages[-1].payload)
    assert "more; next:" not in said(messages[0].payload)
    assert messages[-1].payload["text"].endswith("and 14 more")
    assert "more" not in messages[0].payload["text"]


def test_a_topic_that_begins_a_message_has_its_own_heading():
    stories = [told(n) for n in range(40)]
    messages = sent(*((f"Topic {n}", [one]) for n, one in enumerate(stories)))

    assert [h for m in messages for h in headings(m)][1:] == [f"Topic {n}" for n in range(40)]


def test_each_message_tells_the_stories_that_it_shows_in_full():
    stories = [told(n) for n in range(25)]
    for layout in Layout:
        messages = sent(("AI", stories), layout=layout)
        spoken = [Spoken(story=s.id, articles=(), score=1.0) for s in stories]
        by_message = _tells(messages, spoken)

        assert sum(map(len, by_message.values())) == 25
        for index, its in by_message.items():
            assert titles(messages[index]) == [
                s.title for s in stories if s.id in {one.story for one in its}
            ]


def test_a_thread_has_the_titles_above_and_a_reply_for_each_topic():
    first, *replies = sent(("Funding", [told(1)]), ("AI", [told(2), told(3)]), layout=Layout.THREAD)

    assert first.under is None
    assert first.tells == ()
    assert "\nsummaries in the thread\n" in said(first.payload)
    assert titles(first) == []
    assert "*AI*\n• <https://news.example.com/2?" in said(first.payload)
    assert [message.under for message in replies] == [0, 0]
    assert [headings(message) for message in replies] == [["Funding"], ["AI"]]
    assert [titles(message) for message in replies] == [["Story 001"], ["Story 002", "Story 003"]]


def test_a_long_topic_goes_on_in_another_reply_to_the_same_message():
    first, *replies = sent(("AI", [told(n) for n in range(50)]), layout=Layout.THREAD)

    assert all(message.under == 0 for message in replies)
    assert headings(replies[0]) == ["AI"]
    assert headings(replies[1]) == ["AI (continued)"]
    assert sum(len(titles(message)) for message in replies) == 50
    assert said(first.payload).count("• ") == 50


def test_titles_above_a_thread_lose_their_links_before_they_are_cut():
    stories = [told(n, url=f"https://news.example.com/{'x' * 900}{n}") for n in range(25)]
    first, *replies = sent(("AI", stories), layout=Layout.THREAD)

    assert "https://" not in said(first.payload)
    assert said(first.payload).count("• Story") == 25
    assert "https://" in said(replies[0].payload)


def test_even_fifty_topics_with_the_longest_names_open_a_thread():
    sections = [(f"{n:02}{'x' * 200}", [story_of("x" * 400)]) for n in range(50)]
    first, *replies = sent(*sections, layout=Layout.THREAD)

    assert first.payload["blocks"][0]["type"] == "header"
    assert "\n…\nsummaries in the thread\n" in said(first.payload)
    assert len(replies) == 50


def test_a_story_too_big_for_its_section_loses_its_summary_and_keeps_its_title():
    title = "A title as long as any " * 12
    big = story(
        title.strip(),
        url=f"https://news.example.com/{'x' * 1_900}",
        summary=(Sentence(text="&" * 390 + ".", article="a"),),
    )
    [message] = sent(("AI", [big]))

    text = message.payload["blocks"][4]["text"]["text"]
    assert len(text) <= 3_000
    assert f"|{title.strip()}>*\n&amp;" in text
    assert text.count("&amp;") < 390


def test_a_picture_stands_beside_its_story_and_the_menu_below():
    picture = Image(url="https://news.example.com/1.jpg", alt="A lamp")
    [with_it] = sent(("AI", [told(1, image=picture)]))
    [without] = sent(("AI", [told(1, image=picture)]), pictures=False)

    [image] = elements(with_it.payload["blocks"], "image")
    assert (image["image_url"], image["alt_text"]) == (picture.url, "A lamp")
    assert len(elements(with_it.payload["blocks"], "overflow")) == 1
    assert elements(without.payload["blocks"], "image") == []
    beside = without.payload["blocks"][4]["accessory"]
    assert beside["type"] == "overflow"


def test_a_picture_without_words_is_described_by_the_title():
    [message] = sent(("AI", [told(1, image=Image(url="https://news.example.com/1.jpg"))]))

    assert elements(message.payload["blocks"], "image")[0]["alt_text"] == "Story 001"


def test_a_picture_of_no_address_is_left_out():
    [message] = sent(("AI", [told(1, image=Image(url="data:image/png;base64,AAAA"))]))

    assert elements(message.payload["blocks"], "image") == []
    assert message.payload["blocks"][4]["accessory"]["type"] == "overflow"


def test_a_byline_says_when_on_each_readers_own_clock():
    [message] = sent(("AI", [told(1, published=NOW - timedelta(hours=3))]))

    when = "<!date^1795298400^{date_short_pretty}, {time}|22 November 2026, 06:00 (Hong Kong)>"
    assert f" · {when} · 2 articles" in said(message.payload)


def test_where_there_is_text_alone_it_names_the_stories_and_counts_the_rest():
    [message] = sent(("AI", [told(1, published=None)]), ("Funding", [told(2)]))
    title, period, first, *_, last = message.payload["text"].split("\n")

    assert title == "Morning brief"
    assert period.startswith("Sunday 22 November 2026 · 2 stories from 4 publishers")
    assert first.startswith("• Story 001 (House ")
    assert last == "and 14 more"


def test_text_alone_counts_the_titles_that_do_not_fit():
    stories = [story(f"{n} {'long ' * 58}", publishers=0, summary=(), url=None) for n in range(40)]
    [message, *_] = sent(("AI", stories), layout=Layout.THREAD)

    named = message.payload["text"].count("• ")
    assert 0 < named < 40
    assert message.payload["text"].endswith(f"\nand {40 - named + 14} more")


def test_an_empty_digest_says_so_and_when_the_next_one_comes():
    [message] = sent(left_out=0)

    assert said(message.payload).splitlines()[1:] == [
        "Sunday 22 November 2026 · no new stories",
        "Next: Monday 23 November, 09:00 (Hong Kong)",
    ]
    assert message.payload["text"].endswith("no new stories")
