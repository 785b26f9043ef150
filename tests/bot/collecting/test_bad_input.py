"""Articles as nobody should write them: each is read, filed and found, and so are the others."""

import asyncio
import json
import re
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.collecting.folders import FolderCollector
from bot.collecting.imports import Importer
from bot.collecting.reader import Reader
from bot.database.archive import Archive
from bot.database.engine import open_database
from bot.database.furniture import KnownFurniture
from bot.newsroom import Newsroom
from bot.settings import Source
from digests.search import parse_terms
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.lector import LectorInProcess
from tests.fakes.progress import SilentProgress
from tests.fakes.window import WindowInProcess

GOOD = {
    "id": "good",
    "title": "Ferry sinks off Malta",
    "text": "A ferry carrying ninety passengers sank off Malta on Monday, the coast guard said.",
    "publisher": "Daily Example",
    "published": "2026-11-21T08:00:00Z",
}
LEAST = 2
"""Rounds that anything may take, half of them for the database."""

TIMES = 4
"""How much dearer something may be than it was when its rounds were counted: what becomes ten times
as slow fails, what shares the machine doesn't."""

TEN_MB = f"Lisbon {' '.join(f'word{n % 5000} said' for n in range(700_000))[:10_000_000]}."
TITLE = "Ten megabytes about Lisbon"


def a_round():
    """Seconds of the processor that some fixed work of the same kind takes here and now."""
    began = time.process_time()
    counted = {}
    for n in range(40_000):
        word = f"word{n % 5000}".casefold()
        counted[word] = counted.get(word, 0) + len(re.findall(r"\w+", word))
    return time.process_time() - began


@contextmanager
def costing(rounds):
    """Fail where what is done takes far more of the processor than so many *rounds*."""
    one, began = a_round(), time.process_time()
    yield
    spent = time.process_time() - began
    assert spent < TIMES * max(rounds, LEAST) * (one + a_round()) / 2


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory):
    """What is imported on the way, for the first time, is at nobody's cost."""
    folder = tmp_path_factory.mktemp("warm")
    (folder / "good.jsonl").write_text(json.dumps(GOOD))

    async def take():
        async with open_database(f"sqlite:///{folder}/warm.sqlite") as database:
            archive, clock = Archive(database), StoppedClock(NOW)
            reader = Reader(LectorInProcess(), KnownFurniture(database))
            importer = Importer(archive, reader, [], clock)
            await importer.take([folder / "good.jsonl"], SilentProgress())
            await Newsroom(archive, WindowInProcess(), clock).catch_up()

    asyncio.run(take())


@pytest.fixture
def filed(archive):
    """File what was read, and give the stories by title."""

    async def catch_up():
        await Newsroom(archive, WindowInProcess(), StoppedClock(NOW)).catch_up()
        assert await archive.unfiled(10) == []
        stories = [filed.story async for filed in archive.all_stories()]
        assert GOOD["title"] in {story.title for story in stories}
        return {story.title: story for story in stories}

    return catch_up


@pytest.fixture
def taken(tmp_path, archive, memory, filed):
    """Import rows beside a good one for so many *rounds*, and give the stories by title."""

    async def take(*rows, rounds=0):
        path = tmp_path / "bad.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in (*rows, GOOD)))
        importer = Importer(archive, Reader(LectorInProcess(), memory), [], StoppedClock(NOW))
        with costing(rounds):
            done = await importer.take([path], SilentProgress())
            stories = await filed()
        assert done.refused == []
        return stories

    return take


def row(title, text, **fields):
    return {"id": title, "title": title, "text": text, "publisher": "Other House", **fields}


