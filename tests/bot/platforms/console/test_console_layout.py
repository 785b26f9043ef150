import re
from io import BytesIO, TextIOWrapper

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console
from wcwidth import width

from bot.commands.replies import StoriesFound, StoryFound, Viewpoint
from bot.platforms.console.layout import MEASURE, can_click, show, wrapped
from bot.platforms.console.lines import LineStyle, address, line
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.bot.platforms.console.screens import seen, shown
from tests.builders import HONG_KONG, NOW, story

HOSTILE = (
    "[bold red]Alarm[/] :bomb: \x1b[31mred\x1b[2J\x1b]0;owned\x07 \x9b5A \u202egnp.exe\u202c "
    "line\rover\nnext\ttab \u200bhid\u200bden [link=https://x.example]here[/link]"
)
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=\d+)?;[\x21-\x7e]*\x1b\\")
"""Colour, and a link's beginning and end."""


def found(title, *, url="https://news.example.com/1"):
    told = story(title, url=url, summary=(Sentence(text=title, article="a"),))
    return StoriesFound(
        words=title,
        stories=(told,),
        total=1,
        complete=1,
        page=1,
        pages=1,
        corrections={title: title},
        seen=Viewpoint(NOW, HONG_KONG),
    )


@given(st.text(min_size=1).filter(lambda text: text.strip()), st.sampled_from([24, 40, 80, 200]))
@example(HOSTILE, 40)
@example("ラ" * 100 + "。", 40)
@example("👩‍👩‍👧‍👦" * 40, 24)
def test_nothing_is_wider_than_the_screen_and_no_row_ends_in_blanks(title, columns):
    for row in seen(found(title, url=None), width=columns).splitlines():
        assert width(row) <= min(columns, MEASURE)
        assert row == row.rstrip(" ")


@given(st.text(min_size=1).filter(lambda text: text.strip()), st.booleans())
@example(HOSTILE, True)
@example(HOSTILE, False)
def test_no_text_can_move_the_cursor_or_colour_the_screen(title, colour):
    output = seen(found(title), colour=colour)

    rest = OURS.sub("", output) if colour else output
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", rest)


def test_what_looks_like_markup_is_shown_as_it_stands():
    output = seen(found(HOSTILE), colour=True, width=200)

    assert "[bold red]Alarm[/] :bomb:" in OURS.sub("", output)
    assert "[link=https://x.example]here[/link]" in OURS.sub("", output)


def test_numbers_and_addresses_within_a_text_are_not_coloured():
    output = shown([line(LineStyle.TEXT, "42 of 'them' at https://news.example.com")], colour=True)

    assert output == "42 of 'them' at https://news.example.com\n"


def test_a_title_is_a_link_where_it_can_be_clicked_and_its_address_is_left_out():
    reply = found("Lantern Labs", url="https://news.example.com/a?b=c")

    clicked = seen(reply, colour=True)
    plain = seen(reply, colour=True, clickable=False)

    assert ";https://news.example.com/a?b=c\x1b\\" in clicked
    assert "https://news.example.com/a?b=c" not in OURS.sub("", clicked)
    assert "\x1b]8" not in plain
    assert "  https://news.example.com/a?b=c\n" in OURS.sub("", plain)


def test_an_address_is_never_broken_and_never_followed_by_blanks():
    long = f"https://news.example.com/{'way/' * 60}"

    assert f"\n  {long}\n" in seen(found("Lantern Labs", url=long), width=40)


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://news.example.com/a b", "https://news.example.com/a%20b"),
        ("https://news.example.com/新", "https://news.example.com/%E6%96%B0"),
        ("https://x.example/\x1b\\\x1b[2J", "https://x.example/"),
        ("HTTP://news.example.com", "HTTP://news.example.com"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//news.example.com", None),
        ("", None),
        (None, None),
    ],
)
def test_links_lead_to_the_web_alone_and_in_plain_ascii(url, leads):
    assert address(url) == leads


def test_chinese_closing_marks_hang_on_to_the_row_before():
    rows = wrapped("一二三四五六七八，一二三四五六七八九。十", 18)

    assert rows == ["一二三四五六七八，", "一二三四五六七", "八九。十"]
    assert all(width(row) <= 18 for row in rows)


def test_what_a_screen_cannot_write_becomes_a_question_mark():
    raw = BytesIO()
    screen = Console(file=TextIOWrapper(raw, encoding="latin-1", write_through=True), width=40)

    show([line(LineStyle.TEXT, "café 灯 “quoted”")], screen, clickable=False)

    assert raw.getvalue().decode("latin-1") == "café ? ?quoted?\n"


@pytest.mark.parametrize(
    ("environment", "answer"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
    ],
)
def test_titles_are_links_only_on_terminals_that_show_them(environment, answer):
    screen = Console(force_terminal=True, legacy_windows=False)

    assert can_click(screen, environment) is answer
    assert not can_click(Console(force_terminal=False), environment)


def test_a_reason_is_shown_as_it_stands_too():
    reply = StoryFound(
        story(),
        (Filing(story="s", topic="[red]AI", score=1.0, reason="says [b]raised"),),
        Viewpoint(NOW, HONG_KONG),
    )

    assert "[red]AI: says [b]raised" in seen(reply)
