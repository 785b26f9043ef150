"""Articles as nobody should write them: each is read, filed and found, and so are the others."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.collecting.imports import Importer
from bot.collecting.reader import Reader
from bot.newsroom import Newsroom
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
PATIENCE = 20
"""Seconds of the processor for any of these; each takes less than two."""


@pytest.fixture
def taken(tmp_path, archive, memory):
    """Import rows beside a good one, file them, and give the stories by title."""

    async def take(*rows):
        path = tmp_path / "bad.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in (*rows, GOOD)))
        began = time.process_time()
        importer = Importer(archive, Reader(LectorInProcess(), memory), [], StoppedClock(NOW))
        done = await importer.take([path], SilentProgress())
        await Newsroom(archive, WindowInProcess(), StoppedClock(NOW)).catch_up()
        assert time.process_time() - began < PATIENCE
        assert done.refused == []
        assert await archive.unfiled(10) == []
        stories = [filed.story async for filed in archive.all_stories()]
        assert GOOD["title"] in {story.title for story in stories}
        return {story.title: story for story in stories}

    return take


def row(title, text, **fields):
    return {"id": title, "title": title, "text": text, "publisher": "Other House", **fields}


async def test_an_article_of_ten_megabytes(taken, archive):
    words = " ".join(f"word{n % 5000} said" for n in range(700_000))
    stories = await taken(row("Ten megabytes about Lisbon", f"Lisbon {words[:10_000_000]}."))

    assert "Ten megabytes about Lisbon" in stories
    assert (await archive.search(parse_terms("lisbon"), limit=5)).total == 1


async def test_an_article_of_one_word(taken):
    stories = await taken({"id": "one", "text": "Fire"}, row("Fire", "Fire"))

    assert "Fire" in stories


async def test_an_article_of_one_sentence_ten_thousand_times(taken):
    sentence = "The council of Porto met on Tuesday and agreed on nothing at all. "
    stories = await taken(
        row("In one line", sentence * 10_000), row("In many", f"{sentence}\n\n" * 10_000)
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
    stories = await taken(row("Links", f"<p>The mayor of Ghent resigned on Friday.</p>{links}"))

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
        )
    )

    assert len(stories) == 2
    story = stories["Eleven miners rescued"]
    assert len(story.tellings) == 500
    assert story.publishers == ("House 0",)
