"""Answers on Slack: each says what was asked for, or what to do instead."""

import re
from dataclasses import replace

import pytest

from bot.commands.grammar import parse
from bot.commands.queries import (
    AskHelp,
    AskLatest,
    AskSchedule,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
)
from bot.commands.replies import (
    AskedTooOften,
    DigestReady,
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
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
    TopicCount,
    TopicList,
)
from bot.commands.verbs import COMMAND, help_for
from bot.desk import Suggestion
from bot.platforms.slack.actions import Action, query_of, shares
from bot.platforms.slack.blocks import cost
from bot.platforms.slack.home import home
from bot.platforms.slack.modals import window
from bot.platforms.slack.options import options
from bot.platforms.slack.render import render
from bot.platforms.slack.sharing import shared
from digests.search import parse_terms
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.bot.platforms.slack.looking import elements, said
from tests.bot.platforms.slack.replies import (
    DAY,
    HERE,
    NEWS,
    digest_of,
    every_reply,
    state,
    story_of,
)
from tests.builders import HONG_KONG, NOW, schedule, story, telling
from tests.fakes.slack_blocks import objections, objections_to_options, objections_to_view


def payload(reply, **given):
    [message] = render(reply, **given)
    assert objections(message.payload) == []
    return message.payload


def shown(reply, **given):
    return said(payload(reply, **given))


def buttons(sent):
    return {b["text"]["text"]: b for b in elements(sent["blocks"], "button")}


def page(number, pages, **fields):
    defaults = {
        "words": "lantern",
        "stories": (story("Lantern Labs", url=None, summary=()),),
        "total": 5 * pages,
        "complete": 5 * pages,
        "page": number,
        "pages": pages,
        "corrections": {},
        "seen": HERE,
    }
    return StoriesFound(**{**defaults, **fields})


def test_a_story_in_full_names_who_says_what_and_who_tells_it():
    tellings = (
        telling("The Quay", article="a", title="Lantern Labs", published=NOW - DAY),
        telling("Echo", article="b", title="Chips in the dark", url="https://echo.example/2"),
        telling(None, article="c", title="Lantern Labs", url=None, reprint_of="a"),
    )
    one = story(
        "Lantern Labs",
        tellings=tellings,
        summary=(
            Sentence(text="It raised money.", article="a"),
            Sentence(text="It did so twice.", article="a"),
            Sentence(text="It has no light.", article="b"),
        ),
    )
    filings = (Filing(story=one.id, topic="AI", score=1.0, reason="tagged AI"),)
    words = shown(StoryFound(one, filings, HERE))

    assert "It raised money. It did so twice.\n_The Quay_\nIt has no light.\n_Echo_\n" in words
    assert "\nAI: tagged AI\n*Told by*\n• <https://" in words
    assert "\n• <https://echo.example/2|Echo> · undated · Chips in the dark\n" in words
    assert words.endswith("• publisher unknown · undated · a reprint\nMore like this")


def test_who_says_it_all_alone_is_named_once():
    words = shown(StoryFound(story_of("Lantern Labs", publishers=1), (), HERE))

    assert words.count("Lantern Labs 0") == 1
    assert "Told by" not in words


def test_of_many_who_tell_a_story_the_last_are_counted():
    one = story_of("Lantern Labs raises forty million", publishers=200, summary=())
    messages = render(StoryFound(one, (), HERE))

    words = "\n".join(said(m.payload) for m in messages)
    listed = words.count("• <https://")
    assert 1 < len(messages) <= 3
    assert 30 < listed < 200
    assert f"\nand {200 - listed} more articles\n" in words


def test_of_several_stories_one_is_chosen_from_a_menu():
    first, second = story_of("Lantern Labs"), story_of("Lanterns at sea")
    sent = payload(SeveralFound("lantern", (first, second), HERE, total=9))

    [menu] = elements(sent["blocks"], "static_select")
    assert [o["text"]["text"] for o in menu["options"]] == ["Lantern Labs", "Lanterns at sea"]
    chosen = {"action_id": menu["action_id"], "selected_option": menu["options"][1]}
    assert query_of(chosen) == AskStory(second.id)
    assert said(sent).startswith("*9 stories on “lantern”*\nWhich one? The best 2:\n")
    assert query_of(buttons(sent)["See all 9"]) == AskSearch(parse_terms("lantern"))
    assert "See all" not in shown(SeveralFound("x", (first, second), HERE, total=2))


