"""The same digest and the same answers say the same on every platform."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import dropwhile

import pytest

from bot.commands.grammar import parse
from bot.commands.replies import (
    AskedTooOften,
    DigestReady,
    EditionOrdered,
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
    TopicList,
)
from bot.commands.schedule_grammar import VERBS
from bot.platforms.console.render import render as console
from bot.platforms.discord.render import render as discord
from bot.platforms.slack.render import render as slack
from bot.settings import find_settings, load, read_environment
from bot.wording.stories import house
from digests.schedule.presentation import Layout, Presentation, Style
from digests.schedule.spoken import spoken
from digests.text import tidy
from digests.wording import counted, dateline, houses, last_line, tally
from tests.bot.platforms.discord.replies import HERE, digest_of, state
from tests.builders import NOW, edition
from tests.fakes.clock import StoppedClock
from tests.harbour_news import FERRIES, FILINGS, HARBOUR, LIGHTHOUSE, SECTIONS
from tests.scenarios.conftest import Terminal, bot, lines
from tests.scenarios.transcripts import (
    WHEN,
    read_on_discord,
    read_on_slack,
    read_on_the_console,
    told,
)


def styled(reply, **presentation):
    """*reply* as the platform shows it whose schedule asks for that."""
    if not isinstance(reply, DigestReady):
        return reply
    issue = reply.digest.edition or edition()
    chosen = replace(issue.schedule, presentation=Presentation(**presentation))
    return DigestReady(replace(reply.digest, edition=replace(issue, schedule=chosen)))


READINGS = {
    "console": lambda reply: read_on_the_console(console(reply)),
    "slack": lambda reply: read_on_slack(slack(reply)),
    "slack, in a thread": lambda reply: read_on_slack(slack(styled(reply, layout=Layout.THREAD))),
    "discord": lambda reply: read_on_discord(discord(reply)),
    "discord, embeds": lambda reply: read_on_discord(discord(styled(reply, style=Style.EMBEDS))),
    "discord, text": lambda reply: read_on_discord(discord(styled(reply, style=Style.TEXT))),
}


def meant(stories):
    for story in stories:
        link = (story.url,) if story.url else ()
        articles = counted(len(story.tellings), "article")
        yield tidy(story.title), link, houses(story.publishers), articles


def say_the_same(reply, platform):
    """Check that *platform* says of *reply* what it means."""
    transcript = list(READINGS[platform](reply))
    texts = [line.text for line in transcript]
    match reply:
        case DigestReady(digest):
            assert list(told(transcript)) == list(meant(digest.stories))
            assert digest.heading in texts
            assert f"{dateline(digest)} · {tally(digest)}" in texts
            assert last_line(digest) in [*texts, ""]
            topics = [section.topic for section in digest.sections]
            assert [t for n, t in enumerate(texts) if t in topics and t not in texts[:n]] == topics
        case StoryFound(story, filings):
            assert list(told(transcript)) == list(meant([story]))
            for filing in filings:
                assert any(f"{filing.topic}: {filing.reason}" in text for text in texts)
            below = [*dropwhile(lambda line: line.text.casefold() != "told by", transcript)]
            if len(story.tellings) > 1:
                links = dict.fromkeys(link for line in below for link in line.links)
                assert list(links) == [t.url for t in story.tellings if t.url]
                assert in_order([t.publisher.name for t in story.tellings if t.publisher], below)
                firsts = [line.text for line in below if "first" in line.text.split(" · ")]
                assert len(firsts) == bool(story.first.published)
                assert all(house(story.first) in text for text in firsts)
        case StoriesFound() | SeveralFound():
            assert list(told(transcript)) == list(meant(reply.stories))
            assert f"{counted(reply.total, 'story')} on “{reply.words}”" in texts
        case SimilarFound(story, stories):
            assert list(told(transcript)) == list(meant(stories))
            assert any(f"“{story.title}”" in text for text in texts)
        case TopicList(topics):
            for topic in topics:
                assert any(topic.topic in t and counted(topic.stories, "story") in t for t in texts)
        case ScheduleList(states):
            assert in_order([state.schedule.name for state in states], transcript)
            for state in states:
                assert any(rhythm(state.schedule) in text for text in texts)
                assert any(text.startswith(standing(state)) for text in texts), texts
        case ScheduleShown():
            assert list(shown(reply)) == [t for t in plain(transcript) if t in {*shown(reply)}]
        case EditionOrdered(schedule, key):
            assert any(schedule.heading in text for text in texts)
            assert f"edition {key}" in plain(transcript)
        case _:
            pytest.fail(f"nobody compares {type(reply).__name__}")


def plain(transcript):
    """What is read, without what sets apart what may be typed, or what the reader's clock says."""
    for line in transcript:
        yield line.text.replace("`", "").removesuffix(f" ({WHEN})")


