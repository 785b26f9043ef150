"""What Slack is sent, in files: `make golden` writes them again, and their diff is reviewed."""

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
from digests.schedule.presentation import Layout
from digests.search import parse_terms
from tests.bot.platforms.slack.replies import DAY, HERE, digest_of, state
from tests.builders import NOW
from tests.fakes.slack_blocks import objections, objections_to_view
from tests.golden import agrees_with
from tests.harbour_news import FERRIES, FILINGS, HARBOUR, LIGHTHOUSE, SECTIONS

FOLDER = Path(__file__).parent / "golden"

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
