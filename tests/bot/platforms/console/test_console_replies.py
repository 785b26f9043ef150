from dataclasses import replace
from datetime import date, timedelta
from textwrap import dedent

import pytest

from bot.commands.grammar import parse
from bot.commands.replies import (
    AskedTooOften,
    EditionOrdered,
    FrontPage,
    HelpShown,
    LastIssue,
    NoSuchTopic,
    NotAnswered,
    NothingFound,
    Progress,
    ScheduleList,
    ScheduleRefused,
    ScheduleShown,
    ScheduleState,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    TopicCount,
    TopicList,
    Viewpoint,
)
from bot.commands.verbs import help_for
from bot.platforms.console.dates import age
from digests.schedule.grammar import parse_rhythm
from tests.bot.platforms.console.screens import seen
from tests.builders import HONG_KONG, NOW, schedule, story

HERE = Viewpoint(NOW, HONG_KONG)
DAY = timedelta(days=1)


def text(block):
    return dedent(block).lstrip("\n")


def page(number, pages, **fields):
    defaults = {
        "words": "lantern",
        "stories": (story("Lantern Labs", url=None, summary=(), publishers=["The Quay"]),),
        "total": 5 * pages,
        "complete": 5 * pages,
        "page": number,
        "pages": pages,
        "corrections": {},
        "seen": HERE,
    }
    return seen(StoriesFound(**{**defaults, **fields}))


def state(**fields):
    defaults = {
        "schedule": schedule("weekday at 09:00", topics=("Funding", "AI")),
        "next_due": NOW + DAY,
        "paused": False,
        "from_file": False,
    }
    return ScheduleState(**{**defaults, **fields})


def ordered(progress):
    return EditionOrdered(schedule(), "schedule1/extra/1", progress)


def test_a_page_of_a_search_says_what_to_type_for_the_next():
    assert page(1, 3) == text(
        """
        15 stories on “lantern”
        best first

          Lantern Labs
          The Quay · undated · 1 article

        Page 1 of 3; for the next:
          /news search lantern page:2
        """
    )


def test_what_the_next_page_is_asked_with_asks_for_it():
    command = page(1, 3).splitlines()[-1].strip()

    assert parse(command).page == 2
    assert parse(command).terms.typed == "lantern"


def test_the_last_page_says_that_it_is_the_last():
    assert page(3, 3).endswith("\nPage 3 of 3, the last.\n")


def test_a_search_that_read_a_word_otherwise_says_so():
    assert "nobody writes “lantren”, so “lantern” was read" in page(
        1, 1, corrections={"lantren": "lantern"}
    )


def test_a_choice_shows_what_to_type_for_each_of_its_stories():
    stories = (
        story("Lantern Labs", id="aaaa", url=None, publishers=["The Quay", "Daily Example"]),
        story("Lanterns at sea", id="bbbb", url=None, publishers=0, published=NOW - 2 * DAY),
    )

    assert seen(SeveralFound("lantern", stories, HERE, total=2)) == text(
        """
        2 stories on “lantern”
        Which one?

          Lantern Labs
          The Quay and Daily Example · undated · 2 articles
          /news story aaaa

          Lanterns at sea
          2 days ago · 1 article
          /news story bbbb
        """
    )


def test_a_choice_of_many_says_how_to_see_the_others():
    several = seen(SeveralFound("lantern", (story("Lantern Labs", url=None),), HERE, total=9))

    assert several.startswith("9 stories on “lantern”\nWhich one? The best 1:\n")
    assert several.endswith("\nFor the others:\n  /news search lantern\n")


def test_a_search_says_how_many_have_every_word():
    assert "\n2 with every word\n" in page(1, 1, complete=2)
    assert "\nnone with every word\n" in page(1, 1, complete=0)


def test_similar_stories_are_shown_with_what_to_type_for_each():
    one, other = story("Lantern Labs", url=None), story("Lantern makers", url=None, id="2" * 16)

    shown = seen(SimilarFound(one, (other,), HERE))

    assert shown.startswith("Like “Lantern Labs”\n\n  Lantern makers\n")
    assert shown.endswith(f"\n  /news story {'2' * 16}\n")
    assert seen(SimilarFound(one, (), HERE)) == "Nothing is much like “Lantern Labs” yet.\n"


def test_a_front_page_names_what_each_schedule_told_last():
    told = LastIssue(state(), (story("Lantern Labs", url=None),), NOW - timedelta(hours=2))
    coming = LastIssue(state(schedule=schedule(title="In the evening")))

    assert seen(FrontPage((told, coming), HERE)) == text(
        """
        MORNING BRIEF
        2 hours ago
          Lantern Labs

        IN THE EVENING
        no digest yet
        """
    )


def test_what_keeps_digests_from_a_channel_is_said_with_the_schedule():
    one = seen(ScheduleShown(state(), (), change="added", obstacle="I'm not in #news: invite me"))
    assert "\nI'm not in #news: invite me\n" in one


def test_topics_are_counted_with_the_newest_story_of_each():
    reply = TopicList((TopicCount("Funding", 3, "Lantern Labs"), TopicCount("AI", 0)), 30)

    assert seen(reply) == text(
        """
        Topics
        stories of the last 30 days

          Funding · 3 stories
          Lantern Labs

          AI · 0 stories
        """
    )


def test_help_fits_a_narrow_screen():
    assert seen(HelpShown(help_for("story")), width=40) == text(
        """
        /news story WORDS
          one story in full: summary, who tells
          it, when, links
          /news story zhipu
        """
    )


def test_help_on_one_verb_has_more_examples_than_help_on_all():
    assert "/news schedule pause" in seen(HelpShown(help_for("schedule")))
    assert "/news schedule pause" not in seen(HelpShown(help_for(None)))


