from datetime import timedelta

import pytest

from bot.collecting.documents import found
from bot.collecting.lector import Lector
from bot.collecting.reader import Reader
from bot.workers import Resident
from tests.builders import NOW
from tests.fakes.lector import LectorInProcess


async def read(reader, path):
    [reading] = await reader.read([found(path, path.name)], source="inbox", first_seen=NOW)
    [article] = reading.articles
    return article.text


async def test_who_reads_is_let_go_once_nothing_was_read_for_a_round(inbox, memory):
    lector = LectorInProcess()
    reader = Reader(lector, memory)
    path = inbox / "a.txt"
    path.write_text("Rain in Rome\n\nIt rained all day on Monday.\n")
    await reader.rest_if_idle()
    assert lector.rested == 0  # it was never woken
    await read(reader, path)
    await reader.rest_if_idle()
    assert lector.rested == 0
    for _ in range(2):
        await reader.rest_if_idle()
        assert lector.rested == 1


async def test_who_reads_knows_after_a_rest_what_publishers_repeat(inbox, memory):
    lector = LectorInProcess()
    reader = Reader(lector, memory)
    for number, bird in enumerate(("heron", "stork", "crane", "ibis", "gull")):
        path = inbox / f"{number}.md"
        path.write_text(
            f"---\ntitle: A {bird} in Rome\nsite: {{name: Daily Example}}\n---\n"
            f"A {bird} was seen on Monday.\n\nWrite to our desk in Oslo\n"
        )
        last = await read(reader, path)
        await reader.rest_if_idle()
        await reader.rest_if_idle()
    assert lector.rested == 5
    assert last == "A gull was seen on Monday."


class Notebook:
    """Keeps nothing."""

    async def keep(self, learnt):
        pass

    async def all(self):
        return ()


class Tireless(Lector):
    """Reads a page again and again, as if it were one that takes for ever."""

    def _document(self, document, *told, **more):
        while document.path.suffix == ".html":
            super()._document(document, *told, **more)
        return super()._document(document, *told, **more)


def page(links):
    """A page of links, which takes a hundred times as long as an article."""
    line = '<p><a href="https://example.com/">read</a> <b>and</b> <i>more</i> of it in Ghent.</p>'
    return f"<html><head><title>Links</title></head><body>{line * links}</body></html>"


@pytest.mark.slow
async def test_what_takes_longer_than_its_deadline_is_given_up_and_its_neighbours_are_read(inbox):
    """In a process of its own, which is ended in the middle of its work."""
    (inbox / "a.txt").write_text("Rain in Rome\n\nIt rained all day on Monday.\n")
    (inbox / "b.html").write_text(page(links=20_000))
    (inbox / "c.txt").write_text("Sun in Rome\n\nIt was dry all day on Tuesday.\n")
    some = [found(path, path.name) for path in sorted(inbox.iterdir())]
    async with Resident(Tireless) as lector:
        reader = Reader(lector, Notebook(), deadline=timedelta(seconds=5))
        readings = await reader.read(some, source="inbox", first_seen=NOW)
    assert [[a.title for a in one.articles] for one in readings] == [
        ["Rain in Rome"],
        [],
        ["Sun in Rome"],
    ]
    assert [str(problem) for one in readings for problem in one.problems] == [
        "b.html: given up: it took longer than its deadline"
    ]