async def test_an_article_of_ten_megabytes(taken, archive):
    stories = await taken(row(TITLE, TEN_MB), rounds=28)

    assert TITLE in stories
    assert (await archive.search(parse_terms("lisbon"), limit=5)).total == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ten.txt", f"{TITLE}\n\n{TEN_MB}\n"),
        ("ten.md", f"---\ntitle: {TITLE}\n---\n{TEN_MB}\n"),
        (
            "ten.html",
            f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
            + "".join(f"<p>{TEN_MB[n : n + 1000]}</p>\n" for n in range(0, len(TEN_MB), 1000))
            + "</article></body></html>",
        ),
    ],
    ids=["document", "front matter", "page"],
)
async def test_a_document_of_ten_megabytes_in_a_folder(
    inbox, archive, documents, memory, filed, name, text
):
    (inbox / name).write_text(text)
    (inbox / "good.txt").write_text(f"{GOOD['title']}\n\n{GOOD['text']}\n")
    source, reader = Source(name="inbox", folder=inbox), Reader(LectorInProcess(), memory)
    with costing(rounds=21):
        found = await FolderCollector(source, reader, documents, StoppedClock(NOW)).collect()
        stories = await filed()

    assert (found.documents, found.articles) == (2, 2)
    assert TITLE in stories
    assert (await archive.search(parse_terms("lisbon"), limit=5)).total == 1


async def test_an_article_of_one_word(taken):
    stories = await taken({"id": "one", "text": "Fire"}, row("Fire", "Fire"))

    assert "Fire" in stories


async def test_an_article_of_one_sentence_ten_thousand_times(taken):
    sentence = "The council of Porto met on Tuesday and agreed on nothing at all. "
    stories = await taken(
        row("In one line", sentence * 10_000),
        row("In many", f"{sentence}\n\n" * 10_000),
        rounds=8,
    )

    summary = " ".join(s.text for story in stories.values() for s in story.summary)
    assert summary.count(sentence.strip()) <= 2


async def test_an_article_in_mixed_scripts(taken, archive):
    text = (
        "The premier 李強 met Владимир in القاهرة. 東京で会議が開かれた。 서울에서 회의가 열렸다. "
        "Ελλάδα и Россия, ภาษาไทย, हिन्दी समाचार — all at once 🚢. "
    )
    stories = await taken(row("Talks in 東京 and القاهرة", text * 20))

    assert "Talks in 東京 and القاهرة" in stories
    for words in ("東京", "القاهرة", "россия", "서울"):
        assert (await archive.search(parse_terms(words), limit=5)).total == 1


async def test_an_article_with_a_hundred_thousand_links(taken):
    links = "".join(f'<a href="https://example.com/{n}">read {n}</a> ' for n in range(100_000))
    mayor = "<p>The mayor of Ghent resigned on Friday.</p>"
    stories = await taken(row("Links", mayor + links), rounds=17)

    assert "Links" in stories


async def test_a_date_in_1970_or_2099_is_no_date(taken):
    stories = await taken(
        row("From the epoch", "A bank in Riga opened.", published="1970-01-01T00:00:00Z"),
        row("From the future", "A port in Oslo closed.", published="2099-01-01T00:00:00Z"),
    )

    assert stories["From the epoch"].published is None
    assert stories["From the future"].published is None
    assert all(story.updated <= NOW for story in stories.values())


async def test_two_articles_under_one_address_are_two_versions_of_one(taken):
    url = "https://example.com/one"
    stories = await taken(
        row("Mine floods in Karrabin", "Eleven miners wait in the Karrabin mine.", url=url),
        row("Miners rescued in Karrabin", "Eleven miners left the Karrabin mine.", url=url),
    )

    assert "Miners rescued in Karrabin" in stories
    assert len(stories) == 2


async def test_one_text_under_five_hundred_addresses_is_one_story_of_one_voice(taken):
    text = (
        "Rescue teams broke through to the flooded Karrabin mine and brought eleven miners to the "
        "surface. The miners had waited for two days in an air pocket four hundred metres down."
    )
    begin = datetime(2026, 11, 20, tzinfo=UTC)
    stories = await taken(
        *(
            row(
                "Eleven miners rescued",
                text,
                id=f"copy {n}",
                url=f"https://house{n}.example/miners",
                publisher=f"House {n}",
                published=(begin + timedelta(minutes=n)).isoformat(),
            )
            for n in range(500)
        ),
        rounds=19,
    )

    assert len(stories) == 2
    story = stories["Eleven miners rescued"]
    assert len(story.tellings) == 500
    assert story.publishers == ("House 0",)


def test_it_would_show_if_something_took_ten_times_as_long():
    def work(times):
        with costing(rounds=LEAST):
            for _ in range(times * LEAST):
                a_round()

    work(1)
    with pytest.raises(AssertionError):
        work(10)
