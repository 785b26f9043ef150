from dataclasses import replace

from bot.commands.queries import (
    AskLatest,
    AskSchedule,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
    NotUnderstood,
)
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
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
    TopicCount,
    TopicList,
)
from bot.commands.verbs import VERBS, help_for
from bot.platforms.discord.custom_ids import is_shared, query_of
from bot.platforms.discord.render import render
from digests.search import parse_terms
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.bot.platforms.discord.replies import DAY, HERE, NEWS, state
from tests.builders import NOW, schedule, story, telling
from tests.fakes.discord_rules import faults, nested

ID = "abcdefghijklmn23"


class Shown:
    """One message as readers and clickers see it."""

    def __init__(self, reply, **view):
        [message] = render(reply, **view)
        assert faults(message.payload) == []
        self.all = list(nested(message.payload["components"]))
        self.text = "\n".join(c["content"] for c in self.all if c["type"] == 10)
        self.buttons = {
            c["label"]: c.get("url") or query_of(c["custom_id"]) for c in self.all if c["type"] == 2
        }
        self.menu = {
            option["label"]: query_of(c["custom_id"], [option["value"]])
            for c in self.all
            if c["type"] == 3
            for option in c["options"]
        }


def page(number, pages, **fields):
    defaults = {
        "words": "lantern",
        "stories": (story("Lantern Labs", id=ID),),
        "total": 5 * pages,
        "complete": 5 * pages,
        "page": number,
        "pages": pages,
        "corrections": {},
        "seen": HERE,
    }
    return StoriesFound(**{**defaults, **fields})


def test_a_story_in_full_says_who_says_what_and_who_tells_it_when_and_where():
    told = (
        telling("Harbour Post", title="Lantern Labs", url="https://a.example.com/1", published=NOW),
        telling("The Quay", title="Of lanterns", url="https://b.example.com/2"),
        telling(None, title="Lantern Labs", url=None, reprint_of="article1", published=NOW),
    )
    said = (
        Sentence(text="It rose.", article=told[0].article),
        Sentence(text="It fell.", article=told[1].article),
    )
    lantern = story(
        "Lantern Labs", id=ID, tellings=told, summary=said, url=told[0].url, published=NOW
    )
    filings = (Filing(story=ID, topic="Funding", score=2.0, reason="says “raised”"),)

    shown = Shown(StoryFound(lantern, filings, HERE), shareable=True)

    second = int(NOW.timestamp())
    assert shown.text == (
        "## [Lantern Labs](https://a.example.com/1)\n"
        f"-# Harbour Post and The Quay · <t:{second}:R> · 3 articles\n"
        "It rose.\n-# Harbour Post\n"
        "It fell.\n-# The Quay\n"
        "**Topics**\n- Funding: says “raised”\n"
        "**Told by**\n"
        f"- [Harbour Post](https://a.example.com/1) · <t:{second}:f> · first\n"
        "- [The Quay](https://b.example.com/2) · undated · Of lanterns\n"
        f"- publisher unknown · <t:{second}:f> · a reprint"
    )
    assert shown.buttons == {
        "Read it at Harbour Post": "https://a.example.com/1",
        "More like this": AskSimilar(ID),
        "Share": AskStory(ID),
    }


def test_a_story_that_very_many_tell_names_some_and_counts_the_others():
    many = tuple(telling(f"House {n}", title=f"Title {n} " * 9) for n in range(300))

    shown = Shown(StoryFound(story("Lantern Labs", tellings=many), (), HERE))

    named = shown.text.count("- [House")
    assert named > 5
    assert shown.text.endswith(f"\n-# and {300 - named} more")


def test_what_is_shared_is_the_story_that_is_shown_whatever_was_asked():
    found = StoryFound(story("Lantern Labs", id=ID), (), HERE)
    [message] = render(found, asked=AskStory("lantern"), shareable=True)

    [share] = [c for c in nested(message.payload["components"]) if c.get("label") == "Share"]
    assert is_shared(share["custom_id"])
    assert query_of(share["custom_id"]) == AskStory(ID)


def test_what_cannot_be_remembered_is_not_shared():
    shown = Shown(NothingFound("x"), asked=AskStory("x" * 99), shareable=True)

    assert "Share" not in shown.buttons