def test_pages_are_turned_both_ways():
    asked = AskSearch(parse_terms('lantern topic:"AI"'), page=2)
    turning = buttons(payload(page(2, 3), asked=asked))

    assert query_of(turning["Previous"]) == replace(asked, page=1)
    assert query_of(turning["Next"]) == replace(asked, page=3)
    assert "Previous" not in buttons(payload(page(1, 3), asked=asked))
    assert "Next" not in buttons(payload(page(3, 3), asked=asked))
    assert "Page 2 of 3" in shown(page(2, 3))
    assert "Page" not in shown(page(1, 1))


def test_pages_are_turned_even_where_nobody_knows_what_was_asked():
    assert query_of(buttons(payload(page(1, 2)))["Next"]) == AskSearch(parse_terms("lantern"), 2)


def test_a_search_too_long_to_be_remembered_has_no_pages():
    words = " ".join(f"word{n}" for n in range(90))
    sent = payload(page(1, 3, words=words), asked=AskSearch(parse_terms(words)), shareable=True)

    assert buttons(sent) == {}


def test_a_search_says_what_it_read_otherwise():
    words = shown(page(1, 1, complete=2, corrections={"lantren": "lantern"}))
    assert "2 with every word; nobody writes “lantren”, so “lantern” was read" in words


def test_nothing_found_offers_what_would_find_something():
    reply = NothingFound("quay", ("/news search harbour", "/news topics"))
    sent = payload(reply, command="/nachrichten")

    assert said(sent).startswith("Nothing on “quay” yet. Try one of these:\n")
    offered = buttons(sent)
    assert [*offered] == ["/nachrichten search harbour", "/nachrichten topics"]
    assert query_of(offered["/nachrichten search harbour"]) == parse("search harbour")
    assert query_of(offered["/nachrichten topics"]) == AskTopics()
    assert "• `/nachrichten topics`" in sent["text"]


def test_every_command_is_called_as_it_is_in_the_workspace():
    for reply in every_reply():
        for message in render(reply, command="/nachrichten", asked=AskLatest(), shareable=True):
            assert not re.search(rf"(?<!/){COMMAND}\b", str(message.payload)), reply


@pytest.mark.parametrize(
    ("asked", "reply", "again"),
    [
        (AskLatest("AI", 5), DigestReady(digest_of(edition=None)), AskLatest("AI", 5)),
        (AskTopics(), TopicList((TopicCount("AI", 2),), 30), AskTopics()),
        (AskSearch(parse_terms("x")), page(1, 1), AskSearch(parse_terms("x"))),
    ],
)
def test_an_answer_is_shared_by_asking_again(asked, reply, again):
    button = buttons(payload(reply, asked=asked, shareable=True))["Share in channel"]

    assert query_of(button) == again
    assert shares(button)
    assert "Share in channel" not in buttons(payload(reply, asked=asked))


def test_a_story_is_shared_by_its_id_whatever_the_words_find_by_then():
    one = story_of("Lantern Labs", id="lantern234567aaa")
    full = buttons(payload(StoryFound(one, (), HERE), asked=AskStory("lamp"), shareable=True))
    alike = payload(SimilarFound(one, (story_of("Echo"),), HERE), shareable=True)

    assert query_of(full["Share in channel"]) == AskStory("lantern234567aaa")
    assert query_of(full["More like this"]) == AskSimilar("lantern234567aaa")
    assert query_of(buttons(alike)["Share in channel"]) == AskSimilar("lantern234567aaa")


@pytest.mark.parametrize("asked", [AskSchedule("preview", "morning-brief"), AskHelp(), None])
def test_what_only_admins_see_is_not_shared(asked):
    reply = DigestReady(digest_of(("AI", [story_of("Lantern Labs")])))
    assert "Share in channel" not in buttons(payload(reply, asked=asked, shareable=True))


def test_stories_are_shared_one_by_one_only_where_there_is_a_channel():
    told = story_of("Lantern Labs")
    answers = [
        page(1, 1, stories=(told,)),
        SimilarFound(story_of("Echo"), (told,), HERE),
        DigestReady(digest_of(("AI", [told]), edition=None)),
    ]
    for reply in answers:
        for shareable in (True, False):
            [menu] = elements(payload(reply, shareable=shareable)["blocks"], "overflow")
            assert ("Share" in str(menu)) is shareable

    issued = DigestReady(digest_of(("AI", [told])))
    for sharing in (True, False):
        [menu] = elements(payload(issued, sharing=sharing)["blocks"], "overflow")
        assert ("Share" in str(menu)) is sharing


