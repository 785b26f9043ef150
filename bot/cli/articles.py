"""Commands about articles: what reading makes of a document, and taking many in."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.session import Session
from bot.cli.words import PathWord
from bot.workers import start_ahead
from digests.quoting import legible

if TYPE_CHECKING:
    from digests.article import Article

PATHS = PathWord()


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=PATHS, metavar="FILE…")
@click.option("--json", "json_lines", is_flag=True, help="One object per article.")
@click.pass_context
def read_command(context: click.Context, files: tuple[Path, ...], *, json_lines: bool) -> None:
    """Show what reading makes of documents, storing nothing.

    Of a folder, all its documents are read; of JSON Lines, all rows.

    \b
    Examples:
      broadsheet read seeds
      broadsheet read --json seeds/000_994245660a6cb141.txt
    """
    from bot.cli.as_json import article, as_line
    from bot.cli.reading import readings
    from bot.collecting.documents import ENDINGS
    from bot.log import start_log
    from digests.reading.remarks import Remarks

    start_log(level="warning", as_json=False, secrets=())
    found, failed, remarks = False, False, Remarks()
    for reading in readings(files, datetime.now(UTC)):
        found = True
        remarks.note(reading.remarks)
        for problem in reading.problems:
            failed = True
            click.echo(str(problem), err=True)
        for one in reading.articles:
            click.echo(as_line(article(one)) if json_lines else "\n".join(_shown(one)))
    for remark in remarks.told():
        click.echo(str(remark), err=True)
    if not found:
        click.echo(f"Nothing to read: documents end in {', '.join(sorted(ENDINGS))}.", err=True)
    if failed:
        context.exit(1)


def _shown(one: "Article") -> Iterable[str]:
    yield click.style(one.title, bold=True)
    facts = [
        one.publisher.name if one.publisher else "publisher unknown",
        f"{one.published:%Y-%m-%d %H:%M} UTC" if one.published else "undated",
        f"topics: {', '.join(one.tags)}" if one.tags else "",
        f"related to {legible(one.related_to)}" if one.related_to else "",
    ]
    yield " · ".join(filter(None, facts))
    yield legible(one.source_ref)
    if one.url:
        yield one.url
    for passage in filter(None, (one.excerpt, one.text)):
        yield f"\n{passage}"
    yield ""


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATH…")
@click.option("--json", "json_lines", is_flag=True, help="The summary as one object.")
@click.pass_context
def import_command(context: click.Context, paths: tuple[Path, ...], *, json_lines: bool) -> None:
    """Take in folders, documents and JSON Lines.

    JSON Lines end in .jsonl, or in .jsonl.gz where they're compressed. A row has {id, title, text,
    url, publisher, published, topics, first_seen}, or any field that seeds/README names; only id
    and one of title and text are required. What says the same as before is repeated and does
    nothing, so that an import can be run again; a row with other words changes its article.

    \b
    Examples:
      broadsheet import seeds
      broadsheet import --json archive.jsonl.gz letters/monday.md
    """
    session: Session = context.obj
    settings = session.settings
    start_ahead()
    from bot import app
    from bot.cli.as_json import as_line
    from bot.cli.progress import ImportProgress

    with ImportProgress() as progress:
        imported = asyncio.run(
            app.import_paths(settings, paths, progress, partial(click.echo, err=True))
        )
    for problem in (*imported.refused, *imported.remarks):
        click.echo(str(problem), err=True)
    counts = {
        "new": imported.new,
        "changed": imported.changed,
        "repeated": imported.repeated,
        "refused": len(imported.refused),
    }
    words = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    click.echo(as_line({**counts, "filed": imported.filed}) if json_lines else f"{words}.")
    if not imported.filed and not json_lines:
        click.echo("The running bot makes stories of them soon.")
    if imported.refused:
        context.exit(1)
