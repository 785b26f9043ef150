"""A few stories that every platform is shown, so that what they make of them can be compared."""

from datetime import timedelta

from digests.article import Image
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.builders import NOW, story, telling

HOUR = timedelta(hours=1)


def told_by(house, number, title, *, hours, **fields):
    return telling(
        house,
        article=f"article{number:09}",
        title=title,
        url=f"https://{house.partition(' ')[0].lower()}.example.com/{number}",
        published=NOW - hours * HOUR,
        **fields,
    )


RAISED = "Lantern Labs raises $40 million to build chips that think in the dark"
HARBOUR = story(
    RAISED,
    id="lantern234567aaa",
    tellings=(
        told_by("Harbour Post", 1, RAISED, hours=5),
        told_by("Quay Daily", 2, "Chip start-up Lantern Labs draws three investors", hours=4),
        told_by("Evening Example", 3, RAISED, hours=3, reprint_of="article000000001"),
    ),
    url="https://harbour.example.com/1",
    published=NOW - 5 * HOUR,
    image=Image(url="https://harbour.example.com/1.jpg", alt="A chip beside a lantern"),
    summary=(
        Sentence(
            text="Lantern Labs has raised $40 million from three investors, it said on Saturday.",
            article="article000000001",
        ),
        Sentence(
            text="The first chips are to be sold in spring.",
            article="article000000002",
        ),
    ),
)
LIGHTHOUSE = story(
    "灯塔实验室筹集四千万美元，研发不需要光的芯片",
    id="lighthouse23456b",
    tellings=(told_by("Gangkou", 4, "灯塔实验室筹集四千万美元，研发不需要光的芯片", hours=30),),
    url="https://gangkou.example.com/4",
    published=NOW - 30 * HOUR,
    summary=(
        Sentence(text="该公司周六表示，三家投资者参与了这轮融资。", article="article000000004"),
        Sentence(text="首批芯片将于春天上市。", article="article000000004"),
    ),
)
FERRIES = story(
    "Ferry pilots & crews ask for a <quieter> harbour 🚢",
    id="ferries234567ccc",
    tellings=(telling(None, article="article000000005", title="Ferry pilots", url=None),),
    url=None,
    summary=(),
)
SECTIONS = (("Funding", [HARBOUR, LIGHTHOUSE]), ("Elsewhere", [FERRIES]))
FILINGS = (
    Filing(story=HARBOUR.id, topic="Funding", score=101.0, reason="tagged Funding"),
    Filing(story=HARBOUR.id, topic="AI", score=2.0, reason="says “chips”"),
)