def test_who_shared_an_answer_stands_above_it():
    messages = render(DigestReady(digest_of()))
    above = shared(messages, "U0123")

    assert said(above[0].payload).startswith("<@U0123> shared this\n")
    assert above[0].payload["text"] == messages[0].payload["text"]
    assert shared(messages, "U1> <!channel") == [*messages]


def test_there_is_room_for_who_shares_even_a_long_answer():
    topics = TopicList(tuple(TopicCount(f"Topic {n}", n, "x" * 250) for n in range(120)), 30)
    full = render(topics)

    assert len(full) > 1
    for message in full:
        [above] = shared([message], "U0123456789")
        assert objections(above.payload) == []
        assert cost(above.payload["blocks"]) <= 9_000
    short = render(TopicList(tuple(TopicCount(f"{n}", 0) for n in range(120)), 30))
    assert all(objections(m.payload) == [] for one in short for m in shared([one], "U0123456789"))


def test_topics_are_read_at_a_press():
    sent = payload(TopicList((TopicCount("Web 3", 4, "Lantern Labs"), TopicCount("AI", 0)), 30))

    assert "*Web 3* · 4 stories\nLantern Labs\n" in said(sent)
    [read] = elements(sent["blocks"], "button")
    assert query_of(read) == AskLatest("Web 3")


def test_help_shows_examples_that_can_be_typed():
    words = shown(HelpShown(help_for(None)), command="/nachrichten")

    assert "*/nachrichten story WORDS*\none story in full" in words
    assert "\n`/nachrichten story zhipu`\n" in words
    assert "write to me directly" in words
    assert "write to me directly" not in shown(HelpShown(help_for("story")))


def test_an_unknown_topic_offers_those_there_are():
    sent = payload(NoSuchTopic("Sport", ("AI", "Elsewhere")))

    assert said(sent).startswith("There's no topic “Sport”; there are AI, Elsewhere.\n")
    [menu] = elements(sent["blocks"], "static_select")
    chosen = {"action_id": menu["action_id"], "selected_option": menu["options"][0]}
    assert query_of(chosen) == AskLatest("AI")


def test_schedules_are_listed_with_when_they_come_and_what_can_be_done():
    cron = schedule("cron 0 9 * * 1-5", id="b", name="cron_brief", channel=NEWS)
    sent = payload(ScheduleList((state(), state(schedule=cron, paused=True, next_due=None))))

    words = said(sent)
    assert "*`morning-brief`*\nEvery weekday at 09:00 (`Asia/Hong_Kong`), to <#C0123456>" in words
    assert "next: Monday 23 November 2026, 09:00" in words
    assert "*`cron_brief`*\n`cron 0 9 * * 1-5` (`Asia/Hong_Kong`)" in words
    menus = elements(sent["blocks"], "overflow")
    offered = [[o["value"] for o in menu["options"]] for menu in menus]
    assert offered[0] == [f"schedule {v} morning-brief" for v in ("show", "preview", "pause")]
    assert offered[1][-1] == "schedule resume cron_brief"


def test_a_schedule_shows_its_next_times_and_what_keeps_it_from_its_channel():
    obstacle = "I'm not in #news: type `/invite @Broadsheet` there"
    shown_ = ScheduleShown(state(), (NOW + DAY,), change="added", obstacle=obstacle)
    sent = payload(shown_)

    words = said(sent)
    assert "`morning-brief`: added; made in chat" in words
    assert f"⚠️ {obstacle}" in words
    assert "*Next, in Hong Kong*\n• Monday 23 November 2026, 09:00" in words
    run = buttons(sent)["Run now"]
    assert run["confirm"]["confirm"]["text"] == "Post it"
    assert query_of(run) == AskSchedule("run", "morning-brief")


def test_a_schedule_of_the_settings_file_is_not_paused_in_chat():
    fixed = buttons(payload(ScheduleShown(state(from_file=True), (NOW + DAY,))))
    assert [*fixed] == ["Preview", "Run now"]
    assert [*buttons(payload(ScheduleShown(state(), ())))] == ["Preview", "Pause", "Run now"]


def test_one_that_the_settings_file_pauses_says_where_it_comes_again():
    resting = replace(state().schedule, paused=True)
    standing = state(schedule=resting, paused=True, next_due=None, from_file=True)

    assert "Paused in the settings file. To let it come again, take paused: true away" in shown(
        ScheduleShown(standing, ())
    )
    assert "paused in the settings file" in shown(ScheduleList((standing,)))


