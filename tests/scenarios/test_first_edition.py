"""From the four seed documents to a digest on the terminal, by the real path."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.queries import AskLatest
from bot.commands.replies import DigestReady, NothingFound
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.ticker import FakeTicker
from tests.scenarios.conftest import Terminal, bot, lines

SEEDS = Path(__file__).parents[2] / "seeds"

SECTIONS = {
    "Funding": ["Alibaba, Tencent among investors in Zhipu, China’s OpenAI rival"],
    "Start-ups & people": [
        "The Entrepreneurial Boom in China Sparked by ChatGPT Welcomes New Members"
    ],
    "Policy & chips": [
        "China's tech sector is focusing on competing with US titans like Google and Microsoft"
    ],
    "AI": [
        "China's tech elite lead AI startup frenzy",
        "Cedars-Sinai establishes center for AI, machine learning",
        "How OpenAI may keep enterprises from building their own AI models",
    ],
}


async def run_once(settings, *typed, clock=None):
    terminal = Terminal()
    async with bot(settings, terminal, clock or StoppedClock(NOW)) as (broadsheet, service):
        await service.run(lines(*typed), stop=asyncio.Event())
        records = await broadsheet.ledger.editions()
    return terminal.text, records


async def test_the_first_edition_stands_as_an_editor_would_file_it(settings):
    terminal = Terminal()
    async with bot(settings, terminal, StoppedClock(NOW)) as (broadsheet, service):
        await service.run(lines(), stop=asyncio.Event())
        schedule = (await broadsheet.schedules.get("week-in-review")).schedule
        digest = (await broadsheet.press.preview(schedule)).sections
        filed = {f.story.title: f.filings[0] async for f in broadsheet.archive.all_stories()}

    told = {s.topic: sorted(x.title for x in s.stories) for s in digest}
    assert told == {topic: sorted(titles) for topic, titles in SECTIONS.items()}
    assert filed[SECTIONS["AI"][0]].reason == "tagged AI"
    assert "“investors”" in filed[SECTIONS["Funding"][0]].reason
    assert "“resigned”" in filed[SECTIONS["Start-ups & people"][0]].reason
    assert "“censorship”" in filed[SECTIONS["Policy & chips"][0]].reason


async def test_the_digest_is_posted_by_the_real_path_and_has_a_receipt(settings):
    text, records = await run_once(settings)

    for titles in SECTIONS.values():
        for title in titles:
            assert " ".join(title.split()) in " ".join(text.split())
    (first,) = records
    assert first.kind == "first"
    assert first.key.endswith("/first")
    assert (first.state, first.stories, first.posted) == ("posted", 6, 1)


async def test_a_second_run_says_what_was_told_and_what_is_next(settings):
    await run_once(settings)
    text, records = await run_once(settings)

    assert len(text.strip().splitlines()) <= 3
    assert "told 6 stories" in text
    assert "Monday 23 November at 09:00" in " ".join(text.split())
    assert len(records) == 1


async def test_questions_are_answered_below_the_digest(settings):
    text, _ = await run_once(settings, "/news latest", "/news story zhipu", "/news story zhipou")

    assert text.count(SECTIONS["Funding"][0]) == 4  # in the digest, and in each answer


async def test_an_empty_folder_is_named(settings_from, tmp_path):
    (tmp_path / "inbox").mkdir()
    settings = settings_from("sources:\n  - folder: inbox\n")

    text, _ = await run_once(settings)

    assert "inbox" in text.replace("\n", "")


@pytest.fixture
def inbox(tmp_path):
    shutil.copytree(SEEDS, tmp_path / "inbox")
    return tmp_path / "inbox"


async def test_what_is_added_changed_or_removed_is_taken_up_at_the_next_look(settings_from, inbox):
    settings = settings_from("sources:\n  - folder: inbox\n")
    async with bot(settings, Terminal(), StoppedClock(NOW)) as (broadsheet, service):
        await service.collector.collect()

        (inbox / "new.txt").write_text("Ferry sinks off Malta\n\nA ferry sank on Monday.\n")
        (inbox / "002_68a5883c85808bd7.txt").unlink()
        (inbox / "001_7fa4f73107f58d16.txt").write_text("Rain in Rome\n\nIt rained on Monday.\n")
        await service.collector.collect()

        titles = {f.story.title async for f in broadsheet.archive.all_stories()}

    assert {"Ferry sinks off Malta", "Rain in Rome"} <= titles
    assert SECTIONS["Start-ups & people"][0] not in titles
    assert SECTIONS["Policy & chips"][0] not in titles
    assert SECTIONS["Funding"][0] in titles


async def test_a_document_is_taken_up_within_a_minute_while_it_runs(settings_from, tmp_path):
    (tmp_path / "inbox").mkdir()
    settings = settings_from("sources:\n  - folder: inbox\n")
    ferry = tmp_path / "inbox" / "ferry.txt"
    async with bot(settings, Terminal(), StoppedClock(NOW)) as (broadsheet, service):
        service.ticker = FakeTicker()

        async def look():
            """What `latest` tells after the next look, which is less than a minute away."""
            period, work = service.ticker.periods["collect"]
            assert period < timedelta(minutes=1)
            await work()
            match await broadsheet.desk.answer(AskLatest(), broadsheet.asker):
                case DigestReady(digest):
                    return [s.title for section in digest.sections for s in section.stories]
                case NothingFound():
                    return []

        stop = asyncio.Event()
        running = asyncio.create_task(service.run(None, stop=stop))
        await service.ticker.kept("forget")

        ferry.write_text("Ferry sinks off Malta\n\nA ferry sank on Monday.\n")
        assert await look() == ["Ferry sinks off Malta"]
        ferry.write_text("Ferry raised off Malta\n\nThe ferry that sank was raised.\n")
        assert await look() == ["Ferry raised off Malta"]
        ferry.unlink()
        assert await look() == []
        stop.set()
        await running


async def test_unreadable_documents_are_said_in_a_line_each_and_hold_up_nothing(
    settings_from, inbox, logged
):
    (inbox / "bad.txt").write_bytes(b"---\ntitle: [unclosed\n---\n")
    (inbox / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "link.txt").symlink_to(inbox / "nowhere.txt")
    with (inbox / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    settings = settings_from("sources:\n  - folder: inbox\n")

    async with bot(settings, Terminal(), StoppedClock(NOW)) as (broadsheet, service):
        await service.collector.collect()
        await service.collector.collect()
        stories = [f async for f in broadsheet.archive.all_stories()]

    assert len(stories) == 6
    for name in ("bad.txt", "binary.txt", "empty.txt", "link.txt", "huge.txt"):
        said = [e for e in logged if e.get("problem", "").startswith(f"{name}:")]
        assert len(said) == 1, name
