import gzip
import json
import os
from datetime import UTC, datetime

import pytest

from bot.collecting.imports import Importer
from bot.collecting.reader import Reader
from bot.settings import Source
from tests.fakes.clock import StoppedClock
from tests.fakes.lector import LectorInProcess
from tests.fakes.progress import SilentProgress


@pytest.fixture
def importer(archive, inbox, memory):
    def made(slow=()):
        reader = Reader(LectorInProcess(slow), memory)
        return Importer(archive, reader, [Source(name="inbox", folder=inbox)], StoppedClock())

    return made


@pytest.fixture
def import_(importer):
    async def take(*paths, slow=()):
        return await importer(slow).take(paths, SilentProgress())

    return take


def rows(*some):
    return "".join(json.dumps(row) + "\n" for row in some).encode()


ROW = {
    "id": "r1",
    "title": "Rain in Rome",
    "text": "It rained on Monday.",
    "publisher": "Daily Example",
    "published": "2026-11-20T08:00:00Z",
    "topics": ["Weather"],
}


async def test_rows_become_articles_of_one_source(tmp_path, archive, import_):
    (tmp_path / "a.jsonl").write_bytes(rows(ROW, {"id": 2, "text": "Sun in Oslo."}))

    done = await import_(tmp_path / "a.jsonl")

    assert (done.new, done.changed, done.repeated, done.refused) == (2, 0, 0, [])
    kept = {a.source_ref: a async for a in archive.articles()}
    assert kept["r1"].source == "import"
    assert kept["r1"].tags == ("Weather",)
    assert kept["r1"].published == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert kept["2"].title


async def test_the_same_import_again_repeats_and_a_correction_changes(tmp_path, import_):
    path = tmp_path / "a.jsonl"
    path.write_bytes(rows(ROW))
    await import_(path)

    again = await import_(path)
    path.write_bytes(rows({**ROW, "text": "It rained all Monday."}))
    corrected = await import_(path)

    assert (again.new, again.repeated) == (0, 1)
    assert (corrected.new, corrected.changed) == (0, 1)


async def test_a_bad_row_is_refused_with_its_line_and_the_others_go_on(tmp_path, import_):
    body = rows(*({**ROW, "id": f"r{n}"} for n in range(600)))
    (tmp_path / "a.jsonl").write_bytes(body + b"{not json\n" + rows({"id": "no words"}))

    done = await import_(tmp_path / "a.jsonl")

    assert done.new == 600
    assert [str(p).split(": ")[0] for p in done.refused] == [
        f"{tmp_path}/a.jsonl:601",
        f"{tmp_path}/a.jsonl:602",
    ]


async def test_a_second_row_of_one_id_is_refused_by_line_and_the_counts_add_up(tmp_path, import_):
    path = tmp_path / "a.jsonl"
    more = ({**ROW, "id": f"r{n}", "title": f"Rain, {n}"} for n in range(2, 600))
    corrected = {**ROW, "text": "Second version."}
    path.write_bytes(rows(ROW, *more, corrected, ROW))

    first, again = await import_(path), await import_(path)

    assert [str(p) for p in first.refused] == [
        (
            f'{path}:600: line 1 has the id "r1" already, with other words; '
            "give each row an id of its own"
        )
    ]
    assert (first.new, first.changed, first.repeated, len(first.refused)) == (599, 0, 1, 1)
    assert (again.new, again.changed, again.repeated, len(again.refused)) == (0, 0, 600, 1)


async def test_ids_that_are_written_alike_are_one_id(tmp_path, import_):
    path = tmp_path / "a.jsonl"
    path.write_bytes(rows({**ROW, "id": 1}, {**ROW, "id": "1", "title": "Sun in Oslo"}))

    done = await import_(path)

    assert (done.new, len(done.refused)) == (1, 1)
    assert str(done.refused[0]).startswith(f'{path}:2: line 1 has the id "1" already')


async def test_rows_of_one_address_are_one_article_and_all_are_counted(tmp_path, import_):
    path = tmp_path / "a.jsonl"
    row = {**ROW, "url": "https://example.com/rain"}
    path.write_bytes(rows(row, {**row, "id": "r2", "title": "Rain in all Rome"}))

    done = await import_(path)

    assert (done.new, done.changed, done.repeated, done.refused) == (1, 0, 1, [])


async def test_one_file_may_be_named_twice(tmp_path, import_):
    path = tmp_path / "a.jsonl"
    path.write_bytes(rows(ROW))

    done = await import_(path, path)

    assert (done.new, done.repeated, done.refused) == (1, 1, [])


