from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import column, func, select, table

from bot.database import search as searching
from bot.database.archive import Archive
from bot.database.engine import open_database
from bot.database.tables.archive import typos, vocabulary
from digests.article import Publisher
from digests.changes import Changes
from digests.search import parse_terms
from digests.topics import ELSEWHERE
from tests.builders import NOW, article, filed_story

DAY = timedelta(days=1)


@pytest.fixture
def tell(archive):
    """Store articles and file each as a story of its own."""

    async def told(*articles, topics=()):
        await archive.store(articles)
        await archive.unfiled(10_000)
        stories = tuple(filed_story(a, topics=topics) for a in articles)
        await archive.file(Changes(stories=stories), [a.id for a in articles])

    return told


@pytest.fixture
def find(archive):
    """The titles of what a search finds, in order."""

    async def found(words, **options):
        page = await archive.search(parse_terms(words), **{"limit": 8, **options})
        return [hit.filed.story.title for hit in page.hits]

    return found


async def test_an_article_is_found_once_it_stands_in_a_story(archive, find):
    told = article(HARBOUR)
    await archive.store([told])
    assert await find("rotterdam") == []
    await archive.unfiled(10)
    await archive.file(Changes(stories=(filed_story(told),)), [told.id])
    assert await find("rotterdam") == [HARBOUR]


HARBOUR = "Harbour pilots end their strike in Rotterdam"
LENDER = "Lender to halve branches across Portugal"
GLACIER = "Glacier survey finds a lake beneath the ice"


async def test_a_story_is_found_by_words_of_its_title_excerpt_or_body(tell, find):
    await tell(
        article(HARBOUR, excerpt="Ships moor again.", text="A deal on pensions was signed."),
        article(LENDER),
    )
    for words in ("rotterdam strike", "SHIPS moor", "pension deals", "harbour's pilot"):
        assert await find(words) == [HARBOUR]


async def test_a_title_counts_more_than_an_excerpt_and_an_excerpt_more_than_a_body(tell, find):
    titles = ["One about a glacier", "Two about a thing", "Three about a thing"]
    await tell(
        article(titles[2], excerpt="Nothing else.", text="It has a glacier."),
        article(titles[1], excerpt="It has a glacier.", text="Nothing else."),
        article(titles[0], excerpt="Nothing else.", text="It has nothing."),
    )
    assert await find("glacier") == titles


async def test_of_equal_matches_the_newest_comes_first(tell, find):
    many = [
        article(f"Quarterly meeting number {n}", published=NOW - n * 20 * DAY) for n in (3, 1, 2)
    ]
    await tell(*many)
    assert [t[-1] for t in await find("quarterly meeting")] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("roterdam", "rotterdam"), ("rotetrdam", "rotterdam"), ("portigal", "portugal"),
     ("porttugl", "portugal"), ("galcier", "glacier"), ("pilets", "pilot"), ("lakw", "lake")],
)  # fmt: skip
async def test_a_slip_of_a_key_is_forgiven_and_said(tell, archive, typed, meant):
    await tell(article(HARBOUR), article(LENDER), article(GLACIER))
    found = await archive.search(parse_terms(typed), limit=5)
    assert len(found.hits) == 1
    assert list(found.corrections.values()) == [meant]


async def test_a_word_that_somebody_wrote_is_not_corrected(tell, archive):
    await tell(article("Brent crude rises"), article("Brant geese return"))
    found = await archive.search(parse_terms("brent"), limit=5)
    assert (found.total, found.corrections) == (1, {})


async def test_a_correction_stands_in_for_its_word_among_others(tell, find):
    await tell(article("Lake Geneva ferry fares rise"), article(GLACIER))
    assert (await find("glacer lake"))[0] == GLACIER


async def test_stories_with_every_word_come_first_then_those_with_some(tell, archive, find):
    await tell(article("Ferry fares rise"), article("Ferry to Geneva sinks"), article(GLACIER))
    assert await find("ferry geneva") == ["Ferry to Geneva sinks", "Ferry fares rise"]
    found = await archive.search(parse_terms("ferry geneva"), limit=8)
    assert (found.complete, found.total) == (1, 2)
    assert found.hits[0].score > found.hits[1].score > 0


async def test_a_page_that_is_full_of_complete_matches_is_not_filled_up(tell, archive):
    await tell(*(article(f"Ferry to Geneva number {n}") for n in range(4)), article("Ferry fares"))
    found = await archive.search(parse_terms("ferry geneva"), limit=3)
    assert (len(found.hits), found.total, found.complete) == (3, 4, 4)
    rest = await archive.search(parse_terms("ferry geneva"), limit=3, offset=3)
    assert len(rest.hits) == 1
    shown = {hit.filed.story.id for hit in (*found.hits, *rest.hits)}
    assert len(shown) == 4


