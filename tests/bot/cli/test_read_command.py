import gzip

import pytest

from tests.bot.cli.printed import objects
from tests.shell import SEEDS

PROMISED = [
    "title",
    "publisher",
    "published",
    "url",
    "topics",
    "excerpt",
    "text",
    "images",
    "related_to",
    "source_ref",
]


def test_reading_shows_every_article_of_a_document_and_those_it_names(broadsheet):
    nikkei, hospital, fast = objects(
        broadsheet("read", "--json", str(next(SEEDS.glob("000_*")))).stdout
    )

    assert set(PROMISED) <= set(nikkei)
    assert nikkei["title"] == "China's tech elite lead AI startup frenzy"
    assert nikkei["publisher"] == "Nikkei Asia"
    assert nikkei["published"] == "2023-05-12T07:10:00Z"
    assert nikkei["topics"] == ["AI"]
    assert nikkei["quality"] == 37
    assert nikkei["images"][0]["url"].startswith("https://")
    assert "secured" not in nikkei
    assert (hospital["publisher"], fast["publisher"]) == (
        "Becker's Hospital Review",
        "Fast Company",
    )
    assert hospital["related_to"] == fast["related_to"]
    assert hospital["related_to"]


def test_reading_for_people_shows_title_facts_and_text(broadsheet):
    shown = broadsheet("read", str(next(SEEDS.glob("003_*")))).stdout

    assert shown.startswith("Alibaba, Tencent among investors in Zhipu")
    assert "Celebrity Gig · undated" in shown
    assert "READ ALSO" not in shown


def test_a_folder_is_read_document_by_document_each_under_the_path_typed(broadsheet, folder):
    (folder / "inbox" / "deep").mkdir(parents=True)
    (folder / "inbox" / "a.md").write_text("Rain in Rome\n\nIt rained on Monday.\n")
    (folder / "inbox" / "deep" / "b.txt").write_text("Sun in Oslo\n\nThe sun shone on Monday.\n")

    read = objects(broadsheet("read", "inbox", "--json").stdout)

    assert [a["source_ref"] for a in read] == ["inbox/a.md", "inbox/deep/b.txt"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"---\ntitle: [unclosed\n---\n", "bad.txt:3: "),
        (b"---\ntitle: Rain\nno fields\n---\n", "bad.txt:"),
        (bytes(range(256)) * 40, "bad.txt: it is binary, not text"),
        (b"", "bad.txt: it is empty"),
    ],
)
def test_a_broken_document_is_one_line_and_the_others_are_shown(broadsheet, folder, content, said):
    (folder / "bad.txt").write_bytes(content)
    (folder / "good.txt").write_text("Rain in Rome\n\nIt rained on Monday.\n")

    result = broadsheet("read", "bad.txt", "good.txt", "--json")

    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(said)
    assert [a["title"] for a in objects(result.stdout)] == ["Rain in Rome"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_documents_are_read_in_the_encodings_that_people_have(broadsheet, folder, encoding):
    (folder / "a.txt").write_bytes("Café opens\n\nA café opened – at last.\n".encode(encoding))

    (article,) = objects(broadsheet("read", "a.txt", "--json").stdout)

    assert article["title"] == "Café opens"
    assert article["text"] == "A café opened – at last."


def test_what_cant_be_opened_is_said_as_it_is(broadsheet, folder):
    (folder / "link.txt").symlink_to(folder / "nowhere.txt")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)

    result = broadsheet("read", "none.txt", "link.txt", "huge.txt")

    assert result.exit_code == 1
    none, link, huge = result.stderr.splitlines()
    assert none == "none.txt: there's no such file"
    assert link.startswith("link.txt: a broken link to ")
    assert huge.startswith("huge.txt: 50 MB is too large")


def test_json_lines_are_read_too_also_compressed(broadsheet, folder):
    rows = (
        b'{"id": "r1", "title": "Rain in Rome"}\nnonsense\n{"id": "r2", "text": "Sun in Oslo."}\n'
    )
    (folder / "rows.jsonl").write_bytes(rows)
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress(rows))

    for name in ("rows.jsonl", "rows.jsonl.gz"):
        result = broadsheet("read", name, "--json")
        assert [a["source_ref"] for a in objects(result.stdout)] == ["r1", "r2"]
        assert result.stderr.startswith(f"{name}:2: ")
        assert result.exit_code == 1


def test_reading_stores_nothing(broadsheet, folder):
    broadsheet("read", str(SEEDS))

    assert not (folder / "state").exists()


def test_what_import_refuses_isnt_read_either(broadsheet, folder):
    (folder / "a.pdf").write_text("Ferries return\n\nAll five ferries sail again.\n")

    read, imported = broadsheet("read", "a.pdf"), broadsheet("import", "a.pdf")

    assert (read.exit_code, read.stdout) == (1, "")
    assert read.stderr == imported.stderr
    assert read.stderr.startswith("a.pdf: not read; name a folder, a document (.html, .md, .txt)")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_document_nor_its_name_steers_the_terminal(broadsheet, tmp_path, options):
    hostile = "\x1b[2J\x9b2J\x90"
    whole, empty = (tmp_path / f"{name}{hostile}.txt" for name in ("whole", "empty"))
    whole.write_text(f"Ferries {hostile}return\n\nAll five ferries {hostile}sail again.\n")
    empty.touch()
    shown = broadsheet("read", *options, str(whole), str(empty))
    assert "Ferries return" in shown.stdout
    assert "it is empty" in shown.stderr
    assert set("\x1b\x90\x9b").isdisjoint(shown.stdout + shown.stderr)
