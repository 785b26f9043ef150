"""A made stream of results, matches, weather and the like: the one that figures are given on.

Nine kinds of report, five templates each, which share sentences; each report of a story is written
after one of three templates, so that what tells the same needn't be worded the same, and what is
worded the same seldom tells the same. `form_letters.py` is the stream that constants are chosen on.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from digests.stories.background import stems

START = datetime(2026, 5, 4, tzinfo=UTC)
SPAN = timedelta(days=13)
SHARED = 0.3
ORDINARY = 0.2
Row = dict[str, str]
Slots = dict[str, str]

FIRST = "north south east west upper lower new old great little high long red white black".split()
SECOND = (
    "field haven bridge ford wick stead dale moor gate minster port mouth well brook cliff holm "
    "worth combe thorpe hurst"
).split()
TRADES = (
    "Steel Foods Energy Textiles Bank Airways Pharma Motors Shipping Media Mining Glass".split()
)
SURNAMES = (
    "Abara Bremmer Castell Dunmore Ekholm Farouk Grieve Halloran Ibanez Jarvis Kowal Lindt Marsh "
    "Novak Oyelaran Petrov Quist Rahman Salazar Tanaka Ulrich Varga Whitlock Yilmaz Zeller"
).split()

# Title patterns, then sentences. N, M: names; S: a surname; 0 to 4: numbers of the story.
KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            "{N} beats estimates in second quarter",
            "{N} profit rises to {0} million",
            "{N} lifts outlook after strong quarter",
            "Earnings: {N} tops forecasts",
            "Shares of {N} jump on results",
        ),
        (
            "{N} reported net profit of {0} million dollars for the second quarter on Thursday.",
            "Revenue rose {1} percent to {2} million dollars, ahead of what analysts had expected.",
            "Shares of {N} gained {3} percent in early trading after the results.",
            "Chief executive {S} said demand had been strong across all regions.",
            "The company raised its outlook for the year and now expects growth of {1} percent.",
            "Operating margin improved as costs for energy and freight came down.",
            "Analysts surveyed before the release had forecast lower earnings per share.",
            "The board of {N} proposed a quarterly dividend, to be paid at the end of next month.",
        ),
    ),
    (
        (
            "{N} beat {M} {0}-{1}",
            "{S} scores as {N} win at home",
            "{N} climb the table with win over {M}",
            "Late goal sees {N} past {M}",
            "Match report: {N} {0}, {M} {1}",
        ),
        (
            "{N} beat {M} {0}-{1} in front of {2} spectators on Saturday afternoon.",
            "{S} opened the scoring in minute {3} with a low shot into the corner.",
            "The visitors from {M} had most of the ball in the first half but few chances.",
            "After the break the home side pressed higher and were rewarded with a second goal.",
            "The goalkeeper kept his team in the game with a string of fine saves.",
            "The manager of {N} praised the attitude of his players after the final whistle.",
            "{M} stay in the lower half of the table and travel again next weekend.",
            "It was the third league win in a row for {N}.",
        ),
    ),
    (
        (
            "Weather in {N}: {0} degrees and rain",
            "{N} forecast: showers, wind to {1}",
            "Rain for {N} today, {0} degrees",
            "Unsettled weather ahead for {N}",
            "Today's forecast for {N}",
        ),
        (
            "{N} can expect a cloudy day with highs of {0} degrees and showers in the afternoon.",
            "Winds from the south west will reach {1} kilometres an hour along the coast.",
            "Up to {2} millimetres of rain may fall by the evening, forecasters said.",
            "Overnight temperatures drop to {3} degrees with patches of mist in the valleys.",
            "Drivers are advised to take care on wet roads during the morning rush.",
            "The outlook for the rest of the week is unsettled with some sunny spells.",
            "Pollen levels are moderate and the ultraviolet index is low.",
            "The next update of the forecast for {N} will be published in the evening.",
        ),
    ),
    (
        (
            "Magnitude {0} earthquake shakes {N}",
            "Earthquake near {N}, no damage reported",
            "{N} region hit by {0} quake",
            "Strong tremor felt in {N}",
            "Quake of {0} strikes off {N}",
        ),
        (
            "An earthquake of magnitude {0} struck near {N} early on Tuesday, experts said.",
            "The quake had a depth of {1} kilometres, its epicentre lay {2} kilometres offshore.",
            "There were no immediate reports of casualties or serious damage.",
            "Residents said they ran into the streets when buildings began to sway.",
            "No tsunami warning was issued by the authorities.",
            "Emergency services in {N} were checking bridges and schools for cracks.",
            "At least {3} aftershocks were recorded in the following hours.",
            "The region lies on a fault line and is often hit by tremors.",
        ),
    ),
    (
        (
            "{S} jailed for {0} years in {N}",
            "{N} court sentences {S}",
            "Fraud: {S} gets {0} years",
            "Judge in {N} sends {S} to prison",
            "{S} guilty, court in {N} rules",
        ),
        (
            "A court in {N} sentenced {S}, {1}, to {0} years in prison for fraud on Monday.",
            "Prosecutors had asked for a longer sentence because of the damage to the victims.",
            "The judge said the defendant had shown no remorse during the trial.",
            "According to the indictment, {S} took {2} thousand dollars from customers.",
            "The defence said it would appeal against the verdict.",
            "The trial heard {3} witnesses over several weeks.",
            "Victims in the public gallery cheered when the verdict was read out.",
            "The defendant will remain in custody until the appeal is heard.",
        ),
    ),
    (
        (
            "{N} to buy {M} for {0} million",
            "{N} and {M} agree to merge",
            "Takeover: {N} bids for {M}",
            "{M} accepts offer from {N}",
            "{N} in talks to acquire {M}",
        ),
        (
            "{N} said on Wednesday it would buy rival {M} for {0} million dollars in cash.",
            "The offer values each share at {1} dollars, a premium of {2} percent.",
            "The deal is expected to close by the end of the year, pending approval of regulators.",
            "{S}, who leads the buyer, said the two companies were a natural fit.",
            "Savings of {3} million dollars a year are expected within three years.",
            "Unions warned that jobs could be lost at the headquarters of {M}.",
            "The boards of both companies have unanimously approved the transaction.",
            "Advisers on the deal included several investment banks and law firms.",
        ),
    ),
    (
        (
            "{N} recalls {0} thousand products",
            "Safety recall at {N}",
            "{N} warns customers over faulty batch",
            "Recall: {N} takes product off shelves",
            "{N} issues refund after complaints",
        ),
        (
            "{N} is recalling {0} thousand units of a popular product over a safety risk.",
            "The company received {1} complaints, among them {2} about minor injuries.",
            "Customers should stop using the product at once and return it for a full refund.",
            "The affected batch carries numbers beginning with {3} on the label.",
            "Regulators said they had been informed and were monitoring the recall.",
            "A spokesman for {N} apologised for the inconvenience.",
            "The fault was discovered during a routine check at the factory.",
            "Shops have removed the product from their shelves across the country.",
        ),
    ),
    (
        (
            "{0} hurt in crash near {N}",
            "Road closed near {N} after accident",
            "{N}: lorry overturns on main road",
            "Police appeal after {N} collision",
            "Crash on road {1} near {N}",
        ),
        (
            "{0} people were hurt when a lorry and a car collided on road {1} near {N}.",
            "The accident happened shortly after {2} in the morning, police said.",
            "The injured were taken to hospital, one of them by helicopter.",
            "The road was closed for {3} hours and traffic was diverted.",
            "Police in {N} asked witnesses to come forward.",
            "Firefighters had to cut one of the drivers out of the wreck.",
            "Diesel spilled on to the carriageway and had to be cleared.",
            "The cause of the crash was not known at first.",
        ),
    ),
    (
        (
            "{S} wins {N} mayoral election",
            "{N} votes: {S} ahead with {0} percent",
            "{S} elected mayor of {N}",
            "Election night in {N}",
            "{N} chooses {S} as mayor",
        ),
        (
            "{S} has won the mayoral election in {N} with {0} percent of the vote.",
            "Turnout was {1} percent, higher than at the last election.",
            "The runner-up conceded defeat late in the evening.",
            "In a speech to supporters the winner promised cheaper housing and better buses.",
            "All {2} polling stations had been counted by midnight.",
            "The council of {N} has {3} seats, and no party has a majority.",
            "The campaign had been dominated by rents and by the future of the hospital.",
            "The new mayor takes office at the beginning of next month.",
        ),
    ),
)


def stream(articles: int, *, seed: int = 1) -> Iterator[Row]:
    """At least *articles* rows with id, story, title, text and published, story by story."""
    dice = Random(seed)
    plain = [stem for stem, _ in stems()[300:9_000] if stem.isascii() and len(stem) > 3]
    templates = [[_template(dice, kind) for _ in range(5)] for kind in range(len(KINDS))]
    fresh = _names(dice)
    shared = [next(fresh) for _ in range(max(20, articles // 60))]
    made = 0
    while made < articles:
        story, start = f"s{made}", START + SPAN * dice.random()
        if dice.random() < ORDINARY:
            reports = _ordinary(dice, plain, [next(fresh) for _ in range(3)])
        else:
            kind = dice.randrange(len(KINDS))
            first = dice.choice(shared) if dice.random() < SHARED else next(fresh)
            slots = _slots(dice, first, next(fresh), company=kind in (0, 5, 6))
            reports = _told(dice, dice.sample(templates[kind], 3), slots)
        for title, text in reports:
            when = start + timedelta(hours=24 * dice.random())
            yield {
                "id": f"b{made}",
                "story": story,
                "title": title,
                "text": text,
                "published": when.isoformat(),
            }
            made += 1


def _names(dice: Random) -> Iterator[str]:
    """Place names, most of them new; the more there are, the longer they get."""
    syllables = (
        "al bar cor den el fen gor hul is jor kel lam mir nor os pel rin sur tam vor".split()
    )
    while True:
        stem = dice.choice(FIRST) if dice.random() < 0.5 else "".join(dice.choices(syllables, k=2))
        yield (stem + dice.choice(syllables) + dice.choice(SECOND)).capitalize()


def _slots(dice: Random, first: str, second: str, *, company: bool) -> Slots:
    numbers = {
        "0": str(dice.randint(2, 40)),
        "1": str(dice.randint(1, 60)),
        "2": str(dice.randint(20, 950)),
        "3": f"{dice.uniform(1, 30):.1f}",
    }
    if company:
        first, second = (f"{name} {dice.choice(TRADES)}" for name in (first, second))
    return {"N": first, "M": second, "S": dice.choice(SURNAMES), **numbers}


def _template(dice: Random, kind: int) -> tuple[str, list[str]]:
    titles, sentences = KINDS[kind]
    return dice.choice(titles), [sentences[0], *dice.sample(sentences[1:], dice.randint(4, 6))]


def _told(
    dice: Random, templates: list[tuple[str, list[str]]], slots: Slots
) -> Iterator[tuple[str, str]]:
    for _ in range(dice.randint(3, 8)):
        title, sentences = dice.choice(templates)
        lines = [_fill(s, slots) for s in sentences if dice.random() < 0.9] or [sentences[0]]
        yield _fill(title, slots), " ".join(lines)


def _fill(pattern: str, slots: Slots) -> str:
    for gap, value in slots.items():
        pattern = pattern.replace("{" + gap + "}", value)
    return pattern


def _ordinary(dice: Random, plain: list[str], names: list[str]) -> Iterator[tuple[str, str]]:
    topic = [*dice.sample(plain, 20), *names, *names]
    for _ in range(dice.randint(3, 8)):
        title = " ".join([dice.choice(names), *dice.sample(topic, 3), *dice.choices(plain, k=2)])
        words = dice.choices(topic, k=45) + dice.choices(plain, k=65)
        dice.shuffle(words)
        yield title, " ".join(words) + "."