def test_schedules_are_listed_with_when_they_come_next():
    listed = ScheduleList(
        (
            state(),
            state(
                schedule=schedule("every 2 weeks on friday at 16:30", name="review"), paused=True
            ),
            state(schedule=schedule("cron 0 9 * * 1-5", name="cron"), next_due=None),
        )
    )

    assert seen(listed) == text(
        """
        Schedules

          morning-brief
          Every weekday at 09:00 (Asia/Hong_Kong), to console
          next: Monday 23 November 2026, 09:00

          review
          Every 2 weeks on Friday at 16:30 (Asia/Hong_Kong), to console
          paused

          cron
          cron 0 9 * * 1-5 (Asia/Hong_Kong), to console
          never comes again
        """
    )


def test_a_schedule_just_added_shows_its_next_times_in_its_own_zone():
    shown = ScheduleShown(state(), (NOW + DAY, NOW + 2 * DAY), change="added")

    assert seen(shown) == text(
        """
        Morning brief
        morning-brief: added; made in chat

        Every weekday at 09:00 (Asia/Hong_Kong), to console
        Up to 8 stories from Funding, AI

        NEXT, IN HONG KONG
          Monday 23 November 2026, 09:00
          Tuesday 24 November 2026, 09:00
        """
    )


def test_a_schedule_says_which_topics_it_names_in_vain():
    gone = state(topics_gone=("Funding", "AI"))
    all_of_them = "No topic is called Funding or AI any more; so it has all topics"
    assert f"09:00\n  {all_of_them}\n" in seen(ScheduleList((gone,)))
    assert f"Funding, AI\n{all_of_them}\n" in seen(ScheduleShown(gone, ()))

    one = seen(ScheduleShown(state(topics_gone=("AI",)), ()))
    assert "Funding, AI\nNo topic is called AI any more\n" in one


def test_a_first_digest_and_the_date_it_starts_from_are_said():
    rhythm = parse_rhythm("every 2 weeks on friday at 16:30", starting=date(2026, 12, 4))
    one = state(schedule=schedule(rhythm=rhythm, first_now=True))

    assert "\nEvery 2 weeks on Friday at 16:30, starting 4 December 2026 (" in seen(
        ScheduleShown(one, ())
    )
    assert "\nThe first digest comes at once, from all" in seen(ScheduleShown(one, ()))
    told = replace(one, last_edition="schedule1/first")
    assert "The first digest" not in seen(ScheduleShown(told, ()))


def test_one_that_the_settings_file_pauses_says_where_it_comes_again():
    resting = replace(state().schedule, paused=True)
    standing = state(schedule=resting, paused=True, next_due=None, from_file=True)

    assert "\nPaused in the settings file. To let it come again, take paused: true" in seen(
        ScheduleShown(standing, ())
    )
    assert "\n  paused in the settings file\n" in seen(ScheduleList((standing,)))


def test_a_paused_schedule_says_how_to_let_it_come_again():
    shown = ScheduleShown(state(paused=True, next_due=None), (), change="paused")

    assert seen(shown).endswith(
        "\nPaused. To let it come again:\n  /news schedule resume morning-brief\n"
    )


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (NothingFound("quay", ("/news topics",)), "Nothing on “quay” yet.\n  /news topics\n"),
        (NothingFound("", ("/news help",)), "Nothing yet.\n  /news help\n"),
        (NothingFound("abcd", gone=True), "That story isn't kept any more.\n"),
        (ScheduleList(()), "No schedules yet. To make one:\n  /news schedule add "),
        (
            NotAnswered("a1b2c3d4"),
            "That went wrong on our side; the log says why beside query=a1b2c3d4.\n",
        ),
        (AskedTooOften(1), "That was a lot of questions; ask again in 1 second.\n"),
        (NoSuchTopic("Sport", ("AI", "Elsewhere")), "There's no topic “Sport”; there are AI, E"),
        (parse("serch x"), "I don't know “serch”; did you mean “search”?\n  /news search x\n"),
        (parse("blargh"), "I don't know “blargh”. For a story about it:\n  /news story blargh\n"),
        (ScheduleRefused("only admins may", "ask one"), "Only admins may.\nAsk one.\n"),
        (ScheduleRefused('every: "x" is no', ""), 'every: "x" is no.\n'),
        (
            ScheduleShown(state(), (), change="removed"),
            "Morning brief\nmorning-brief: removed; what it hadn't posted yet is cancelled\n",
        ),
        (ordered(Progress.ENQUEUED), "Morning brief is on its way to console"),
        (ordered(Progress.EMPTY), "Morning brief has nothing to tell that it hasn't told yet.\n"),
        (
            ordered(Progress.PLANNED),
            "Morning brief is ordered for console, and comes within seconds if there's\nanything",
        ),
        (
            EditionOrdered(schedule(), "schedule1/extra/2", Progress.EMPTY, "schedule1/extra/1"),
            "Morning brief has nothing to tell that it hasn't told yet. One ordered before it\nis ",
        ),
        (ordered(Progress.PUT_OFF), "Morning brief can't be put together just now; it's tried ag"),
        (ScheduleShown(state(next_due=None), ()), "Morning brief\nmorning-brief: made in chat"),
    ],
)
def test_every_answer_is_short_and_says_what_can_be_done_next(reply, words):
    assert seen(reply).startswith(words)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=7), "15 November 2026"),
    ],
)
def test_an_age_is_told_until_a_date_says_more(ago, words):
    assert age(NOW - ago, HERE) == words


def test_a_date_is_the_askers_own():
    late = Viewpoint(NOW + 30 * DAY, HONG_KONG)

    assert age(NOW.replace(hour=20), late) == "23 November 2026"
