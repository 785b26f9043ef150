"""What differs between databases, seen from outside: nothing."""

import asyncio
from itertools import product

import pytest
from sqlalchemy import make_url, text

from bot.database.dialects.dialect import Terms
from bot.database.dialects.postgresql import PostgreSQL
from bot.database.engine import migrate, open_database
from bot.errors import UsageError
from digests.live import Changes
from digests.search import parse_terms
from tests.builders import article, filed_story


@pytest.fixture
def find(archive):
    async def found(typed):
        return [
            h.filed.story.title for h in (await archive.search(parse_terms(typed), limit=9)).hits
        ]

    return found


@pytest.fixture
def tell(archive):
    async def told(*articles):
        await archive.store(articles)
        await archive.unfiled(100)
        stories = tuple(filed_story(one) for one in articles)
        await archive.file(Changes(stories=stories), [one.id for one in articles])

    return told


async def test_a_phrase_does_not_reach_from_the_title_into_the_text(tell, find):
    await tell(article("Harbour pilots", text="strike in Rotterdam"))
    assert await find('"harbour pilots"') == await find('"strike in rotterdam"') != []
    assert await find('"pilots strike"') == []


async def test_words_that_a_database_would_take_apart_are_found_whole(tell, find):
    titles = ["C++ at 40", "O'Neill's wage", "AT&T buys", "It's 3.5 metres", "a\\b 'c' :* d"]
    await tell(*map(article, titles))
    for typed, title in {"c++": 0, "o'neill": 1, "at&t": 2, "3.5": 3, "metres": 3}.items():
        assert titles[title] in await find(typed), typed


async def test_a_word_of_ten_thousand_characters_is_kept_and_breaks_nothing(tell, find):
    await tell(article("Harbour", text=f"{'x' * 10_000} pilots {'é' * 3_000}"))
    assert await find("pilots") == ["Harbour"]
    assert await find("x" * 10_000) == []


async def test_a_text_of_many_thousand_words_is_found_by_its_last_searched(tell, find):
    words = " ".join(f"w{n}" for n in range(3_000))
    await tell(article("Harbour", text=f"{words} {words}"))
    assert await find("w2999") == ["Harbour"]


async def test_what_no_database_can_hold_stops_no_article_beside_it(tell, find):
    await tell(
        article("Har\x00bour", text="pi\x00lots", source_ref="a\x00b"), article("Strike ends")
    )
    assert await find("strike") == ["Strike ends"]


async def test_several_that_open_an_empty_server_at_once_make_it_once(postgresql):
    url = postgresql.empty()
    await asyncio.gather(*(migrate(url) for _ in range(4)))
    async with open_database(url, create=False):
        pass
    postgresql.drop(url)


def test_a_server_without_its_driver_is_answered_with_the_remedy():
    with pytest.raises(UsageError, match=r"pip install 'broadsheet\[cluster\]'"):
        PostgreSQL(driver="no_such_driver").address(make_url("postgresql://paper@host/news"))


@pytest.mark.parametrize(("count", "fewest"), [(1, 1), (3, 1), (2, 2), (3, 2), (4, 3), (5, 4)])
async def test_so_many_words_have_to_fit_whichever_they_are(database, count, fewest):
    terms = Terms(groups=[("word",)] * count, weights=[1.0] * count, fewest=fewest)
    async with database.read() as db:
        for fitting in product((True, False), repeat=count):
            queries = [str(one).lower() for one in fitting]
            asked = terms.expression(queries, both=" AND ", either=" OR ")
            assert bool(await db.scalar(text(f"SELECT {asked}"))) == (sum(fitting) >= fewest)
