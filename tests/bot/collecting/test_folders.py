import os

import pytest

from bot.collecting.documents import LARGEST, documents_in, found
from bot.collecting.folders import FolderCollector
from bot.collecting.reader import Reader
from bot.settings import Source
from tests.fakes.clock import StoppedClock
from tests.fakes.lector import LectorInProcess


@pytest.fixture
def collector(inbox, documents, memory):
    def made(slow=(), **fields):
        source = Source(name="inbox", folder=inbox, **fields)
        reader = Reader(LectorInProcess(slow), memory)
        return FolderCollector(source, reader, documents, StoppedClock())

    return made


def write(folder, name, title, body="Nothing much happened on Monday."):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{title}\n\n{body}\n")
    return path


async def titles(archive):
    return sorted([a.title async for a in archive.articles()])


def test_only_documents_are_read_and_in_order(inbox):
    for name in ("b.md", "a.txt", "sub/c.html", ".hidden.txt", "_draft.txt", "README.md", "x.csv"):
        write(inbox, name, "Rain in Rome")
    write(inbox, ".git/d.txt", "Rain in Rome")

    assert [d.ref for d in documents_in(inbox)] == ["a.txt", "b.md", "sub/c.html"]


async def test_a_document_is_read_once_and_again_when_it_changes(inbox, archive, collector):
    path = write(inbox, "a.txt", "Rain in Rome")
    folder = collector()

    assert (await folder.collect()).articles == 1
    assert (await folder.collect()).articles == 0
    path.write_text("Sun in Rome\n\nIt was dry all day.\n")
    os.utime(path, ns=(1, 1))
    assert (await folder.collect()).articles == 1
    assert await titles(archive) == ["Sun in Rome"]


async def test_a_removed_document_takes_its_articles_back(inbox, archive, collector):
    path = write(inbox, "a.txt", "Rain in Rome")
    write(inbox, "b.txt", "Sun in Oslo")
    folder = collector()
    await folder.collect()
    path.unlink()

    assert (await folder.collect()).removed == 1
    assert await titles(archive) == ["Sun in Oslo"]


async def test_a_document_that_breaks_leaves_what_it_once_said(inbox, archive, collector, logged):
    path = write(inbox, "a.txt", "Rain in Rome")
    folder = collector()
    await folder.collect()
    path.write_bytes(b"\x00\x01\x02" * 50)

    await folder.collect()
    await folder.collect()

    assert await titles(archive) == ["Rain in Rome"]
    assert [e["problem"] for e in logged] == ["a.txt: it is binary, not text"]


async def test_one_document_that_takes_too_long_holds_up_no_other(
    inbox, archive, collector, logged
):
    for name in ("a.txt", "slow.txt", "z.txt"):
        write(inbox, name, f"News of {name}", f"Only {name} tells it.")

    await collector(slow={"slow.txt"}).collect()

    assert await titles(archive) == ["News of a.txt", "News of z.txt"]
    assert [e["problem"].startswith("slow.txt: given up") for e in logged] == [True]


async def test_a_folder_that_is_gone_is_said_to_the_caller(inbox, collector):
    folder = collector()
    inbox.rmdir()

    with pytest.raises(OSError, match="No such file"):
        await folder.collect()


async def test_a_folder_that_vanishes_withdraws_nothing(inbox, archive, collector):
    write(inbox, "a.txt", "Rain in Rome")
    folder = collector()
    await folder.collect()
    inbox.rename(inbox.with_name("elsewhere"))

    with pytest.raises(OSError, match="No such file"):
        await folder.collect()
    assert await titles(archive) == ["Rain in Rome"]


def test_what_cant_be_opened_says_why(tmp_path):
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(LARGEST + 1)
    os.mkfifo(tmp_path / "pipe.txt")

    assert "broken link to" in found(tmp_path / "link.txt", "link.txt").problem
    assert "too large" in found(tmp_path / "huge.txt", "huge.txt").problem
    assert "not a regular file" in found(tmp_path / "pipe.txt", "pipe.txt").problem
    assert found(tmp_path / "none.txt", "none.txt").problem


async def test_a_date_that_cant_be_meant_is_in_the_log_once(inbox, archive, collector, logged):
    (inbox / "a.md").write_text("---\ntitle: Rain in Rome\ndate: yesterday-ish\n---\n")
    folder = collector()

    await folder.collect()
    await folder.collect()

    assert await titles(archive) == ["Rain in Rome"]
    [line] = [line for line in logged if line["event"] == "document not understood"]
    assert line["remark"].startswith('a.md: "yesterday-ish" is no date')


async def test_a_link_out_of_the_folder_is_passed_over_and_said_once(
    inbox, tmp_path, archive, collector, logged
):
    secret = write(tmp_path, "secret.txt", "Rain in Rome")
    (tmp_path / "more").mkdir()
    (inbox / "a.txt").symlink_to(secret)
    (inbox / "more").symlink_to(tmp_path / "more")
    (inbox / "twice.txt").symlink_to(write(inbox, "b.txt", "Sun in Oslo"))
    folder = collector()

    await folder.collect()
    await folder.collect()

    assert set(await titles(archive)) == {"Sun in Oslo"}
    assert [event["problem"] for event in logged if event["event"] == "document not read"] == [
        "a.txt: a link that leads out of the folder; copy it in",
        "more: a link to a folder; make that one a source instead",
    ]


async def test_a_folder_that_is_itself_a_link_is_read(inbox, tmp_path):
    write(inbox, "a.txt", "Rain in Rome")
    (tmp_path / "link").symlink_to(inbox)

    assert [(d.ref, d.problem) for d in documents_in(tmp_path / "link")] == [("a.txt", None)]


async def test_a_name_that_isnt_utf_8_is_said_and_the_others_are_read(
    inbox, archive, collector, logged
):
    write(inbox, "a.txt", "Rain in Rome")
    write(inbox, os.fsdecode(b"34\xff\xfe.txt"), "Sun in Oslo")
    folder = collector()

    await folder.collect()
    await folder.collect()

    assert await titles(archive) == ["Rain in Rome"]
    assert [event["problem"] for event in logged if event["event"] == "document not read"] == [
        r"34\xff\xfe.txt: its name, or its folder's, isn't UTF-8; rename it"
    ]


async def test_rows_in_a_folder_are_said_once_with_how_to_take_them_in(inbox, collector, logged):
    (inbox / "a.jsonl.gz").write_bytes(b"")
    folder = collector()

    await folder.collect()
    await folder.collect()

    assert [event["problem"] for event in logged if event["event"] == "document not read"] == [
        "a.jsonl.gz: rows aren't read here; take them in: `broadsheet import FILE`"
    ]
