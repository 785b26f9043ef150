from bot.database.documents import ReadDocument
from tests.builders import article


def read(path, *articles, fingerprint="1"):
    return ReadDocument(path=path, fingerprint=fingerprint, articles=articles)


async def unfiled(archive):
    return {a.id for a in await archive.unfiled(100)}


async def test_a_document_is_remembered_by_its_fingerprint(documents):
    await documents.take("seeds", "a.txt", "12-1", [article(source_ref="a.txt")])
    await documents.take("seeds", "b.txt", "13-1", [])
    await documents.take("other", "a.txt", "99-9", [article(source="other", source_ref="a.txt")])
    await documents.take("seeds", "a.txt", "12-2", [article(source_ref="a.txt")])
    assert await documents.fingerprints("seeds") == {"a.txt": "12-2", "b.txt": "13-1"}


async def test_a_changed_document_withdraws_what_it_no_longer_tells(documents, archive):
    first, second = article(source_ref="a.txt"), article(source_ref="a.txt#2")
    await documents.take("seeds", "a.txt", "1", [first, second])
    stored = await documents.take("seeds", "a.txt", "2", [first])
    assert stored.repeated == (first.id,)
    assert await unfiled(archive) == {first.id}


async def test_a_document_whose_article_gets_another_address_tells_only_that(documents, archive):
    before = article(source_ref="a.txt", url="https://news.example.com/draft")
    after = article(source_ref="a.txt", url="https://news.example.com/final")
    await documents.take("seeds", "a.txt", "1", [before])
    await documents.take("seeds", "a.txt", "2", [after])
    assert await unfiled(archive) == {after.id}


async def test_a_removed_document_withdraws_all_that_it_told(documents, archive):
    gone, stays = article(source_ref="a.txt#2"), article(source_ref="b.txt")
    await documents.take("seeds", "a.txt", "1", [article(source_ref="a.txt"), gone])
    await documents.take("seeds", "b.txt", "1", [stays])
    await documents.remove("seeds", ["a.txt", "never there.txt"])
    assert await unfiled(archive) == {stays.id}
    assert await documents.fingerprints("seeds") == {"b.txt": "1"}


async def test_a_renamed_document_goes_on_telling_its_article(documents, archive):
    told = article(source_ref="old.txt", url="https://news.example.com/same")
    again = article(source_ref="new.txt", url="https://news.example.com/same")
    await documents.take("seeds", "old.txt", "1", [told])
    await documents.take("seeds", "new.txt", "1", [again])
    await documents.remove("seeds", ["old.txt"])
    assert await unfiled(archive) == {told.id}


async def test_two_documents_may_swap_what_they_tell(documents, archive):
    url = "https://news.example.com/{}".format
    kept = article(source_ref="b.txt", url=url("x"))
    await documents.take_all(
        "seeds",
        [
            read("a.txt", article(source_ref="a.txt", url=url("x"))),
            read("b.txt", article(source_ref="b.txt", url=url("y"))),
        ],
    )
    await documents.take_all(
        "seeds",
        [read("a.txt", article(source_ref="a.txt", url=url("z"))), read("b.txt", kept)],
    )
    await documents.remove("seeds", ["b.txt"])
    assert await unfiled(archive) == {article(url=url("z")).id}