async def test_each_story_is_found_once_however_many_tell_it(archive):
    tellers = [article(f"Ferry strike, day {n}") for n in range(5)]
    await archive.store(tellers)
    story = filed_story(*tellers)
    await archive.file(Changes(stories=(story,)), [a.id for a in tellers])
    found = await archive.search(parse_terms("ferry"), limit=8)
    assert [hit.filed for hit in found.hits] == [story]
    assert found.total == 1


async def test_words_that_tell_nothing_do_not_count_beside_others(tell, find):
    await tell(article("Minister explains the ban of scooters"), article("The Who on tour"))
    assert await find("what about this scooter ban") == ["Minister explains the ban of scooters"]
    assert (await find("the who"))[0] == "The Who on tour"


async def test_a_quoted_phrase_is_found_word_for_word(tell, find):
    await tell(article("Bank of the river floods"), article("River bank collapses"))
    assert await find('"river bank"') == ["River bank collapses"]
    assert await find('floods "bank of the river"') == ["Bank of the river floods"]


@pytest.mark.parametrize(
    "typed",
    ['c++ "', "AND OR NOT", "title:x*", "NEAR(a b)", "-x ^y", "'; DROP TABLE", "()", "\x00"],
)
async def test_nothing_that_is_typed_is_the_index_s_own_language(tell, find, typed):
    await tell(article("C compilers compared"))
    assert len(await find(typed)) <= 1


async def test_accents_and_case_make_no_difference(tell, find):
    await tell(article("Café in Malmö wins"))
    assert await find("CAFE malmo") == await find("cafè Malmö") == ["Café in Malmö wins"]


@pytest.mark.parametrize("typed", ["東京", "京", "東京の新しい", "港", "서울", "서"])
async def test_scripts_without_spaces_are_searched_by_pairs_and_single_characters(
    tell, find, typed
):
    title = "東京の新しい港 and 서울시"
    await tell(article(title), article("Tokyo harbour opens"))
    assert await find(typed) == [title]


async def test_a_page_is_filled_up_with_some_pairs_or_a_phrase_too(tell, find):
    await tell(article("東京の港"), article("River bank floods"))
    assert await find("東京新港") == ["東京の港"]
    assert await find('"river bank" collapses') == ["River bank floods"]


async def test_a_topic_narrows_the_search_whatever_its_case(tell, find):
    await tell(article("Ferry fund grows"), topics=["Policy & chips"])
    await tell(article("Ferry chips recalled"))
    assert await find("ferry topic:policy") == ["Ferry fund grows"]
    assert await find('ferry topic:"POLICY & CHIPS"') == ["Ferry fund grows"]
    assert await find(f"ferry topic:{ELSEWHERE.lower()}") == ["Ferry chips recalled"]
    assert await find("ferry topic:hip") == []


async def test_a_publisher_narrows_the_search_by_name_or_domain(tell, find):
    nikkei = Publisher(name="Nikkei Asia", domain="asia.nikkei.com")
    await tell(article("Ferry one", publisher=nikkei), article("Ferry two"))
    for typed in ("nikkei", '"nikkei asia"', "asia.nikkei.com", "nikkei.com"):
        assert await find(f"ferry from:{typed}") == ["Ferry one"]
    assert await find("ferry from:nik") == []
    assert await find("ferry from:%") == []


async def test_since_begins_with_the_asker_s_day(tell, find):
    await tell(article("Ferry one", published=NOW - timedelta(hours=2)))  # 07:00 in Hong Kong
    assert await find("ferry since:2026-11-22", zone=ZoneInfo("Asia/Hong_Kong")) == ["Ferry one"]
    assert await find("ferry since:2026-11-22") == []


async def test_operators_alone_give_the_newest(tell, find):
    await tell(
        article("Older", first_seen=NOW - 2 * DAY), article("Newer", first_seen=NOW - DAY),
        topics=["AI"],
    )  # fmt: skip
    await tell(article("Elsewhere"))
    assert await find("topic:ai") == ["Newer", "Older"]
    assert await find("topic:ai since:2026-11-21") == ["Newer"]
    assert await find("") == []


