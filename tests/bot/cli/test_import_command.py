import gzip
import json
import sqlite3
import time

import pytest

from tests.bot.cli.printed import objects
from tests.shell import PATIENCE, SEEDS, seen

ROWS = [
    {"id": "r1", "title": "Rain in Rome", "text": "It rained on Monday.", "topics": ["Weather"]},
    {"id": "r2", "text": "Sun in Oslo. The sun shone.", "publisher": "Daily Example"},
    {"id": "r3", "title": "Wind in Wick", "url": "https://news.example.com/wind"},
]


def jsonl(rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def summary(result):
    (counts,) = objects(result.stdout)
    return [counts[name] for name in ("new", "changed", "repeated", "refused")]


def test_importing_says_what_was_new_changed_repeated_and_refused_and_why(broadsheet, folder):
    (folder / "rows.jsonl").write_bytes(jsonl(ROWS) + b'{"id": "r4"}\nnonsense\n')

    first = broadsheet("import", "rows.jsonl")
    assert first.stdout == "3 new, 0 changed, 0 repeated, 2 refused.\n"
    no_text, nonsense = first.stderr.splitlines()
    assert no_text.startswith("rows.jsonl:4: ")
    assert nonsense.startswith("rows.jsonl:5: ")
    assert first.exit_code == 1

    (folder / "rows.jsonl").write_bytes(jsonl([{**ROWS[0], "title": "Rain in Naples"}, *ROWS[1:]]))
    second = broadsheet("import", "rows.jsonl", "--json")
    assert summary(second) == [0, 1, 2, 0]
    assert (second.exit_code, second.stderr) == (0, "")


def test_what_rows_say_in_vain_is_said_once_and_refuses_nothing(broadsheet, folder):
    rows = [{**row, "date": "yesterday", "mood": "good"} for row in ROWS]
    (folder / "rows.jsonl").write_bytes(jsonl(rows))

    result = broadsheet("import", "rows.jsonl")

    assert (result.exit_code, result.stdout) == (0, "3 new, 0 changed, 0 repeated, 0 refused.\n")
    date, keys = result.stderr.splitlines()
    assert date.startswith('rows.jsonl:1: "yesterday" is no date')
    assert keys.startswith('rows.jsonl:1: nobody reads "mood" (so in 3 rows)')
    assert broadsheet("read", "rows.jsonl").stderr == result.stderr


def test_the_same_import_again_changes_nothing(broadsheet, folder):
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress(jsonl(ROWS)))
    assert summary(broadsheet("import", "rows.jsonl.gz", "--json")) == [3, 0, 0, 0]
    before = broadsheet("export", "articles").stdout, broadsheet("export", "stories").stdout

    assert summary(broadsheet("import", "rows.jsonl.gz", "--json")) == [0, 0, 3, 0]

    after = broadsheet("export", "articles").stdout, broadsheet("export", "stories").stdout
    assert objects(after[0]) == objects(before[0])
    assert [s["id"] for s in objects(after[1])] == [s["id"] for s in objects(before[1])]
    refs = {a["source_ref"] for a in objects(after[0])}
    assert refs == {"r1", "r2", "r3"}


def test_a_folder_and_a_document_are_imported_and_filed(broadsheet, folder):
    (folder / "letters").mkdir()
    (folder / "letters" / "monday.md").write_text("Rain in Rome\n\nIt rained on Monday.\n")
    (folder / "sun.txt").write_text("Sun in Oslo\n\nThe sun shone on Monday.\n")

    result = broadsheet("import", "letters", "sun.txt", "--json")

    assert objects(result.stdout) == [
        {"new": 2, "changed": 0, "repeated": 0, "refused": 0, "filed": True}
    ]
    stories = objects(broadsheet("export", "stories").stdout)
    assert {s["title"] for s in stories} == {"Rain in Rome", "Sun in Oslo"}


def test_a_document_in_a_configured_folder_belongs_to_that_source(broadsheet, told):
    before = broadsheet("export", "articles").stdout

    result = broadsheet("import", str(SEEDS), "--json")

    assert summary(result) == [0, 0, 6, 0]
    assert broadsheet("export", "articles").stdout == before


def test_what_cant_be_imported_is_refused_and_the_rest_is_taken(broadsheet, folder):
    (folder / "rows.jsonl").write_bytes(jsonl(ROWS))
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(jsonl(ROWS) * 999)[:200])
    (folder / "picture.png").write_bytes(b"\x89PNG")

    result = broadsheet("import", "none.txt", "cut.jsonl.gz", "picture.png", "rows.jsonl")

    assert result.exit_code == 1
    assert "3 new" in result.stdout
    names = [line.partition(":")[0] for line in result.stderr.splitlines()]
    assert names == ["none.txt", "cut.jsonl.gz", "picture.png"]


@pytest.mark.slow
def test_beside_a_running_bot_import_only_stores_and_the_bot_files(shell, folder):
    (folder / "inbox").mkdir()
    (folder / "broadsheet.yaml").write_text("sources:\n  - folder: inbox\n")
    (folder / "rows.jsonl").write_bytes(jsonl(ROWS))
    with shell.running("run", "--serve") as bot:
        seen(bot.stdout, "No articles in")

        imported = shell.run("import", "rows.jsonl")
        assert imported.stdout.splitlines() == [
            "3 new, 0 changed, 0 repeated, 0 refused.",
            "The running bot makes stories of them soon.",
        ]

        assert "Wind in Wick" in answered(shell, "story wind")
        assert bot.poll() is None


def answered(shell, asked):
    """The first answer that isn't "nothing found"."""
    deadline = time.monotonic() + PATIENCE
    while "http" not in (answer := shell.run("ask", asked).stdout):
        assert time.monotonic() < deadline, answer
    return answer


def test_an_imports_row_keeps_its_id_as_reference(broadsheet, folder):
    (folder / "rows.jsonl").write_bytes(jsonl(ROWS))
    broadsheet("import", "rows.jsonl")

    with sqlite3.connect(folder / "state" / "broadsheet.sqlite3") as db:
        rows = db.execute("SELECT source, source_ref FROM articles ORDER BY source_ref").fetchall()
    db.close()

    assert rows == [("import", "r1"), ("import", "r2"), ("import", "r3")]