async def test_gzipped_rows_are_read_and_a_torn_file_is_said(tmp_path, import_):
    whole = gzip.compress(rows(ROW))
    (tmp_path / "a.jsonl.gz").write_bytes(whole)
    (tmp_path / "torn.jsonl.gz").write_bytes(whole[: len(whole) // 2])

    assert (await import_(tmp_path / "a.jsonl.gz")).new == 1
    assert "can't be read" in str((await import_(tmp_path / "torn.jsonl.gz")).refused[0])


async def test_a_document_of_a_configured_folder_belongs_to_it(inbox, tmp_path, archive, import_):
    (inbox / "a.txt").write_text("Rain in Rome\n\nIt rained on Monday.\n")
    (tmp_path / "b.txt").write_text("Sun in Oslo\n\nIt shone on Monday.\n")

    await import_(inbox / "a.txt", tmp_path / "b.txt")

    kept = {a.title: (a.source, a.source_ref) async for a in archive.articles()}
    assert kept["Rain in Rome"] == ("inbox", "a.txt")
    assert kept["Sun in Oslo"] == ("import", f"{tmp_path}/b.txt")


async def test_a_folder_is_read_with_all_below_it(tmp_path, import_):
    for name in ("x/a.txt", "x/y/b.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"News of {name}\n\nIt happened on Monday.\n")

    assert (await import_(tmp_path / "x")).new == 2


async def test_what_is_no_article_is_refused_with_what_would_be(tmp_path, import_):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")

    done = await import_(tmp_path / "a.pdf", tmp_path / "nowhere.txt")

    assert ".jsonl" in str(done.refused[0])
    assert "nowhere.txt" in str(done.refused[1])


async def test_a_row_that_takes_too_long_costs_no_other(tmp_path, import_):
    path = tmp_path / "a.jsonl"
    path.write_bytes(rows(*({**ROW, "id": f"r{n}", "title": f"Rain, {n}"} for n in range(40))))

    done = await import_(path, slow=["Rain, 17"])

    assert done.new == 39
    assert [str(p) for p in done.refused] == [
        f"{path}:18: given up: it took longer than its deadline"
    ]


HOUSES = {"publisher": {"name": "Daily Example", "domain": "example.com"}}


def shown(number, *more):
    return {
        "id": f"{number}-{len(more)}",
        "title": f"Rain in {number}",
        "text": "\n\n".join((f"It rained on the town of {number}.", *more)),
        **HOUSES,
    }


TOWNS = ("Aldgate", "Brixton", "Camden", "Dalston", "Ealing", "Finchley")


async def test_what_a_publisher_repeats_is_left_out_of_its_next_article(tmp_path, archive, import_):
    line = "Daily Example, your morning since 1921"
    path = tmp_path / "a.jsonl"
    path.write_bytes(rows(*(shown(town, line) for town in TOWNS)))

    await import_(path)

    texts = [a.text async for a in archive.articles()]
    assert line in texts[0]
    assert texts[-1] == "It rained on the town of Finchley."


async def test_what_was_learnt_is_known_after_a_restart(tmp_path, archive, import_):
    line = "Daily Example, your morning since 1921"
    (tmp_path / "a.jsonl").write_bytes(rows(*(shown(town, line) for town in TOWNS[:4])))
    (tmp_path / "b.txt").write_text(
        "---\ntitle: Rain in Kew\npublisher: Daily Example\nurl: https://example.com/kew\n---\n"
        f"It rained on the town of Kew.\n\n{line}\n"
    )
    await import_(tmp_path / "a.jsonl")

    await import_(tmp_path / "b.txt")

    texts = [a.text async for a in archive.articles()]
    assert texts[-1] == "It rained on the town of Kew."


async def test_a_second_import_finds_nothing_new_though_more_was_learnt(tmp_path, import_):
    line = "Daily Example, your morning since 1921"
    path = tmp_path / "a.jsonl"
    path.write_bytes(rows(*(shown(town, line) for town in TOWNS)))
    await import_(path)

    again = await import_(path)

    assert (again.new, again.changed, again.repeated) == (0, 0, 6)


async def test_names_that_arent_utf_8_are_refused(inbox, tmp_path, import_):
    for folder in (inbox, tmp_path):
        (folder / os.fsdecode(b"34\xff.txt")).write_text("Rain in Rome\n\nIt rained.\n")

    done = await import_(inbox, tmp_path / os.fsdecode(b"34\xff.txt"))

    assert done.new == 0
    assert [str(problem).partition(": ")[0] for problem in done.refused] == [
        r"34\xff.txt",
        rf"{tmp_path}/34\xff.txt",
    ]
