from bot.collecting.documents import found
from bot.collecting.reader import Reader
from tests.builders import NOW
from tests.fakes.lector import LectorInProcess


async def read(reader, path):
    [reading] = await reader.read([found(path, path.name)], source="inbox", first_seen=NOW)
    [article] = reading.articles
    return article.text


async def test_who_reads_is_let_go_once_nothing_was_read_for_a_round(inbox, memory):
    lector = LectorInProcess()
    reader = Reader(lector, memory)
    path = inbox / "a.txt"
    path.write_text("Rain in Rome\n\nIt rained all day on Monday.\n")
    await reader.rest_if_idle()
    assert lector.rested == 0  # it was never woken
    await read(reader, path)
    await reader.rest_if_idle()
    assert lector.rested == 0
    for _ in range(2):
        await reader.rest_if_idle()
        assert lector.rested == 1


async def test_who_reads_knows_after_a_rest_what_publishers_repeat(inbox, memory):
    lector = LectorInProcess()
    reader = Reader(lector, memory)
    for number, bird in enumerate(("heron", "stork", "crane", "ibis", "gull")):
        path = inbox / f"{number}.md"
        path.write_text(
            f"---\ntitle: A {bird} in Rome\nsite: {{name: Daily Example}}\n---\n"
            f"A {bird} was seen on Monday.\n\nWrite to our desk in Oslo\n"
        )
        last = await read(reader, path)
        await reader.rest_if_idle()
        await reader.rest_if_idle()
    assert lector.rested == 5
    assert last == "A gull was seen on Monday."
