from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.queries import AskLatest
from bot.commands.replies import DigestReady
from bot.platforms.discord.render import for_a_webhook, render
from digests.article import Image
from digests.digest import Digest, Section
from digests.schedule.presentation import Presentation, Style
from digests.stories.story import Sentence
from tests.builders import HONG_KONG, NOW, edition, schedule, story
from tests.fakes.discord_rules import faults, nested


def told(number, *, picture=True, **fields):
    """A story as long as most are."""
    url = f"https://news.example.com/{number}"
    defaults = {
        "publishers": ["The Quay", "Harbour Post"],
        "url": url,
        "published": NOW - timedelta(hours=number),
        "image": Image(url=f"{url}.jpg", alt="A harbour") if picture else None,
        "summary": tuple(Sentence(text="It rose again today. " * 7, article="a") for _ in "ab"),
    }
    return story(f"The harbour rises for the {number}th time", **{**defaults, **fields})


def digest(*sections, topics=(), **presentation):
    chosen = schedule(topics=topics, presentation=Presentation(**presentation))
    return Digest(
        heading="Morning brief",
        since=NOW - timedelta(days=1),
        until=NOW,
        zone=HONG_KONG,
        sections=tuple(Section(topic=topic, stories=tuple(s)) for topic, s in sections),
        left_out=14,
        next_due=NOW + timedelta(days=1),
        edition=edition(schedule=chosen),
    )


def posted(digest, **view):
    messages = render(DigestReady(digest), **view)
    for message in messages:
        assert faults({k: v for k, v in message.payload.items() if k != "broadsheet"}) == []
    return messages


def components(message, kind):
    return [c for c in nested(message.payload.get("components")) if c["type"] == kind]


def texts(message):
    return [c["content"] for c in components(message, 10)]


LONG = digest(("Funding", [told(n) for n in range(1, 12)]), ("AI", [told(12)]))


def test_a_digest_has_its_title_above_a_container_a_topic_and_its_last_line_below():
    one, two = told(1), told(2, picture=False)

    [message] = posted(digest(("Funding", [one]), ("AI", [two])))

    title, funding, ai, last, menu = message.payload["components"]
    assert title["content"] == (
        "## Morning brief\n-# Sunday 22 November 2026 · 2 stories from 2 publishers, 1 minute"
    )
    assert [funding["type"], ai["type"]] == [17, 17]
    assert funding["components"][0]["content"] == "### Funding"
    section = funding["components"][1]
    assert section["type"] == 9
    assert section["components"][0]["content"].startswith(
        "**[The harbour rises for the 1th time](https://news.example.com/1)**\nIt rose again"
    )
    assert section["components"][0]["content"].endswith(
        f"\n-# The Quay and Harbour Post · <t:{int(one.published.timestamp())}:R> · 2 articles"
    )
    assert section["accessory"] == {
        "type": 11,
        "media": {"url": "https://news.example.com/1.jpg"},
        "description": "A harbour",
    }
    assert ai["components"][1]["type"] == 10
    assert last["content"] == "-# And 14 more; next: Monday 23 November, 09:00 (Hong Kong)"
    assert [o["value"] for o in menu["components"][0]["options"]] == [
        f"story {one.id}",
        f"story {two.id}",
    ]


@pytest.mark.parametrize("style", Style)
def test_a_long_digest_is_split_between_stories_and_its_heading_repeated(style):
    chosen = schedule(presentation=Presentation(style=style))
    long = replace(LONG, edition=edition(schedule=chosen))

    messages = posted(long)

    assert len(messages) > 1
    assert [story for m in messages for story in m.tells] == [s.id for s in long.stories]
    assert [message.under for message in messages] == [None] + [0] * (len(messages) - 1)
    said = [str(message.payload) for message in messages]
    assert sum("Morning brief" in str({**m.payload, "broadsheet": ""}) for m in messages) == 1
    assert "Funding (continued)" in said[1]
    assert "AI (continued)" not in said[1]
    assert ["And 14 more" in words for words in said] == [False] * (len(said) - 1) + [True]
    for number in range(1, 13):
        told_in = [f"the {number}th time" in m_said for m_said in said]
        assert sum(told_in) == 1


def test_a_topic_that_begins_a_message_is_not_continued():
    first, second = posted(digest(("Funding", [told(n) for n in range(1, 10)]), ("AI", [told(9)])))

    assert len(first.tells) == 9
    assert texts(second)[0] == "### AI"


