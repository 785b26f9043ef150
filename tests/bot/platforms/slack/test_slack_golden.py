"""What Slack is sent, in files: `make golden` writes them again, and their diff is reviewed."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.queries import AskSearch, AskStory
from bot.commands.replies import (
    DigestReady,
    FrontPage,
    LastIssue,
    NothingFound,
    SeveralFound,
    StoriesFound,
    StoryFound,
)
from bot.platforms.slack.home import home
from bot.platforms.slack.render import render
from digests.article import Image
from digests.schedule.presentation import Layout
from digests.search import parse_terms
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.bot.platforms.slack.replies import DAY, HERE, digest_of, state
from tests.builders import NOW, story, telling
from tests.fakes.slack_blocks import objections, objections_to_view
from tests.golden import agrees_with

FOLDER = Path(__file__).parent / "golden"
HOUR = timedelta(hours=1)


def told_by(house, number, title, *, hours, **fields):
    return telling(
        house,
        article=f"article{number:09}",
        title=title,
        url=f"https://{house.partition(' ')[0].lower()}.example.com/{number}",
        published=NOW - hours * HOUR,
        **fields,
    )


RAISED = "Lantern Labs raises $40 million to build chips that think in the dark"
HARBOUR = story(
    RAISED,
    id="lantern234567aaa",
    tellings=(
        told_by("Harbour Post", 1, RAISED, hours=5),
        told_by("Quay Daily", 2, "Chip start-up Lantern Labs draws three investors", hours=4),
        told_by("Evening Example", 3, RAISED, hours=3, reprint_of="article000000001"),
    ),
    url="https://harbour.example.com/1",
    published=NOW - 5 * HOUR,
    image=Image(url="https://harbour.example.com/1.jpg", alt="A chip beside a lantern"),
    summary=(
        Sentence(
            text="Lantern Labs has raised $40 million from three investors, it said on Saturday.",
            article="article000000001",
        ),
        Sentence(
            text="The first chips are to be sold in spring.",
            article="article000000002",
        ),
    ),
)
LIGHTHOUSE = story(
    "灯塔实验室筹集四千万美元，研发不需要光的芯片",
    id="lighthouse23456b",
    tellings=(told_by("Gangkou", 4, "灯塔实验室筹集四千万美元，研发不需要光的芯片", hours=30),),
    url="https://gangkou.example.com/4",
    published=NOW - 30 * HOUR,
    summary=(
        Sentence(text="该公司周六表示，三家投资者参与了这轮融资。", article="article000000004"),
        Sentence(text="首批芯片将于春天上市。", article="article000000004"),
    ),
)
FERRIES = story(
    "Ferry pilots & crews ask for a <quieter> harbour 🚢",
    id="ferries234567ccc",
    tellings=(telling(None, article="article000000005", title="Ferry pilots", url=None),),
    url=None,
    summary=(),
)
SECTIONS = (("Funding", [HARBOUR, LIGHTHOUSE]), ("Elsewhere", [FERRIES]))
FILINGS = (
    Filing(story=HARBOUR.id, topic="Funding", score=101.0, reason="tagged Funding"),
    Filing(story=HARBOUR.id, topic="AI", score=2.0, reason="says “chips”"),
)
SEARCH = AskSearch(parse_terms("lantern"), page=2)

REPLIES = {
    "digest_flat": (DigestReady(digest_of(*SECTIONS)), None),
    "digest_thread": (DigestReady(digest_of(*SECTIONS, layout=Layout.THREAD)), None),
    "digest_without_pictures": (DigestReady(digest_of(*SECTIONS, pictures=False)), None),
    "digest_empty": (DigestReady(digest_of(left_out=0)), None),
    "story": (StoryFound(HARBOUR, FILINGS, HERE), AskStory("lantern")),
    "several": (SeveralFound("lab", (HARBOUR, LIGHTHOUSE), HERE, total=9), AskStory("lab")),
    "search": (
        StoriesFound("lantern", (HARBOUR, FERRIES), 12, 11, 2, 3, {"lantren": "lantern"}, HERE),
        SEARCH,
    ),
    "nothing": (NothingFound("quay", ("/news latest", "/news topics")), AskStory("quay")),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_sent_as_its_golden_file_says(name):
    reply, asked = REPLIES[name]
    messages = render(reply, asked=asked, shareable=asked is not None)

    assert [objections(message.payload) for message in messages] == [[] for _ in messages]
    agrees_with(
        FOLDER / f"{name}.json",
        [{"under": m.under, "tells": m.tells, "payload": m.payload} for m in messages],
    )


def test_app_home_is_as_its_golden_file_says():
    told = LastIssue(state(), (HARBOUR, LIGHTHOUSE), NOW - DAY)
    view = home(FrontPage((told, LastIssue(state(paused=True, next_due=None))), HERE))

    assert objections_to_view(view) == []
    agrees_with(FOLDER / "home.json", view)
