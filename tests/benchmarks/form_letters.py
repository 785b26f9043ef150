"""A made stream in which most articles follow a template: the one that constants are chosen on.

Each of 48 templates is a body of fixed words with gaps for names and numbers; the reports of a
story leave out sentences, change words and add some of their own. One report in five is ordinary
news. `reports.py` is the other stream, on which figures are given.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from digests.stories.background import stems

START = datetime(2026, 3, 1, tzinfo=UTC)
SPAN = timedelta(days=13)
TEMPLATES = 48
SHARED = 0.3
ORDINARY = 0.2
Row = dict[str, str]


def stream(articles: int, *, seed: int = 1) -> Iterator[Row]:
    """At least *articles* rows with id, story, title, text and published, story by story."""
    dice = Random(seed)
    plain = [stem for stem, _ in stems()[:14_000] if stem.isascii() and len(stem) > 3]
    templates = [_template(dice, plain) for _ in range(TEMPLATES)]
    shared = [_name(dice) for _ in range(300)]
    made = 0
    while made < articles:
        story = f"s{made}"
        start = START + SPAN * dice.random()
        if dice.random() < ORDINARY:
            reports = _ordinary(dice, plain)
        else:
            name = dice.choice(shared) if dice.random() < SHARED else _name(dice)
            reports = _filled(dice, dice.choice(templates), name, plain)
        for title, text in reports:
            when = start + timedelta(hours=30 * dice.random())
            yield {
                "id": f"a{made}",
                "story": story,
                "title": title,
                "text": text,
                "published": when.isoformat(),
            }
            made += 1


def _name(dice: Random) -> str:
    syllables = (
        "ba do ka lin mor ren sta tov ul ves wyn zan chi gar hol jen per quo sil tar".split()
    )
    return "".join(dice.choices(syllables, k=dice.choice((2, 3)))).capitalize()


def _number(dice: Random) -> str:
    return dice.choice(
        (f"{dice.randint(1, 99)}", f"{dice.uniform(1, 90):.1f}", f"{dice.randint(100, 999)}")
    )


def _template(dice: Random, plain: list[str]) -> list[list[str]]:
    """Sentences of fixed words and gaps: N a name, M a second one, 0 to 3 a number; title first."""
    own = dice.sample(plain, 70)
    title = ["N", *dice.sample(own, 5)] + (["0"] if dice.random() < 0.5 else [])
    body = []
    for _ in range(dice.randint(6, 10)):
        words = dice.choices(own, k=dice.randint(7, 13))
        for gap in dice.sample(["N", "M", "0", "1", "2", "3"], 2):
            words.insert(dice.randrange(len(words)), gap)
        body.append(words)
    return [title, *body]


def _filled(
    dice: Random, template: list[list[str]], name: str, plain: list[str]
) -> Iterator[tuple[str, str]]:
    gaps = {"N": name, "M": _name(dice), **{str(n): _number(dice) for n in range(4)}}
    for _ in range(dice.randint(3, 8)):
        body = [s for s in template[1:] if dice.random() < 0.8] or template[1:]
        lines = [_written(dice, sentence, gaps, plain) for sentence in body]
        if dice.random() < 0.5:
            lines.append(" ".join(dice.choices(plain, k=12)))
        yield _written(dice, template[0], gaps, plain), ". ".join(lines) + "."


def _written(dice: Random, sentence: list[str], gaps: dict[str, str], plain: list[str]) -> str:
    words = [gaps.get(w) or (dice.choice(plain) if dice.random() < 0.08 else w) for w in sentence]
    return " ".join(words).replace(words[0], words[0].capitalize(), 1)


def _ordinary(dice: Random, plain: list[str]) -> Iterator[tuple[str, str]]:
    topic = [*dice.sample(plain, 25), *(_name(dice) for _ in range(4)), _number(dice)]
    for _ in range(dice.randint(3, 8)):
        title = " ".join(dice.sample(topic, 5) + dice.choices(plain, k=3)).capitalize()
        words = dice.choices(topic, k=50) + dice.choices(plain, k=60)
        dice.shuffle(words)
        yield title, " ".join(words) + "."
