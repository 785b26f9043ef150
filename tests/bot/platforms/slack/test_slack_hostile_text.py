"""Whatever an article, a reader or an admin writes, a message stays ours and within its limits."""

import re
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.queries import AskLatest, AskSearch
from bot.commands.replies import (
    DigestReady,
    NothingFound,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
    TopicList,
)
from bot.desk import Suggestion
from bot.platforms.slack.blocks import cost
from bot.platforms.slack.home import home
from bot.platforms.slack.messages import LONGEST, LONGEST_TEXT, MOST_BLOCKS
from bot.platforms.slack.modals import window
from bot.platforms.slack.options import options
from bot.platforms.slack.render import render
from bot.platforms.slack.sharing import shared
from digests.search import parse_terms
from tests.bot.platforms.slack.looking import escapes, texts
from tests.bot.platforms.slack.replies import every_reply, front_page_of, story_of
from tests.fakes.slack_blocks import objections, objections_to_options, objections_to_view

HOSTILE = (
    "<!channel>",
    "<!here|all>",
    "<@U123>",
    "<#C123|news>",
    "<!subteam^S123>",
    "<https://evil.example|safe.example>",
    "&lt;!everyone&gt;",
    "*bold* _italic_ ~struck~",
    "`code` ```\nblock\n```",
    "> quoted\n>>> more",
    ":tada: :100:",
    "a | b | c",
    "\u202eevil\u202c \u2066x\u2069 \u200b\u200d",
    "\x00\x07\x1b[31m",
    "\u200b",
    "…",
    "&" * 700,
    "<" * 10_000,
    "A long title " * 800,
    "字" * 10_000,
    "👩‍✈️" * 500,
)
SHOWN = (DigestReady, StoryFound, SimilarFound, SeveralFound, StoriesFound, NothingFound, TopicList)
"""What anything that may be shared is answered with."""

ADDRESSES = (
    "https://x.example/a|b",
    "https://x.example/?a=<b>&c=*d*",
    "https://x.example/a b\u202e`c`",
    "https://x.example/" + "&" * 1_900,
    "https://x.example/" + "é" * 600,
    "https://x.example/" + "x" * 10_000,
    "javascript:alert(1)",
    "http://",
    "https://[::1",
    "",
)
words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(min_size=1, max_size=200),
    st.lists(st.sampled_from([*HOSTILE[:16], "word", " "]), min_size=1, max_size=6).map("".join),
).filter(str.strip)
addresses = st.one_of(
    st.sampled_from(ADDRESSES), st.text(max_size=60).map("https://x.example/{}".format)
)


NAMED = re.compile(r"<[@!](?!date\^)[^>]*>")
"""What tells somebody."""


def marked(payload):
    """The words of a message's blocks in which markup counts."""
    return "\n".join(t["text"] for t in texts(payload["blocks"]) if t["type"] == "mrkdwn")


def complaints(payload):
    """What is wrong with one message."""
    blocks = payload["blocks"]
    found = objections(payload) + escapes(payload)
    if len(payload["text"]) > LONGEST_TEXT:
        found.append(f"text: {len(payload['text'])}")
    if len(blocks) > MOST_BLOCKS or cost(blocks) > LONGEST:
        found.append(f"{len(blocks)} blocks cost {cost(blocks)}")
    if payload["unfurl_links"] or payload["unfurl_media"]:
        found.append("unfurled")
    return found


@settings(max_examples=20)
@given(words, addresses)
def test_no_reply_breaks_out_of_its_words_or_its_limits(hostile, address):
    for reply in every_reply(hostile, address):
        for message in render(reply, asked=AskLatest(), shareable=True):
            assert complaints(message.payload) == [], reply


@pytest.mark.parametrize(
    ("hostile", "address"),
    list(zip(HOSTILE, cycle(ADDRESSES), strict=False)),
    ids=range(len(HOSTILE)),
)
def test_the_worst_of_words_and_addresses_break_nothing_together(hostile, address):
    asked = AskSearch(parse_terms(hostile))
    for reply in every_reply(hostile, address):
        for message in render(reply, asked=asked, shareable=True):
            assert complaints(message.payload) == [], reply


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_of_a_shared_answer_nobody_is_told_but_who_shares_it(hostile):
    """Whoever pressed the button knows already; an article can't name another in their place."""
    for reply in every_reply(hostile):
        if isinstance(reply, SHOWN):
            messages = [m.payload for m in shared(render(reply, asked=AskLatest()), "U012")]
            told = [name for m in messages for name in NAMED.findall(marked(m))]
            assert told == ["<@U012>"], reply
            assert messages[0]["blocks"][0]["elements"][0]["text"] == "<@U012> shared this"
            assert not any(NAMED.search(m["text"]) for m in messages)


@settings(max_examples=10)
@given(words, addresses)
def test_app_home_and_windows_keep_to_their_limits(hostile, address):
    told = [story_of(hostile, url=address) for _ in range(3)]
    view = home(front_page_of(hostile, told), command="/nachrichten")
    assert objections_to_view(view) + escapes(view) == []

    for reply in every_reply(hostile, address):
        view = window(render(reply))
        assert objections_to_view(view) + escapes(view) == []


@settings(max_examples=20)
@given(st.lists(st.tuples(words, words, st.text(max_size=90)), max_size=120))
def test_suggestions_keep_to_their_limits(suggested):
    answer = options(Suggestion(value, label, note) for label, note, value in suggested)

    assert objections_to_options(answer) == []