def test_a_paused_schedule_says_how_to_let_it_come_again():
    reply = ScheduleShown(state(paused=True, next_due=None), (), change="paused")
    words = shown(reply, command="/nachrichten")

    assert "Paused. To let it come again: `/nachrichten schedule resume morning-brief`" in words
    assert "It never comes again." in shown(ScheduleShown(state(next_due=None), ()))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (NothingFound("", ()), "Nothing yet."),
        (NothingFound("abcd", gone=True), "That story isn't kept any more."),
        (ScheduleList(()), "No schedules yet. To make one:\n`/news schedule add "),
        (
            NotAnswered("a1b2c3d4"),
            "That went wrong on our side; the log says why beside query=a1b2",
        ),
        (AskedTooOften(1), "That was a lot of questions; ask again in 1 second."),
        (parse("serch x"), "I don't know “serch”; did you mean “search”?\n`/news search x`"),
        (parse("blargh"), "I don't know “blargh”. For a story about it:\n`/news story blargh`"),
        (ScheduleRefused("only admins may", "ask one"), "Only admins may.\nAsk one."),
        (ScheduleRefused('every: "x" is no', ""), 'every: "x" is no.'),
        (ScheduleShown(state(), (), change="removed"), "Morning brief\n`morning-brief`: removed;"),
        (SimilarFound(story("Echo"), (), HERE), "Nothing is much like “Echo” yet."),
        (
            EditionOrdered(state().schedule, "s/extra/1", Progress.ENQUEUED),
            "Morning brief is on its way to <#C0123456>.\nedition `s/extra/1`",
        ),
        (
            EditionOrdered(state().schedule, "s/extra/1", Progress.EMPTY),
            "Morning brief has nothing to tell that it hasn't told yet.",
        ),
    ],
)
def test_short_answers_say_what_happened_and_what_to_do(reply, words):
    assert shown(reply).startswith(words)


def test_no_answer_shouts():
    for reply in every_reply():
        for message in render(reply, asked=AskLatest(), shareable=True):
            assert "!" not in said(message.payload).replace("<!date^", "")


def test_app_home_shows_last_issues_next_times_and_how_to_ask():
    told = LastIssue(state(), (story_of("Lantern Labs"), story_of("Echo")), NOW - DAY)
    coming = LastIssue(state(schedule=schedule(title="In the evening", channel=NEWS)))
    view = home(FrontPage((told, coming), HERE), command="/nachrichten")

    words = said(view)
    assert "• <https://news.example.com/1|Lantern Labs> · " in words
    assert "<#C0123456> · 2 stories, <!date^1795222800^{date_short_pretty}, {time}|" in words
    assert "In the evening\n<#C0123456> · no digest yet · next: <!date^1795395600^" in words
    assert "`/nachrichten story zhipu`" in words
    [field] = elements(view["blocks"], "plain_text_input")
    [finder] = elements(view["blocks"], "external_select")
    assert (field["action_id"], finder["action_id"]) == (Action.SEARCH, Action.FIND)


def test_app_home_without_schedules_says_how_to_read_all_the_same():
    view = home(FrontPage((), HERE))

    assert objections_to_view(view) == []
    assert "No digests come to channels that you can see yet." in said(view)


@pytest.mark.parametrize(("stories", "schedules"), [(0, 60), (8, 60), (50, 20)])
def test_app_home_counts_the_schedules_that_it_has_no_room_for(stories, schedules):
    told = tuple(story_of("Lantern Labs raises money") for _ in range(stories))
    view = home(FrontPage((LastIssue(state(), told, NOW),) * schedules, HERE))

    assert objections_to_view(view) == []
    assert cost(view["blocks"]) <= 20_000
    named = said(view).count("Morning brief\n")
    assert 3 < named < schedules
    assert f"and {schedules - named} more schedules" in said(view)


def test_an_answer_can_stand_in_a_window():
    view = window(
        render(StoryFound(story_of("Lantern Labs"), (), HERE)), "A very long name of a bot"
    )

    assert objections_to_view(view) == []
    assert len(view["title"]["text"]) <= 24


def test_suggestions_say_who_tells_a_story():
    answer = options([Suggestion("abc", "Lantern Labs", "The Quay"), Suggestion("b", "", "")])

    assert objections_to_options(answer) == []
    [one] = answer["options"]
    assert one["text"]["text"] == "Lantern Labs"
    assert one["description"]["text"] == "The Quay"
    assert one["value"] == "abc"


def test_dates_without_a_clock_of_their_own_are_the_schedules():
    told = LastIssue(state(), (), NOW)
    assert f"({HONG_KONG.key.rpartition('/')[2].replace('_', ' ')})>" in said(
        home(FrontPage((told,), HERE))
    )
