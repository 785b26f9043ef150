from datetime import timedelta

import pytest

from digests.article import Publisher
from digests.changes import Changes
from tests.builders import NOW, article, filed_story

HARBOUR = "Harbour pilots end their strike in Rotterdam"
LENDER = "Lender to halve branches across Portugal"
GLACIER = "Glacier survey finds a lake beneath the ice"


@pytest.fixture
def tell(archive):
    """Store articles and file each as a story of its own."""

    async def told(*articles):
        await archive.store(articles)
        await archive.unfiled(10_000)
        stories = tuple(filed_story(a) for a in articles)
        await archive.file(Changes(stories=stories), [a.id for a in articles])

    return told


@pytest.fixture
def suggest(archive):
    """The titles that are suggested, in order."""

    async def suggested(typed, **options):
        return [one.title for one in await archive.suggest(typed, **options)]

    return suggested


@pytest.mark.parametrize(
    "typed", ["r", "ro", "rott", "harbour stri", "STRIKE pil", "pilots", "pilot ", "rotterdam har"]
)
async def test_a_story_is_suggested_by_whole_words_and_one_that_is_begun(tell, suggest, typed):
    await tell(article(HARBOUR), article(LENDER))
    assert await suggest(typed) == [HARBOUR]


@pytest.mark.parametrize("typed", ["rotetr", "hrabour", "hqrb", "rotterdm str", "glasier lak"])
async def test_a_slip_of_a_key_is_forgiven_while_typing(tell, suggest, typed):
    await tell(article(HARBOUR), article(LENDER), article(GLACIER))
    assert await suggest(typed) == [GLACIER if typed.startswith("gl") else HARBOUR]


async def test_nothing_typed_gives_the_newest(tell, suggest):
    many = [article(f"Meeting {n}", first_seen=NOW - n * timedelta(hours=1)) for n in range(1, 5)]
    await tell(*many)
    assert await suggest("", limit=2) == ["Meeting 1", "Meeting 2"]


async def test_of_titles_that_fit_the_newest_comes_first(tell, suggest):
    many = [article(f"Meeting {n}", published=NOW - n * timedelta(hours=1)) for n in (3, 1, 2)]
    await tell(*many)
    assert await suggest("meet") == ["Meeting 1", "Meeting 2", "Meeting 3"]


async def test_a_story_is_suggested_once_under_its_own_title_with_its_publishers(tell, archive):
    first = article("Lantern Labs opens", publisher=Publisher(name="Nikkei Asia"))
    second = article("A lantern opens", publisher=Publisher(name="CNBC"), first_seen=NOW)
    await archive.store([first, second])
    story = filed_story(first, second)
    await archive.file(Changes(stories=(story,)), [first.id, second.id])
    [one] = await archive.suggest("lan")
    assert (one.story, one.title) == (first.id, "Lantern Labs opens")
    assert sorted(one.publishers) == ["CNBC", "Nikkei Asia"]
    assert one.first_seen == story.story.first_seen


async def test_words_that_no_title_has_together_are_looked_for_in_the_texts(tell, suggest):
    await tell(article(HARBOUR, text="A deal on pensions was signed."), article(LENDER))
    assert await suggest("harbour pensions") == [HARBOUR]


async def test_a_title_in_a_script_without_spaces_is_suggested(tell, suggest):
    await tell(article("智谱在香港上市"), article(HARBOUR))
    assert await suggest("智") == await suggest("香港上") == ["智谱在香港上市"]


@pytest.mark.parametrize(
    "typed", ['"', "C++", "🎉 har", "' OR *", "NEAR(", "a" * 5_000, "-har", "ha*"]
)
async def test_nothing_typed_breaks_a_suggestion(tell, suggest, typed):
    await tell(article(HARBOUR))
    assert set(await suggest(typed)) <= {HARBOUR}


async def test_a_new_title_is_suggested_in_place_of_the_old(tell, suggest, archive):
    first = article(HARBOUR)
    await tell(first)
    again = article(LENDER, url=first.url)
    await tell(again)
    assert await suggest("portu") == [LENDER]
    assert await suggest("rotterd") == []
    await archive.withdraw(again.source, [again.source_ref, first.source_ref])
    assert await suggest("portu") == []


async def test_publishers_are_suggested_by_a_word_of_their_name(tell, archive):
    for name in ("Nikkei Asia", "Asia Times", "Le Télégramme", "100% News"):
        await tell(article(publisher=Publisher(name=name)))
    assert await archive.publishers("asi") == ["Asia Times", "Nikkei Asia"]
    assert await archive.publishers("NIK") == ["Nikkei Asia"]
    assert await archive.publishers("tele") == ["Le Télégramme"]
    assert await archive.publishers("100%") == ["100% News"]
    assert await archive.publishers("%") == []


async def test_of_publishers_those_heard_from_last_come_first(archive, clock):
    for name in ("First Post", "Second Post"):
        await archive.store([article(publisher=Publisher(name=name))])
        clock.advance(hours=1)
    assert await archive.publishers("", limit=1) == ["Second Post"]
    await archive.store([article(publisher=Publisher(name="First Post"))])
    assert await archive.publishers("post") == ["First Post", "Second Post"]
