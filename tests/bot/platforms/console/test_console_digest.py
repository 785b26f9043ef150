from datetime import timedelta
from textwrap import dedent

from bot.commands.replies import DigestReady, StoryFound, Viewpoint
from digests.digest import Digest, Section
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.bot.platforms.console.screens import seen
from tests.builders import HONG_KONG, NOW, story, telling


def sentences(*texts):
    return tuple(Sentence(text=text, article="a") for text in texts)


HARBOUR = story(
    "Lantern Labs raises $40 million to build chips that think in the dark",
    publishers=["Harbour Post", "The Quay", "Daily Example", "Evening Example"],
    url="https://harbour.example.com/business/2026/lantern-labs-raises-forty-million-to-build-chips",
    summary=sentences(
        "Lantern Labs has raised $40 million from three investors, it said on Saturday.",
        "The start-up builds chips that need no light, and hopes to sell the first in spring.",
    ),
    published=NOW - timedelta(hours=3),
)
LIGHTHOUSE = story(
    "灯塔实验室筹集四千万美元，研发不需要光的芯片，首批产品预计明年春天上市。",
    publishers=["港口日报"],
    url="https://gangkou.example.com/1",
    summary=sentences("该公司周六表示，三家投资者参与了这轮融资。", "首批芯片将于春天上市。"),
    published=NOW - timedelta(days=200),
)
UNDATED = story(
    "Ferry pilots ask for a quieter harbour 🚢👩‍✈️",
    publishers=0,
    url=None,
    summary=(),
)
DIGEST = Digest(
    heading="Morning brief",
    since=NOW - timedelta(days=1),
    until=NOW,
    zone=HONG_KONG,
    sections=(
        Section(topic="Funding", stories=(HARBOUR,)),
        Section(topic="Elsewhere", stories=(LIGHTHOUSE, UNDATED)),
    ),
    left_out=14,
    next_due=NOW + timedelta(days=1),
)


def text(block):
    return dedent(block).lstrip("\n")


def test_a_digest_reads_well_at_80_columns():
    assert seen(DigestReady(DIGEST), width=80) == text(
        """
        Morning brief
        Sunday 22 November 2026 · 3 stories from 5 publishers, 1 minute

        FUNDING

          Lantern Labs raises $40 million to build chips that think in the dark
          Lantern Labs has raised $40 million from three investors, it said on Saturday.
          The start-up builds chips that need no light, and hopes to sell the first in
          spring.
          Harbour Post, The Quay, Daily Example and 1 more · 3 hours ago · 4 articles
          https://harbour.example.com/business/2026/lantern-labs-raises-forty-million-to-build-chips

        ELSEWHERE

          灯塔实验室筹集四千万美元，研发不需要光的芯片，首批产品预计明年春天上市。
          该公司周六表示，三家投资者参与了这轮融资。首批芯片将于春天上市。
          港口日报 · 6 May 2026 · 1 article
          https://gangkou.example.com/1

          Ferry pilots ask for a quieter harbour 🚢👩‍✈️
          undated · 1 article

        And 14 more; next: Monday 23 November, 09:00 (Hong Kong)
        """
    )


def test_a_digest_reads_well_at_40_columns():
    assert seen(DigestReady(DIGEST), width=40) == text(
        """
        Morning brief
        Sunday 22 November 2026 · 3 stories from
        5 publishers, 1 minute

        FUNDING

          Lantern Labs raises $40 million to
          build chips that think in the dark
          Lantern Labs has raised $40 million
          from three investors, it said on
          Saturday. The start-up builds chips
          that need no light, and hopes to sell
          the first in spring.
          Harbour Post, The Quay, Daily Example
          and 1 more · 3 hours ago · 4 articles
          https://harbour.example.com/business/2026/lantern-labs-raises-forty-million-to-build-chips

        ELSEWHERE

          灯塔实验室筹集四千万美元，研发不需要光
          的芯片，首批产品预计明年春天上市。
          该公司周六表示，三家投资者参与了这轮融
          资。首批芯片将于春天上市。
          港口日报 · 6 May 2026 · 1 article
          https://gangkou.example.com/1

          Ferry pilots ask for a quieter harbour
          🚢👩‍✈️
          undated · 1 article

        And 14 more; next: Monday 23 November,
        09:00 (Hong Kong)
        """
    )


def test_a_story_in_full_names_everyone_who_tells_it_and_where_to_read_them():
    told = story(
        "Lantern Labs raises $40 million",
        tellings=(
            telling(
                "Harbour Post",
                title="Lantern Labs raises $40 million",
                url="https://harbour.example.com/1",
                published=NOW - timedelta(hours=3),
            ),
            telling(
                None,
                title="Chips that think in the dark",
                url="https://quay.example.com/2",
                reprint_of="article1",
            ),
        ),
        summary=sentences("Lantern Labs has raised $40 million.", "It builds chips."),
        published=NOW - timedelta(hours=3),
    )
    filings = (Filing(story=told.id, topic="Funding", score=2.0, reason="says raised"),)

    assert seen(StoryFound(told, filings, Viewpoint(NOW, HONG_KONG))) == text(
        """
        Lantern Labs raises $40 million
        Harbour Post · 3 hours ago · 2 articles

        Lantern Labs has raised $40 million. It builds chips.

        TOPICS
          Funding: says raised

        TOLD BY

          Harbour Post · 22 November 2026, 06:00 · first
          https://harbour.example.com/1

          Chips that think in the dark
          publisher unknown · undated · a reprint
          https://quay.example.com/2
        """
    )


def test_a_story_that_one_house_tells_says_once_who_and_below_it_where():
    told = story(
        "Lantern Labs raises $40 million",
        publishers=["Harbour Post"],
        url="https://harbour.example.com/1",
        summary=sentences("Lantern Labs has raised $40 million."),
    )

    assert seen(StoryFound(told, (), Viewpoint(NOW, HONG_KONG))) == text(
        """
        Lantern Labs raises $40 million
        Harbour Post · undated · 1 article

        Lantern Labs has raised $40 million.

          https://harbour.example.com/1
        """
    )
