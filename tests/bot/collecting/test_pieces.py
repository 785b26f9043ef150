from bot.collecting import pieces
from bot.collecting.pieces import pieces_of
from tests.rights import ordinary_rights


def write(folder, name, lines):
    (folder / name).write_text("".join(f'{{"id": "{name}-{n}"}}\n' for n in range(lines)))
    return folder / name


def shape(paths):
    """For each piece the documents' names, each file's lines from a number on, the problems."""
    return [
        [d.path.name for d in piece.documents]
        + [(b.name.rpartition("/")[2], b.first, len(b.lines)) for b in piece.batches]
        + [str(p).rpartition("/")[2] for p in piece.problems]
        for piece in pieces_of(paths)
    ]


def test_small_files_that_follow_each_other_are_one_piece(tmp_path):
    rows = [write(tmp_path, f"{n}.jsonl", 2) for n in range(3)]
    texts = [write(tmp_path, f"{n}.txt", 1) for n in range(2)]
    assert shape([*rows, *texts, rows[0]]) == [
        [("0.jsonl", 1, 2), ("1.jsonl", 1, 2), ("2.jsonl", 1, 2)],
        ["0.txt", "1.txt"],
        [("0.jsonl", 1, 2)],
    ]


def test_a_large_file_is_several_pieces_the_last_of_which_takes_others_along(tmp_path):
    large = write(tmp_path, "large.jsonl", 2 * pieces.ROWS + 1)
    small = write(tmp_path, "small.jsonl", 1)
    assert shape([large, small]) == [
        [("large.jsonl", 1, pieces.ROWS)],
        [("large.jsonl", pieces.ROWS + 1, pieces.ROWS)],
        [("large.jsonl", 2 * pieces.ROWS + 1, 1), ("small.jsonl", 1, 1)],
    ]


def test_a_piece_ends_with_what_makes_it_long(tmp_path):
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("x" * (pieces.BYTES // 2))
    assert shape([tmp_path]) == [["a.txt", "b.txt"], ["c.txt"]]


def test_what_cannot_be_read_is_said_in_its_place_and_the_others_go_on(tmp_path):
    (tmp_path / "broken.jsonl.gz").write_bytes(b"no gzip")
    (tmp_path / "table.csv").write_text("a,b")
    row = write(tmp_path, "row.jsonl", 1)
    before, problems, after = shape(
        [row, tmp_path / "broken.jsonl.gz", tmp_path / "table.csv", row]
    )
    assert before == after == [("row.jsonl", 1, 1)]
    assert problems[0].startswith("broken.jsonl.gz: can't be read")
    assert problems[1].startswith("table.csv: not read")


def test_a_folder_that_cannot_be_listed_is_said(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    with ordinary_rights():
        [[problem]] = shape([tmp_path / "closed"])
    assert "can't be opened" in problem