async def test_another_version_is_found_by_its_own_words_only(tell, find, archive, database):
    one = article("Ferry fares rise", source_ref="a.txt", text="Seasickness pills")
    await tell(one)
    other = article("Tram fares rise", source_ref="a.txt", url=one.url)
    await tell(other)
    assert await find("tram") == ["Tram fares rise"]
    assert await find("ferry") == await find("seasickness") == []


async def test_a_withdrawn_article_is_no_answer_and_its_words_correct_nothing(
    tell, find, archive, database
):
    one = article(HARBOUR, source_ref="a.txt")
    await tell(one)
    await archive.withdraw("seeds", ["a.txt"])
    assert await find("rotterdam") == []
    async with database.read() as db:
        for table in (vocabulary, typos):
            assert await db.scalar(select(func.count()).select_from(table)) == 0


async def test_a_page_is_filled_up_by_the_rarest_words_without_the_common_ones(tell, find):
    crowd = [article(f"Ferry number {n}") for n in range(searching.ENOUGH)]
    await tell(*crowd, article("Geneva"), article("Tram"))
    assert sorted(await find("ferry geneva tram")) == ["Geneva", "Tram"]
    assert len(await find("ferry geneva")) == 8


async def test_a_page_is_filled_up_with_what_lacks_one_word_before_what_has_only_one(tell, find):
    await tell(article("Ferry to Malta"), article("Ferry to Geneva"), article("Malta"))
    await tell(article("Ferry"), article("Tram"))
    assert await find("ferry malta tram") == ["Ferry to Malta"]
    assert sorted(await find("tram geneva zzzzqqq")) == ["Ferry to Geneva", "Tram"]
    assert sorted(await find("ferry malta geneva")) == ["Ferry to Geneva", "Ferry to Malta"]


async def test_a_word_that_nobody_wrote_is_the_one_that_is_lacking(tell, find):
    await tell(article("Ferry to Malta"), article("Ferry"), article("Malta"))
    assert await find("ferry malta zzzzqqq") == ["Ferry to Malta"]


async def test_nothing_found_is_nothing(find, tell):
    assert await find("ferry") == []
    await tell(article(HARBOUR))
    assert await find("zzzzqqq") == []


async def test_of_a_common_word_the_newest_are_weighed_and_then_the_others(tell, database):
    old = [article(f"Ferry number {n} to Malta", text="A ferry. " * 9) for n in range(10)]
    new = [article(f"A ferry is late again, for the {n}th time") for n in range(10)]
    await tell(*old, *new)

    async def found(words, weighed):
        terms, zone = parse_terms(words), ZoneInfo("UTC")
        ranking = await database.consult(searching.find, terms, fill=5, zone=zone, weighed=weighed)
        return {id_ for id_, _ in ranking.stories}

    assert await found("ferry", 10) == {a.id for a in (*old, *new)}
    assert await found("ferry late", 10) == {a.id for a in new}
    assert await found("ferry malta", 5) == {a.id for a in old}


async def test_what_a_large_import_stored_crowds_out_nothing_that_can_be_shown(tell, archive, find):
    await tell(article("A ferry is late", text="It was late."))
    await archive.store([article(f"Ferry {n}") for n in range(searching.MOST + 10)])

    assert await find("ferry") == ["A ferry is late"]
    assert [one.title for one in await archive.suggest("fer", limit=1)] == ["A ferry is late"]


async def test_what_came_in_bit_by_bit_is_found_alike_once_it_is_in_order(tell, archive, find):
    for n in range(9):
        await tell(article(f"Ferry number {n} to Geneva", text=f"Its captain is the {n}th."))
    before = [await find(words) for words in ("ferry", "geneva captain", "gineva", '"number 4"')]
    await archive.tidy()
    after = [await find(words) for words in ("ferry", "geneva captain", "gineva", '"number 4"')]
    assert after == before
    assert [title for title, *_ in before[-1:]] == ["Ferry number 4 to Geneva"]


@pytest.mark.parametrize("index", ["search_index", "title_index"])
async def test_sqlite_has_an_index_in_fewer_pieces_once_it_is_in_order(tmp_path, clock, index):
    async with open_database(f"sqlite:///{tmp_path / 'archive.sqlite'}") as database:
        archive = Archive(database, clock)

        async def pieces():
            async with database.read() as db:
                return await db.scalar(
                    select(func.count(column("segid").distinct())).select_from(
                        table(f"{index}_idx")
                    )
                )

        for n in range(3):
            await archive.store([article(f"Ferry number {n} to Geneva")])
        assert await pieces() == 3
        await archive.tidy()
        assert await pieces() == 1
