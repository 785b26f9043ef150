"""The front page: the last edition of each schedule that somebody can see."""

from dataclasses import replace
from datetime import timedelta

from bot.chat import Message, Receipt
from bot.commands.queries import AskFrontPage
from bot.database.carried import Spoken
from bot.database.claims import Claims
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox, Rendering
from digests.schedule.channel import Channel
from tests.builders import NOW, article, schedule

NEWS = Channel(platform="slack", workspace="T024", id="C0123")
SECRET = Channel(platform="slack", workspace="T024", id="C0999")


async def posted(database, made, stories):
    """An edition of *made* that tells *stories*, in that order, in one message."""
    edition = await Ledger(database).order(made.id, now=NOW, through=1)
    said = [Spoken(story=s.id, articles=s.articles, score=1.0) for s in stories]
    message = Message(payload={"text": "news"}, tells=tuple(s.id for s in stories))
    rendering = Rendering(
        messages=[message], tells={0: said}, left_out=[], competed=(), passed_over=0
    )
    await Outbox(database).enqueue(edition, rendering, now=NOW)
    claims = Claims(database, owner="test", lease=timedelta(minutes=1))
    (claim,) = await claims.claim("slack", now=NOW, most=1)
    await claims.intend(claim, now=NOW, patience=timedelta(seconds=1))
    await claims.receive(claim, Receipt(channel="C0123", message="1.0"), now=NOW)


async def test_each_schedule_shows_what_it_told_last_in_that_order(
    desk, database, schedules, tell, reader
):
    first, second = await tell(article(title="One"), article(title="Two"))
    brief = replace(schedule(), id="", channel=NEWS)
    made = await schedules.add(brief, who="slack:U012", now=NOW)
    await posted(database, made, [second, first])

    page = await desk.answer(AskFrontPage(frozenset({str(NEWS)})), reader)

    (issue,) = page.issues
    assert issue.state.schedule.name == "morning-brief"
    assert [story.title for story in issue.stories] == ["Two", "One"]
    assert issue.posted_at == NOW


async def test_a_schedule_that_has_told_nothing_shows_when_it_comes(desk, schedules, reader):
    await schedules.add(replace(schedule(), id="", channel=NEWS), who="slack:U012", now=NOW)

    page = await desk.answer(AskFrontPage(frozenset({str(NEWS)})), reader)

    (issue,) = page.issues
    assert (issue.stories, issue.posted_at) == ((), None)
    assert issue.state.next_due is not None


async def test_channels_that_the_asker_cannot_see_are_not_shown(desk, schedules, reader):
    await schedules.add(replace(schedule(), id="", channel=SECRET), who="slack:U012", now=NOW)
    assert (await desk.answer(AskFrontPage(frozenset({str(NEWS)})), reader)).issues == ()


async def test_another_workspace_sees_none_of_it(desk, schedules, reader):
    await schedules.add(replace(schedule(), id="", channel=NEWS), who="slack:U012", now=NOW)
    stranger = replace(reader, workspace="T666")
    assert (await desk.answer(AskFrontPage(frozenset({str(NEWS)})), stranger)).issues == ()