def test_several_stories_are_offered_as_a_menu():
    stories = (story("Lantern Labs", id=ID), story("Lanterns at sea", id=ID[::-1]))

    shown = Shown(SeveralFound("lantern", stories, HERE, total=9))

    assert shown.text.startswith("### 9 stories on “lantern”\n-# Which one? The best 2:")
    assert shown.menu == {"Lantern Labs": AskStory(ID), "Lanterns at sea": AskStory(ID[::-1])}
    assert shown.buttons == {"All 9 stories": AskSearch(parse_terms("lantern"))}


def test_pages_are_turned_with_buttons():
    def turns(reply):
        return {label: query.page for label, query in Shown(reply).buttons.items()}

    assert turns(page(1, 3)) == {"Next page": 2}
    assert turns(page(2, 3)) == {"Previous page": 1, "Next page": 3}
    assert turns(page(3, 3)) == {"Previous page": 2}
    assert turns(page(1, 1)) == {}
    assert Shown(page(2, 3)).text.endswith("\n-# Page 2 of 3")
    assert Shown(page(2, 3)).menu == {"Lantern Labs": AskStory(ID)}


def test_a_search_says_what_it_read_and_how_much_fits():
    corrected = Shown(page(1, 3, corrections={"lantren": "lantern"}, complete=2)).text

    assert "-# 2 with every word; nobody writes “lantren”, so “lantern” was read" in corrected
    assert "-# best first" in Shown(page(1, 3)).text


def test_similar_stories_can_be_opened():
    one, other = story("Lantern [Labs]", id=ID), story("Lanterns at sea", id=ID[::-1])

    shown = Shown(SimilarFound(one, (other,), HERE), shareable=True)

    assert shown.text.startswith("### Like “Lantern \\[Labs\\]”\n")
    assert shown.menu == {"Lanterns at sea": AskStory(ID[::-1])}
    assert shown.buttons == {"Share": AskSimilar(ID)}
    assert "Nothing is much like" in Shown(SimilarFound(one, (), HERE)).text


def test_nothing_found_offers_what_there_is():
    found = Shown(NothingFound("quay", ("/news search harbour", "/news topics", "nonsense 7")))

    assert found.text == "Nothing on “quay” yet."
    assert found.buttons == {
        "search harbour": AskSearch(parse_terms("harbour")),
        "topics": AskTopics(),
    }
    assert Shown(NothingFound("")).buttons == {"latest": AskLatest(), "topics": AskTopics()}
    assert Shown(NothingFound(ID, gone=True)).text == "That story isn't kept any more."


def test_topics_with_stories_can_be_opened():
    counts = (TopicCount("Funding", 12, "Lantern Labs"), TopicCount("Elsewhere", 0))

    shown = Shown(TopicList(counts, 30))

    assert "**Funding** · 12 stories\n-# Lantern Labs" in shown.text
    assert "**Elsewhere** · 0 stories" in shown.text
    assert shown.menu == {"Funding": AskLatest("Funding")}


def test_an_unknown_topic_offers_the_known_ones():
    shown = Shown(NoSuchTopic("Fuding", ("Funding", "AI")))

    assert shown.text == "There's no topic “Fuding”; there are Funding, AI."
    assert shown.menu == {"Funding": AskLatest("Funding"), "AI": AskLatest("AI")}


def test_help_mentions_commands_where_they_are_known_and_offers_harmless_examples():
    shown = Shown(HelpShown(VERBS), mentions={"latest": "</news latest:7>"})

    assert shown.text.startswith("</news latest:7> \\[topic\\] \\[count\\]\nthe newest stories")
    assert "**/news story** WORDS" in shown.text
    assert shown.menu["latest AI 5"] == AskLatest("AI", 5)
    assert not any(isinstance(query, AskSchedule) for query in shown.menu.values())


def test_help_for_schedules_shows_them_as_discord_takes_them():
    shown = Shown(HelpShown(help_for("schedule")), mentions={"schedule add": "</x add:7>"})

    assert "- </x add:7> name\\:evening-brief every\\:weekday at 18\\:30" in shown.text
    assert "- **/news-schedule pause** name\\:evening-brief" in shown.text


def test_a_schedule_shows_its_next_times_in_its_own_zone_and_the_readers():
    upcoming = tuple(NOW + n * DAY for n in range(1, 6))

    shown = Shown(ScheduleShown(state(), upcoming, "added", "Broadsheet may not post there."))

    second = int((NOW + DAY).timestamp())
    assert "### Morning brief\n-# morning-brief: added; made in chat" in shown.text
    assert "Every weekday at 09\\:00 (Asia\\/Hong\\_Kong), to <#42>" in shown.text
    assert "⚠️ Broadsheet may not post there." in shown.text
    assert f"- Monday 23 November 2026, 09:00 (<t:{second}:f>)" in shown.text
    assert shown.text.count(":f>") == 5
    assert shown.buttons == {
        "Preview": AskSchedule("preview", "morning-brief"),
        "Pause": AskSchedule("pause", "morning-brief"),
    }