def rhythm(schedule):
    return spoken(schedule.rhythm)


def standing(state):
    if state.paused:
        return "paused"
    return f"next: {at(state.next_due, state.schedule.zone)}" if state.next_due else "never comes"


def at(due, zone):
    local = due.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"


def shown(reply):
    """The lines by which a schedule is known, in order."""
    state, schedule = reply.state, reply.state.schedule
    yield schedule.heading
    if reply.change == "removed":
        yield f"{schedule.name}: removed; what it hadn't posted yet is cancelled"
        return
    origin = "from the settings file" if state.from_file else "made in chat"
    yield f"{schedule.name}: {f'{reply.change}; ' if reply.change else ''}{origin}"
    topics = ", ".join(schedule.topics) or "all topics"
    yield f"Up to {counted(schedule.stories, 'story')} from {topics}"
    if state.last_edition:
        yield f"last edition: {state.last_edition}"
    for due in reply.upcoming:
        yield at(due, schedule.zone)


def in_order(names, transcript):
    remaining = iter(transcript)
    return all(any(name in line.text for line in remaining) for name in names)


FIVE = tuple(NOW + n * timedelta(days=1) for n in range(5))

QUERIES = {
    "latest": DigestReady,
    "latest AI 3": DigestReady,
    "story zhipu": StoryFound,
    "story AI": SeveralFound,
    "search china": StoriesFound,
    "search china since:2020-01-01 page:2": StoriesFound,
    "similar zhipu": SimilarFound,
    "topics": TopicList,
    "schedule add evening every: day at 18:30 topics: AI": ScheduleShown,
    "schedule list": ScheduleList,
    "schedule edit evening every: weekday at 19:15": ScheduleShown,
    "schedule show evening": ScheduleShown,
    "schedule preview evening": DigestReady,
    "schedule run evening": EditionOrdered,
    "schedule pause evening": ScheduleShown,
    "schedule resume evening": ScheduleShown,
    "schedule remove evening": ScheduleShown,
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What is answered on the seed documents, by what was asked, and a digest of them."""
    folder = tmp_path_factory.mktemp("parity")
    environment = read_environment({"BROADSHEET_STATE": str(folder / "state")}, folder)
    settings = load(find_settings(None, environment, folder), environment)

    async def asked():
        async with bot(settings, Terminal(), StoppedClock(NOW)) as (broadsheet, service):
            await service.run(lines(), stop=asyncio.Event())
            week = (await broadsheet.schedules.get("week-in-review")).schedule
            found = {"digest": DigestReady(await broadsheet.press.preview(week))}
            for query in QUERIES:
                found[query] = await broadsheet.desk.answer(parse(query), broadsheet.asker)
            return found

    return asyncio.run(asked())


@pytest.mark.parametrize("platform", READINGS)
@pytest.mark.parametrize("query", ["digest", *QUERIES])
def test_an_answer_on_the_seeds_says_the_same_everywhere(answers, query, platform):
    assert isinstance(answers[query], QUERIES.get(query, DigestReady))
    say_the_same(answers[query], platform)


def test_every_verb_of_schedule_is_compared():
    typed = [query.split()[1] for query in QUERIES if query.startswith("schedule ")]
    assert sorted(typed) == sorted(VERBS)


def test_a_schedule_is_shown_with_its_five_next_times(answers):
    for query in QUERIES:
        if query.startswith(("schedule add", "schedule edit", "schedule show")):
            assert len(answers[query].upcoming) == 5, query


@pytest.mark.parametrize("platform", READINGS)
@pytest.mark.parametrize(
    "reply",
    [
        DigestReady(digest_of(*SECTIONS)),
        StoryFound(HARBOUR, FILINGS, HERE),
        SeveralFound("lab", (HARBOUR, LIGHTHOUSE), HERE, total=9),
        StoriesFound("lantern", (HARBOUR, FERRIES), 12, 11, 2, 3, {}, HERE),
        SimilarFound(LIGHTHOUSE, (HARBOUR, FERRIES), HERE),
        ScheduleShown(state(last_edition="schedule1/2026-11-21"), FIVE),
        ScheduleShown(state(last_edition="schedule1/2026-11-21"), FIVE, change="added"),
        ScheduleShown(state(from_file=True), FIVE, change="changed"),
        ScheduleList((state(), state(paused=True, next_due=None), state(next_due=None))),
        EditionOrdered(state().schedule, "schedule1/extra/1"),
    ],
    ids=lambda reply: f"{type(reply).__name__} {getattr(reply, 'change', '')}".strip(),
)
def test_what_the_seeds_dont_say_is_told_alike_everywhere(reply, platform):
    say_the_same(reply, platform)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (NothingFound("quay"), "Nothing on “quay” yet."),
        (NothingFound("story1", gone=True), "That story isn't kept any more."),
        (NoSuchTopic("Sport", ("AI", "Elsewhere")), "There's no topic “Sport”; there are AI, El"),
        (AskedTooOften(30), "That was a lot of questions; ask again in 30 seconds."),
        (NotAnswered("a1b2"), "That went wrong on our side; the log says why beside query=a1b2."),
        (ScheduleRefused("only admins may", ""), "Only admins may."),
        (ScheduleRefused("\u200b", ""), "There's no answer to that."),
        (parse("blargh"), "I don't know “blargh”. For a story about it:"),
        (ScheduleList(()), "No schedules yet. To make one:"),
        (ScheduleShown(state(), (), change="removed"), "morning-brief: removed; what it hadn't po"),
        (ScheduleShown(state(), (), change="paused"), "morning-brief: paused; made in chat"),
        (ScheduleShown(state(next_due=None), ()), "It never comes again."),
        (
            EditionOrdered(state().schedule, "s/extra/1", Progress.EMPTY),
            "Morning brief has nothing",
        ),
        (EditionOrdered(state().schedule, "s/extra/1"), "edition s/extra/1"),
        (SimilarFound(HARBOUR, (), HERE), "Nothing is much like “"),
    ],
)
def test_what_is_said_in_a_sentence_is_said_in_the_same_everywhere(reply, said):
    for platform in ("console", "slack", "discord"):
        lines = [line.text.replace("`", "") for line in READINGS[platform](reply)]
        assert any(line.startswith(said) for line in lines), platform


@pytest.mark.parametrize("platform", READINGS)
def test_it_would_show_if_a_platform_left_something_out(platform):
    whole = DigestReady(digest_of(*SECTIONS))
    less = DigestReady(digest_of(("Funding", [HARBOUR]), ("Elsewhere", [FERRIES])))
    other = DigestReady(digest_of(("Funding", [LIGHTHOUSE, HARBOUR]), ("Elsewhere", [FERRIES])))

    transcript = list(told(READINGS[platform](whole)))

    assert transcript == list(meant(whole.digest.stories))
    assert transcript != list(told(READINGS[platform](less)))
    assert transcript != list(told(READINGS[platform](other)))
