"""How long each platform's renderer takes over a digest: `python -m tests.benchmarks rendering`.

Twelve stories, each with a picture, a summary of two sentences and three publishers. Processor time
of the median of ROUNDS renderings, so that other programs on the machine don't count.
"""

import time
from datetime import timedelta
from statistics import median

from bot.cli.session import Session
from bot.commands.replies import DigestReady
from bot.connections import renderers
from digests.article import Image
from digests.digest import Digest, Section
from digests.schedule.presentation import Presentation, Style
from digests.stories.story import Sentence
from tests.benchmarks import machine
from tests.builders import HONG_KONG, NOW, edition, schedule, story

STORIES = 12
ROUNDS = 400


def digest(**presentation) -> Digest:
    """STORIES stories under four topics."""
    told = [
        story(
            f"Lantern Labs raises ${n} million to build chips that think in the dark",
            publishers=["Harbour Post", f"The Quay {n}", "Evening Example"],
            published=NOW - timedelta(hours=n),
            image=Image(url=f"https://pictures.example.com/{n}.jpg", alt="A chip"),
            summary=(
                Sentence(
                    text="Lantern Labs has raised millions from three investors, it said, and "
                    "hopes to sell the first of its chips – which need no light – in spring.",
                    article="a",
                ),
                Sentence(text="Its founders (two) met at a harbour in 2019.", article="b"),
            ),
        )
        for n in range(1, STORIES + 1)
    ]
    return Digest(
        heading="Morning brief",
        since=NOW - timedelta(days=1),
        until=NOW,
        zone=HONG_KONG,
        sections=tuple(Section(topic=f"Topic {n}", stories=tuple(told[n::4])) for n in range(4)),
        left_out=14,
        next_due=NOW + timedelta(days=1),
        edition=edition(schedule=schedule(presentation=Presentation(**presentation))),
    )


def milliseconds(render, reply: DigestReady) -> float:
    """Of processor time, at the median."""
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        render(reply)
        took.append(time.process_time_ns() - begun)
    return median(took) / 1e6


def main() -> None:
    print(machine.summary())
    by_platform = renderers(Session().read())
    shown = {name: (render, digest()) for name, render in by_platform.items()}
    for style in (Style.EMBEDS, Style.TEXT):
        shown[f"discord, {style}"] = (by_platform["discord"], digest(style=style))
    for name, (render, told) in shown.items():
        print(f"{name:18} {milliseconds(render, DigestReady(told)):6.2f} ms")
