"""What Discord is sent, in files: `make golden` writes them again, and their diff is reviewed."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.queries import AskLatest, AskSearch, AskStory
from bot.commands.replies import (
    DigestReady,
    FrontPage,
    HelpShown,
    LastIssue,
    NothingFound,
    ScheduleShown,
    SeveralFound,
    StoriesFound,
    StoryFound,
)
from bot.commands.verbs import VERBS
from bot.platforms.discord.render import for_a_webhook, render
from digests.schedule.presentation import Style
from digests.search import parse_terms
from tests.bot.platforms.discord.replies import DAY, HERE, digest_of, state
from tests.builders import NOW
from tests.fakes.discord_rules import faults
from tests.golden import agrees_with
from tests.harbour_news import FERRIES, FILINGS, HARBOUR, LIGHTHOUSE, SECTIONS

FOLDER = Path(__file__).parent / "golden"

REPLIES = {
    "digest_components": (DigestReady(digest_of(*SECTIONS)), None),
    "digest_embeds": (DigestReady(digest_of(*SECTIONS, style=Style.EMBEDS)), None),
    "digest_text": (DigestReady(digest_of(*SECTIONS, style=Style.TEXT)), None),
    "digest_quiet": (
        DigestReady(
            digest_of(*SECTIONS, pictures=False, silent=True, crosspost=True, forum_tags=("Chips",))
        ),
        None,
    ),
    "digest_empty": (DigestReady(digest_of()), None),
    "latest": (DigestReady(replace(digest_of(*SECTIONS), edition=None)), AskLatest()),
    "story": (StoryFound(HARBOUR, FILINGS, HERE), AskStory("lantern")),
    "several": (SeveralFound("lab", (HARBOUR, LIGHTHOUSE), HERE, total=9), AskStory("lab")),
    "search": (
        StoriesFound("lantern", (HARBOUR, FERRIES), 12, 11, 2, 3, {"lantren": "lantern"}, HERE),
        AskSearch(parse_terms("lantern"), page=2),
    ),
    "nothing": (NothingFound("quay", ("/news latest", "/news topics")), AskStory("quay")),
    "help": (HelpShown(VERBS), None),
    "schedule": (
        ScheduleShown(state(), tuple(NOW + n * DAY for n in range(1, 6)), "added"),
        None,
    ),
    "front_page": (
        FrontPage(
            (
                LastIssue(state(), (HARBOUR, LIGHTHOUSE), NOW - DAY),
                LastIssue(state(paused=True, next_due=None)),
            ),
            HERE,
        ),
        None,
    ),
}
MENTIONS = {"latest": "</news latest:77>", "schedule": "</news-schedule list:78>"}


def sheets(messages):
    for message in messages:
        body = {key: part for key, part in message.payload.items() if key != "broadsheet"}
        assert faults(body) == []
    return [{"under": m.under, "tells": m.tells, "payload": m.payload} for m in messages]


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_sent_as_its_golden_file_says(name):
    reply, asked = REPLIES[name]

    messages = render(reply, asked=asked, shareable=asked is not None, mentions=MENTIONS)

    agrees_with(FOLDER / f"{name}.json", sheets(messages))


def test_a_webhook_is_sent_a_digest_as_its_golden_file_says():
    messages = for_a_webhook(DigestReady(digest_of(*SECTIONS)))

    agrees_with(FOLDER / "digest_webhook.json", sheets(messages))