def test_a_schedule_offers_only_what_can_be_done_to_it():
    paused = Shown(ScheduleShown(state(paused=True, next_due=None), ()))
    from_file = Shown(ScheduleShown(state(from_file=True), ()))
    gone = Shown(ScheduleShown(state(), (), "removed"))

    assert list(paused.buttons) == ["Preview", "Resume"]
    assert "Paused. Resume it to let it come again." in paused.text
    assert list(from_file.buttons) == ["Preview"]
    assert gone.buttons == {}
    assert "removed; what it hadn't posted yet is cancelled\nAdded again by this name" in gone.text


def test_one_that_the_settings_file_pauses_says_where_it_comes_again():
    resting = replace(state().schedule, paused=True)
    standing = state(schedule=resting, paused=True, next_due=None, from_file=True)
    shown = Shown(ScheduleShown(standing, ()))

    assert "Paused in the settings file. To let it come again, take paused: true" in shown.text
    assert list(shown.buttons) == ["Preview"]
    assert "paused in the settings file" in Shown(ScheduleList((standing,))).text


def test_a_schedule_whose_topics_are_gone_says_so():
    shown = Shown(ScheduleShown(state(topics_gone=("Funding", "AI")), ()))

    assert "No topic is called Funding or AI any more; so it has all topics" in shown.text


def test_schedules_are_listed_with_their_next_time():
    shown = Shown(ScheduleList((state(),)))

    assert "**morning-brief**\nEvery weekday" in shown.text
    assert shown.menu == {"morning-brief": AskSchedule("show", "morning-brief")}
    assert Shown(ScheduleList(())).text == (
        "No schedules yet. To make one: **/news-schedule add** name:morning-brief "
        "every:weekday at 09:00"
    )


def test_an_edition_that_was_ordered_says_how_far_it_is():
    def said(progress):
        made = schedule(channel=NEWS)
        return Shown(EditionOrdered(made, "schedule1/extra/1", progress)).text

    assert said(Progress.ENQUEUED).startswith("Morning brief is on its way to <#42>.\n-# edition")
    assert "within seconds if there's anything new to tell" in said(Progress.PLANNED)
    assert "tried again" in said(Progress.PUT_OFF)
    assert said(Progress.EMPTY) == "Morning brief has nothing to tell that it hasn't told yet."


def test_a_refusal_says_what_to_do():
    refused = ScheduleRefused("every: takes a rhythm", "write weekday at 09:00")

    assert Shown(refused).text == "every: takes a rhythm.\nWrite weekday at 09\\:00."
    assert Shown(AskedTooOften(1)).text == ("That was a lot of questions; ask again in 1 second.")
    assert "beside query=7f3" in Shown(NotAnswered("7f3")).text


def test_a_command_that_a_refusal_names_can_be_pressed():
    refused = ScheduleRefused("only admins may", "read the newest stories: /news latest")

    assert Shown(refused, mentions={"latest": "</news latest:7>"}).text == (
        "Only admins may.\nRead the newest stories: </news latest:7>."
    )
    assert Shown(refused).text.endswith("stories: \\/news latest.")


def test_what_was_not_understood_comes_with_an_example():
    slip = NotUnderstood("sarch chips", "I don't know “sarch”", "/news search chips")
    planned = NotUnderstood("schedule ad", "no such verb", "/news schedule add a every: friday")

    assert Shown(slip).text == "I don't know “sarch”."
    assert Shown(slip).buttons == {"search chips": AskSearch(parse_terms("chips"))}
    assert Shown(planned).buttons == {}
    assert Shown(planned).text == (
        "No such verb.\n- **/news-schedule add** name\\:a every\\:friday"
    )


def test_the_front_page_names_what_each_schedule_told_last():
    stories = tuple(story(f"Lantern {n}", url=None) for n in range(12))
    shown = Shown(FrontPage((LastIssue(state(), stories, NOW), LastIssue(state())), HERE))

    assert f"-# told <t:{int(NOW.timestamp())}:R> · next: Monday 23 November" in shown.text
    assert "- Lantern 9\n-# and 2 more" in shown.text
    assert "-# no digest yet · next: Monday" in shown.text
    assert Shown(FrontPage((), HERE)).text == "No digests come to channels that you can see yet."