def test_pictures_can_be_switched_off():
    [message] = posted(digest(("Funding", [told(1)]), pictures=False))
    [embedded] = posted(digest(("Funding", [told(1)]), pictures=False, style=Style.EMBEDS))

    assert components(message, 11) == []
    assert "thumbnail" not in embedded.payload["embeds"][0]


def test_a_picture_that_nobody_described_is_described_by_its_story():
    picture = Image(url="https://news.example.com/1.jpg")
    [message] = posted(digest(("Funding", [told(1, image=picture)])))

    [thumbnail] = components(message, 11)
    assert thumbnail["description"] == "The harbour rises for the 1th time"


def test_a_topic_keeps_its_colour_when_another_has_nothing_to_tell():
    topics = ("Funding", "Policy", "AI")
    [full] = posted(digest(("Funding", [told(1)]), ("AI", [told(2)]), topics=topics))
    [less] = posted(digest(("AI", [told(2)]), topics=topics))

    colours = {c["components"][0]["content"]: c["accent_color"] for c in components(full, 17)}
    [ai] = components(less, 17)
    assert colours["### AI"] == ai["accent_color"] != colours["### Funding"]


def test_a_schedule_can_be_silent():
    for style in Style:
        [message] = posted(digest(("Funding", [told(1)]), silent=True, style=style))
        assert message.payload["flags"] & 1 << 12


def test_the_adapter_is_told_what_discord_does_not_take_with_a_message():
    [message] = posted(digest(("AI", [told(1)]), crosspost=True, forum_tags=("Chips", "News")))

    assert message.payload["broadsheet"] == {
        "title": "Morning brief, Sunday 22 November 2026",
        "tags": ["Chips", "News"],
        "crosspost": True,
    }


def test_an_answer_has_nothing_for_the_adapter_and_can_be_shared():
    latest = replace(LONG, edition=None)

    messages = posted(latest, asked=AskLatest("AI", 12), shareable=True)

    assert all("broadsheet" not in message.payload for message in messages)
    buttons = [[b["custom_id"] for b in components(m, 2)] for m in messages]
    assert buttons == [[]] * (len(messages) - 1) + [["news:1:share:latest AI 12"]]


@pytest.mark.parametrize("style", Style)
def test_a_preview_in_any_style_can_be_shared(style):
    messages = posted(digest(("AI", [told(1)]), style=style), asked=AskLatest(), shareable=True)

    assert [b["label"] for b in components(messages[-1], 2)] == ["Share"]


def test_an_empty_digest_says_so():
    for style in Style:
        [message] = posted(digest(style=style))
        assert "no new stories" in str(message.payload)
        assert "Next: Monday 23 November" in str(message.payload) or "next: Monday" in str(
            message.payload
        )


def test_of_two_embeds_with_one_address_the_second_has_none():
    one, two = told(1), told(2, url="https://news.example.com/1")

    [message] = posted(digest(("Funding", [one, two]), style=Style.EMBEDS))

    first, second, _ = message.payload["embeds"]
    assert first["url"] == "https://news.example.com/1"
    assert "url" not in second
    assert second["title"] == two.title


def test_links_in_text_have_no_previews():
    [message] = posted(digest(("Funding", [told(1)]), style=Style.TEXT))

    assert message.payload["flags"] == 1 << 2
    assert "](https://news.example.com/1)**" in message.payload["content"]


def test_a_story_too_big_for_text_loses_its_summary_first_then_its_link():
    whole = "https://news.example.com/" + "x" * 400
    no_summary = "https://news.example.com/" + "x" * 700
    big = {"url": whole, "summary": (Sentence(text="*" * 390, article="a"),)}

    def content(**fields):
        [message] = posted(digest(("AI", [told(1, **fields)]), style=Style.TEXT))
        return message.payload["content"]

    assert r"\*\*" in content(**{**big, "url": "https://news.example.com/1"})
    assert whole in content(**big)
    assert r"\*\*" not in content(**{**big, "url": no_summary})
    assert no_summary in content(**{**big, "url": no_summary})
    long_title = {"publishers": ["*" * 90] * 3, "url": "https://news.example.com/" + "x" * 960}
    assert "https://" not in content(**long_title)
    assert "the 1th time" in content(**long_title)


def test_a_webhook_gets_the_same_without_what_would_need_an_answer():
    for style in Style:
        shown = digest(("Funding", [told(1)]), style=style)
        [posted_by_us], [hooked] = posted(shown), for_a_webhook(DigestReady(shown))

        assert components(posted_by_us, 3)
        assert not components(hooked, 3)
        assert hooked.tells == posted_by_us.tells
