"""The papers say what is so: their commands work, their lists are whole, their digest is ours.

Their command blocks are run in a fresh clone, by tests/scenarios/test_fresh_clone.py.
"""

import re
import shlex

import pytest
import yaml

from bot.cli.main import COMMANDS
from bot.commands.verbs import COMMAND, VERBS
from tests.shell import ROOT, SEEDS

PAPERS = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "seeds/README.md")
}
README = PAPERS["README.md"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

PLACES = {
    "SCHEDULE": "morning-brief",
    "FILE…": str(SEEDS),
    "FILE": str(SEEDS),
    "PATH…": str(SEEDS),
    "WORDS": "zhipu",
    "DATE": "2026-11-01",
    "[topic]": "AI",
    "[count]": "3",
    "[verb]": "story",
    "…": "",
}
"""What stands in the papers for whatever the reader has, and what it is here."""

SPANS = re.compile(r"`([^`\n]+)`")
DATE = re.compile(r"\w+day \d{1,2} \w+(?: \d{4})?")
ENDLESS = {"broadsheet …", "broadsheet run", "broadsheet reload"}
"""Any of them; and two that are shown elsewhere: one goes on, the other needs one that does."""


def spans(beginning):
    """The code spans of all papers that begin with *beginning*, each once."""
    found = [s for paper in PAPERS.values() for s in SPANS.findall(paper)]
    return sorted({s for s in found if s.startswith(f"{beginning} ")})


def filled(text):
    """*text* with something in the place of each placeholder."""
    for name, thing in PLACES.items():
        text = text.replace(name, thing)
    return text


@pytest.mark.parametrize("line", [s for s in spans("broadsheet") if s not in ENDLESS])
def test_every_command_line_in_the_papers_works(broadsheet, told, line):
    result = broadsheet(*shlex.split(filled(line))[1:])

    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("line", spans(COMMAND))
def test_every_question_in_the_papers_is_understood(broadsheet, told, line):
    answer = broadsheet("ask", filled(line))

    assert answer.exit_code == 0
    assert "I don't know" not in answer.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command):
    assert re.search(rf"\| `broadsheet {command}\b[^|]*\|", README)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.verb)
def test_every_verb_stands_in_the_readme(verb):
    assert re.search(rf"\| `{COMMAND} {verb.verb}\b[^|]*\|", README)


@pytest.mark.parametrize("line", spans("make"))
def test_every_make_target_in_the_papers_is_there(line):
    assert re.search(rf"^{line.split()[1]}:", MAKEFILE, re.MULTILINE)


def test_the_readmes_digest_is_what_the_seeds_give_at_80_columns(first_edition):
    (shown,) = re.findall(r"^```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL)

    assert DATE.sub("DATE", shown).strip() == DATE.sub("DATE", first_edition).strip()
    prose = [line for line in shown.splitlines() if "://" not in line]
    assert max(map(len, prose)) <= 80


def test_the_document_with_fields_in_the_seeds_readme_is_read_as_it_says(broadsheet, folder):
    (example,) = re.findall(
        r"^```yaml\n(.*?)^```", PAPERS["seeds/README.md"], re.MULTILINE | re.DOTALL
    )
    (folder / "ferries.txt").write_text(example, encoding="utf-8")
    fields = next(yaml.safe_load_all(example))

    shown = broadsheet("read", "ferries.txt").stdout

    assert shown.startswith(fields["title"])
    assert "Harbour Times · 2026-11-20 01:00 UTC · topics: Ports" in shown
    assert fields["related"][0]["title"] in shown
